# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The moderator's desk: a session's questions, on a phone in one hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from konvent.audience.actions.moderating import (
    answer_in_writing,
    answer_live,
    decline_question,
    merge_question,
    pin_question,
    put_on_stage,
    show_question,
    unpin_question,
)
from konvent.audience.actions.undoing import undo_last_act
from konvent.audience.board import Board
from konvent.audience.models import Floor, ModeratingAct, Phrase, Question, Reason
from konvent.audience.queries import figures_of, floor_of
from konvent.audience.rules import rules_of, stage_of
from konvent.audience.views.visiting import published_session
from konvent.convention.access import staff_page
from konvent.foundation.refusals import RefusedError
from konvent.people.access import signed_in
from konvent.people.permissions import may_moderate

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention

PLAIN = {
    "show": show_question,
    "answered": answer_live,
    "pin": pin_question,
    "unpin": unpin_question,
}
DEEDS = frozenset({*PLAIN, "stage", "write", "decline", "merge"})


@staff_page(may_moderate, "GET")
def desk(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """What waits, what is in the list, what is on stage, and what is done."""
    session = published_session(convention, code)
    floor = floor_of(convention.slug, code)
    context = {
        "convention": convention,
        "session": session,
        "stage": stage_of(convention.slug, session),
        "board": Board(floor, request.GET.get("pile", ""), signed_in(request)),
        "figures": figures_of(floor),
        "hands": floor.hands.count() if floor and floor.takes_hands else 0,
        "takes_questions": rules_of(convention.slug, code, floor).takes_questions(timezone.now()),
        "reasons": Reason.choices,
        "phrases": Phrase.choices,
    }
    return render(request, "audience/moderator/desk.html", context)


@staff_page(may_moderate, "POST")
def desk_act(request: HttpRequest, convention: Convention, code: str, number: int) -> HttpResponse:
    """Do one thing with one question."""
    question = _question(convention, code, number)
    deed = request.POST.get("deed", "")
    if deed not in DEEDS:
        raise Http404(deed)
    try:
        _do(deed, question, request)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(back_to_desk(request, convention, code))


def _do(deed: str, question: Question, request: HttpRequest) -> None:
    seen = _number(request, "seen") or 0
    at, by = timezone.now(), signed_in(request)
    if deed == "stage":
        there = _number(request, "on_stage")
        put_on_stage(question=question, seen=seen, seen_on_stage=there, at=at, by=by)
    elif deed == "write":
        words = request.POST.get("answer", "")
        answer_in_writing(question=question, seen=seen, answer=words, at=at, by=by)
    elif deed == "decline":
        reason = request.POST.get("words", "").strip() or request.POST.get("reason", "")
        decline_question(question=question, seen=seen, reason=reason, at=at, by=by)
    elif deed == "merge":
        into = question.floor.questions.filter(number=_number(request, "into") or 0).first()
        merge_question(question=question, seen=seen, into=into or question, at=at, by=by)
    else:
        act: Callable[..., None] = PLAIN[deed]
        act(question=question, seen=seen, at=at, by=by)


@staff_page(may_moderate, "POST")
def desk_undo(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """Take one's own last act back."""
    acts = ModeratingAct.objects.select_related("floor__convention")
    act = get_object_or_404(
        acts.filter(floor__convention=convention, floor__session_code=code),
        pk=_number(request, "act"),
    )
    try:
        undo_last_act(act=act, at=timezone.now(), by=signed_in(request))
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is as it was before."))
    return HttpResponseRedirect(back_to_desk(request, convention, code))


def _question(convention: Convention, code: str, number: int) -> Question:
    floor = get_object_or_404(
        Floor.objects.select_related("convention"), convention=convention, session_code=code
    )
    questions = floor.questions.select_related("floor__convention")
    return get_object_or_404(questions, number=number)


def _number(request: HttpRequest, name: str) -> int | None:
    typed = request.POST.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None  # noqa: PLR2004 -- what a column holds


def back_to_desk(request: HttpRequest, convention: Convention, code: str) -> str:
    """Return to the pile the moderator works on."""
    address = reverse("audience:desk", args=[convention.slug, code])
    pile = request.POST.get("pile", "")
    return f"{address}?{urlencode({'pile': pile})}" if pile else address
