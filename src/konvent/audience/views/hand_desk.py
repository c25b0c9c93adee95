# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The moderators' line of raised hands: take them, call somebody, mark as done, lower."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from konvent.audience.actions.calling import call_hand, finish_hand, lower_hand, take_hands
from konvent.audience.hand_forms import TakingHandsForm
from konvent.audience.hands import hands_of
from konvent.audience.models import Floor
from konvent.audience.queries import floor_of
from konvent.audience.views.visiting import published_session
from konvent.convention.access import staff_page
from konvent.foundation.form_pages import FormPage, answer_form
from konvent.foundation.refusals import RefusedError
from konvent.people.access import signed_in
from konvent.people.permissions import may_moderate

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention

DEEDS: dict[str, Callable[..., None]] = {
    "call": call_hand,
    "done": finish_hand,
    "lower": lower_hand,
}


@staff_page(may_moderate)
def hand_desk(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """Whether hands can be raised in a session, and who wants to speak."""
    session = published_session(convention, code)
    there = floor_of(convention.slug, code) or Floor(session_code=code)
    form = TakingHandsForm(request.POST or None, instance=there, languages=convention.languages)
    page = FormPage(
        title=_("Requests to speak: %(title)s") % {"title": session.title},
        back=_desk(convention, code),
        saved=_("These rules hold from now on."),
        template="audience/moderator/hand_desk.html",
        more={
            "convention": convention,
            "session": session,
            "hands": list(hands_of(convention.slug, code)),
        },
    )

    def save(_state: str) -> None:
        take_hands(
            convention=convention,
            code=code,
            is_on=form.cleaned_data["takes_hands"],
            at=timezone.now(),
            by=signed_in(request),
        )

    return answer_form(request, form, page, state="", save=save)


@staff_page(may_moderate, "POST")
def hand_act(request: HttpRequest, convention: Convention, code: str, number: int) -> HttpResponse:
    """Call somebody, mark as done, or lower a hand."""
    published_session(convention, code)
    do = DEEDS.get(request.POST.get("deed", ""))
    if do is None:
        raise Http404
    facts = {"convention": convention, "code": code, "number": number}
    try:
        do(**facts, at=timezone.now(), by=signed_in(request))
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(_desk(convention, code))


def _desk(convention: Convention, code: str) -> str:
    return reverse("audience:hand_desk", args=[convention.slug, code])
