# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Where everybody is told something, and where taking part is switched off in an emergency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from konvent.audience.actions.announcing import (
    let_audience_only_read,
    let_audience_write,
    make_announcement,
    take_announcement_back,
)
from konvent.audience.announcements import standing_announcements
from konvent.audience.announcing_forms import AnnouncementForm
from konvent.audience.models import Announcement, Silence
from konvent.convention.access import staff_page
from konvent.foundation.form_pages import FormPage, answer_form, guid_in, new_key
from konvent.people.access import signed_in
from konvent.people.permissions import may_moderate

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention


@staff_page(may_moderate)
def announcements(request: HttpRequest, convention: Convention) -> HttpResponse:
    """What is said at the moment, a form to say more, and the switch for emergencies."""
    form = AnnouncementForm(
        request.POST or None, convention=convention, languages=convention.languages
    )
    page = FormPage(
        title=_("Announcements"),
        back=_here(convention),
        saved=_("It is on every open page now."),
        action=_("Announce"),
        template="audience/moderator/announcements.html",
        more={
            "convention": convention,
            "standing": list(standing_announcements(convention.slug)),
            "is_read_only": Silence.objects.filter(convention=convention).exists(),
        },
    )

    def save(state: str) -> None:
        make_announcement(
            convention=convention,
            key=guid_in(state),
            values=form.cleaned_data,
            at=timezone.now(),
            by=signed_in(request),
        )

    return answer_form(request, form, page, state=new_key(), save=save)


@staff_page(may_moderate, "POST")
def announcement_take_back(
    request: HttpRequest, convention: Convention, number: int
) -> HttpResponse:
    said = get_object_or_404(Announcement, convention=convention, pk=number)
    take_announcement_back(announcement=said, at=timezone.now(), by=signed_in(request))
    messages.success(request, _("It is taken back."))
    return HttpResponseRedirect(_here(convention))


@staff_page(may_moderate, "POST")
def announcement_switch(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Let the audience only read, or take part again."""
    at, by = timezone.now(), signed_in(request)
    if request.POST.get("deed") == "only-read":
        let_audience_only_read(convention=convention, at=at, by=by)
        messages.success(request, _("From now on the audience can only read."))
    elif request.POST.get("deed") == "write":
        let_audience_write(convention=convention, at=at, by=by)
        messages.success(request, _("The audience takes part again."))
    return HttpResponseRedirect(_here(convention))


def _here(convention: Convention) -> str:
    return reverse("audience:announcements", args=[convention.slug])
