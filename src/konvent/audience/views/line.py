# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The private line of a session, and what its speakers see: for everybody who makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from konvent.audience.actions.line import say_on_line
from konvent.audience.models import Phrase, QuestionState
from konvent.audience.queries import figures_of, floor_of, line_of
from konvent.audience.rules import stage_of
from konvent.audience.views.moderator import back_to_desk
from konvent.audience.views.visiting import published_session
from konvent.convention.access import staff_page
from konvent.foundation.refusals import RefusedError
from konvent.people.access import signed_in
from konvent.people.permissions import may_moderate, may_see_staff_area

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention


@staff_page(may_see_staff_area)
def line(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """What was said on the line, and a word of one's own."""
    session = published_session(convention, code)
    if request.method == "POST":
        _say(request, convention, code)
        return HttpResponseRedirect(_back(request, convention, code))
    context = {
        "convention": convention,
        "session": session,
        "line": line_of(convention.slug, code),
        "phrases": Phrase.choices,
        "may_moderate": may_moderate(signed_in(request), convention),
    }
    return render(request, "audience/moderator/line.html", context)


def _say(request: HttpRequest, convention: Convention, code: str) -> None:
    try:
        say_on_line(
            convention=convention,
            code=code,
            phrase=request.POST.get("phrase", ""),
            text=request.POST.get("text", ""),
            for_speakers="for_speakers" in request.POST,
            at=timezone.now(),
            by=signed_in(request),
        )
    except RefusedError as refusal:
        messages.error(request, str(refusal))


def _back(request: HttpRequest, convention: Convention, code: str) -> str:
    """Return to the desk when it was said there."""
    is_from_desk = "desk" in request.POST and may_moderate(signed_in(request), convention)
    if is_from_desk:
        return back_to_desk(request, convention, code)
    return reverse("audience:line", args=[convention.slug, code])


@staff_page(may_see_staff_area, "GET")
def presenter(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """Only what those on stage need: the question, the time left, a word from the moderator."""
    context = stage_context(convention, code) | {"convention": convention}
    return render(request, "audience/moderator/presenter.html", context)


def stage_context(convention: Convention, code: str) -> dict[str, Any]:
    """Return what the view for the stage shows of a session."""
    session = published_session(convention, code)
    floor = floor_of(convention.slug, code)
    on_stage = floor.questions.in_state(QuestionState.ON_STAGE).first() if floor else None
    return {
        "session": session,
        "question": on_stage,
        "stage": stage_of(convention.slug, session),
        "figures": figures_of(floor),
        "phrases": Phrase.choices,
    }
