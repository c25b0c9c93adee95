# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The organisers' page for importing a programme: upload, look at what it would change, import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from konvent.convention.access import staff_page
from konvent.foundation.form_pages import WRONG
from konvent.foundation.refusals import RefusedError
from konvent.people.access import signed_in
from konvent.people.permissions import may_organise
from konvent.programme import uploads
from konvent.programme.actions.feeds import Count, apply_schedule
from konvent.programme.actions.previews import preview_import
from konvent.programme.formats.reading import read_schedule
from konvent.programme.formats.remarks import NotAScheduleError
from konvent.programme.forms import UploadForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention

UPLOADED = "programme_uploaded"


@staff_page(may_organise)
def feed_upload(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Take a file that can be read, and go on to what it would change."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            read_schedule(content, timezone=convention.timezone)
        except NotAScheduleError as error:
            for problem in error.problems:
                form.add_error("file", str(problem))
        else:
            by = signed_in(request)
            request.session[UPLOADED] = uploads.keep(content, convention=convention, by=by)
            return redirect("programme:feed_preview", convention.slug)
    context = {"convention": convention, "form": form}
    status = WRONG if form.errors else 200
    return render(request, "programme/organiser/feed_upload.html", context, status=status)


@staff_page(may_organise)
def feed_preview(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Say what the uploaded file would change; do it when asked to."""
    name, by = request.session.get(UPLOADED, ""), signed_in(request)
    content = uploads.look(name, convention=convention, by=by)
    if content is None:
        messages.error(request, _("The file is not there any more. Please choose it again."))
        return redirect("programme:feed_upload", convention.slug)
    reading = read_schedule(content, timezone=convention.timezone)
    at = timezone.now()
    try:
        if request.method == "POST":
            apply_schedule(
                convention=convention,
                schedule=reading.schedule,
                at=at,
                by=by,
                accepts_removals="accept_removals" in request.POST,
            )
            uploads.forget(name, convention=convention, by=by)
            messages.success(request, _("Imported. Visitors see it with the next version."))
            return redirect("programme:overview", convention.slug)
        preview = preview_import(convention=convention, schedule=reading.schedule, at=at)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("programme:feed_upload", convention.slug)
    context = {
        "convention": convention,
        "reading": reading,
        "preview": preview,
        "counts": [(_name(noun), count) for noun, count in preview.report.counts.items()],
        "removed": preview.report.counts.get("sessions", Count(0, 0, 0, 0)).removed,
    }
    return render(request, "programme/organiser/feed_preview.html", context)


def _name(noun: str) -> str:
    names = {
        "days": _("Days"),
        "rooms": _("Stages and rooms"),
        "tracks": _("Tracks"),
        "organisations": _("Organisations"),
        "people": _("People on stage"),
        "sessions": _("Sessions"),
    }
    return names.get(noun, noun)
