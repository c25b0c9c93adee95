# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The organisers' page about versions: look at what changed, then publish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from konvent.convention.access import staff_page
from konvent.foundation.form_pages import WRONG
from konvent.foundation.texts import Text
from konvent.people.access import signed_in
from konvent.people.permissions import may_organise
from konvent.programme.actions.versions import CannotPublishError, publish_version
from konvent.programme.changes import changes_between
from konvent.programme.conflicts import conflicts_in
from konvent.programme.forms import NoteForm
from konvent.programme.queries import published_schedule, working_copy

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention

ON_A_PAGE = 20


@staff_page(may_organise)
def version_list(request: HttpRequest, convention: Convention) -> HttpResponse:
    """What would be published now, and all versions so far."""
    form = NoteForm(request.POST or None, languages=convention.languages)
    newest = convention.versions.newest_first().first()
    number = newest.number if newest else 0
    if request.method == "POST" and form.is_valid():
        if request.POST.get("number") != str(number):
            messages.info(
                request, _("It is published already, as version %(number)s.") % {"number": number}
            )
            return redirect("programme:version_list", convention.slug)
        try:
            version = publish_version(
                convention=convention,
                at=timezone.now(),
                by=signed_in(request),
                note=Text(form.cleaned_data["note"]),
            )
        except CannotPublishError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("Version %(number)s is published. Every open page shows it within a second.")
                % {"number": version.number},
            )
            return redirect("programme:version_list", convention.slug)
    return _version_list(request, convention, form, number)


def _version_list(
    request: HttpRequest, convention: Convention, form: NoteForm, number: int
) -> HttpResponse:
    schedule = working_copy(convention)
    published = published_schedule(convention.slug)
    versions = convention.versions.newest_first().select_related("published_by").defer("document")
    context = {
        "convention": convention,
        "form": form,
        "number": number,
        "next_number": number + 1,
        "changes": changes_between(published, schedule),
        "is_other": published is None or not published.says_the_same_as(schedule),
        "conflicts": len(conflicts_in(schedule)),
        "page": Paginator(versions, ON_A_PAGE).get_page(request.GET.get("page")),
    }
    status = WRONG if form.errors else 200
    return render(request, "programme/organiser/version_list.html", context, status=status)
