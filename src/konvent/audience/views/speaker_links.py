# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Where those on stage in a session get their links: made, shown once, and revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from konvent.audience.speaker_forms import SpeakerLinkForm
from konvent.audience.views.visiting import published_session
from konvent.convention.access import staff_page
from konvent.foundation.form_pages import FormPage, Question, answer_form, answer_question
from konvent.people.access import signed_in
from konvent.people.permissions import may_moderate
from konvent.programme.queries import published_schedule
from konvent.registration.actions import make_speaker_link, revoke_speaker_link
from konvent.registration.links import speaker_link
from konvent.registration.models import SpeakerLink

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention
    from konvent.programme.schedule import ScheduleSession

JUST_MADE = "speaker_link_just_made"


@staff_page(may_moderate)
def speaker_links(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """Who has a link into this session's view for the stage, and a form to make one."""
    session = published_session(convention, code)
    form = SpeakerLinkForm(request.POST or None)
    page = FormPage(
        title=_("Links for speakers: %(title)s") % {"title": session.title},
        back=reverse("audience:speaker_links", args=[convention.slug, code]),
        saved=_("The link is made."),
        action=_("Make a link"),
        template="audience/moderator/speaker_links.html",
        more={
            "convention": convention,
            "session": session,
            "rows": _rows(convention, session),
            "made": _just_made(request, convention, code),
        },
    )

    def save(_state: str) -> None:
        made = make_speaker_link(
            convention=convention,
            code=code,
            name=form.cleaned_data["name"],
            actor=signed_in(request),
            at=timezone.now(),
        )
        request.session[JUST_MADE] = made.pk

    return answer_form(request, form, page, state="", save=save)


@staff_page(may_moderate)
def speaker_link_revoke(
    request: HttpRequest, convention: Convention, code: str, number: int
) -> HttpResponse:
    """Ask, then let a link backstage no longer."""
    published_session(convention, code)
    link = get_object_or_404(_links(convention, code), pk=number)
    back = reverse("audience:speaker_links", args=[convention.slug, code])
    return answer_question(
        request,
        Question(
            title=_("Revoke the link of %(who)s?") % {"who": link},
            back=back,
            done=back,
            said=_("The link of %(who)s opens nothing any more.") % {"who": link},
            action=_("Revoke the link"),
            goes_with=[_("Who sees the view for the stage with it is shown out at once.")],
            convention=convention,
        ),
        do=lambda: revoke_speaker_link(link=link, actor=signed_in(request), at=timezone.now()),
    )


def _links(convention: Convention, code: str) -> Any:  # noqa: ANN401 -- a queryset, whose class depends on the relation
    return SpeakerLink.objects.valid().filter(convention=convention, session_code=code)


def _rows(convention: Convention, session: ScheduleSession) -> list[tuple[str, SpeakerLink | None]]:
    """Return who is on stage as published, then who else has a link, each with the link."""
    schedule = published_schedule(convention.slug)
    people = schedule.person if schedule else {}
    names = [people[one.person].name for one in session.speakers if one.person in people]
    links = {link.name: link for link in _links(convention, session.code).by_name()}
    return [(name, links.get(name)) for name in dict.fromkeys((*names, *links))]


def _just_made(request: HttpRequest, convention: Convention, code: str) -> dict[str, object] | None:
    pk = request.session.pop(JUST_MADE, None)
    links = _links(convention, code).select_related("convention")
    link = links.filter(pk=pk).first() if pk else None
    return {"for": link, "address": speaker_link(link)} if link else None
