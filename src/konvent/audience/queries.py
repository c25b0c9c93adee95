# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What is asked in a session, as everybody sees it, as one person does, and as moderators do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from konvent.audience.models import (
    ANSWERED,
    Floor,
    LineMessage,
    Question,
    QuestionState,
    said_reason,
)
from konvent.audience.rules import rules_of, session_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from konvent.audience.models.questions import QuestionQuerySet
    from konvent.foundation.topics import State

SUPPORTED_SHOWN = 200
NEWEST_SHOWN = 50
"""Of what is open, everybody sees so many of the most supported and of the newest ones."""
COMPARED = 500
LINE_SHOWN = 30


def floor_of(convention: str, code: str) -> Floor | None:
    """Return the floor of a session, if anything was ever said about it."""
    floors = Floor.objects.filter(convention__slug=convention, session_code=code)
    return floors.select_related("convention").first()


def questions_of_session(convention: str, code: str) -> State | None:
    """Return the state of the topic ``session/<code>/questions``; None without such a session."""
    if session_of(convention, code) is None:
        return None
    floor = floor_of(convention, code)
    rules = rules_of(convention, code, floor)
    state: State = {
        "taking": rules.taking,
        "naming": rules.naming,
        "moderation": rules.moderation,
        "acts": floor.acts if floor else 0,
        "figures": figures_of(floor),
        "questions": {str(question.number): _public(question) for question in _shown(floor)},
    }
    if rules.closes_at:
        state["closes"] = rules.closes_at.isoformat()
    return state


def _shown(floor: Floor | None) -> Iterable[Question]:
    """Return what everybody sees, in the order of their numbers, in a bounded number."""
    if floor is None:
        return []
    public: QuestionQuerySet = floor.questions.public()
    visible = public.in_state(QuestionState.VISIBLE)
    best = visible.most_supported_first().values("pk")[:SUPPORTED_SHOWN]
    newest = visible.order_by("-number").values("pk")[:NEWEST_SHOWN]
    chosen = [row["pk"] for row in (*best, *newest)]
    settled = ~Q(state=QuestionState.VISIBLE)
    return public.filter(settled | Q(pk__in=chosen)).order_by("number", "pk")


def _public(question: Question) -> State:
    facts: State = {
        "text": question.text,
        "state": question.state,
        "supports": question.supports,
        "asked": question.asked_at.isoformat(),
    }
    moments = {"on_stage": question.on_stage_at, "answered": question.answered_at}
    facts |= {name: moment.isoformat() for name, moment in moments.items() if moment}
    texts = {"name": question.name, "answer": question.answer}
    facts |= {name: text for name, text in texts.items() if text}
    return facts | ({"is_pinned": True} if question.is_pinned else {})


def on_stage_of_session(convention: str, code: str) -> State | None:
    """Return the state of the topic ``session/<code>/on-stage``; None without such a session."""
    if session_of(convention, code) is None:
        return None
    questions = Question.objects.filter(
        floor__convention__slug=convention, floor__session_code=code, state=QuestionState.ON_STAGE
    )
    question = questions.first()
    if question is None:
        return {}
    name = {"name": question.name} if question.name else {}
    return {"question": {"text": question.text, **name}}


def answered_on_stage(convention: str, code: str) -> list[Question]:
    """Return what was answered on stage, in the order it was asked there."""
    questions = Question.objects.filter(
        floor__convention__slug=convention,
        floor__session_code=code,
        state__in=ANSWERED,
        on_stage_at__isnull=False,
    )
    return list(questions.order_by("on_stage_at", "pk"))


def figures_of(floor: Floor | None) -> dict[str, int]:
    """Say how many questions came, were answered, declined, and wait still."""
    if floor is None:
        return {"asked": 0, "answered": 0, "declined": 0, "waiting": 0}
    return floor.questions.aggregate(
        asked=Count("pk"),
        answered=Count("pk", filter=_answered()),
        declined=Count("pk", filter=Q(state=QuestionState.DECLINED)),
        waiting=Count("pk", filter=Q(state=QuestionState.WAITING)),
    )


def figures_of_convention(convention: str) -> dict[str, dict[str, int]]:
    """Return the figures of every session of which anything was asked, by code."""
    floors = Floor.objects.filter(convention__slug=convention).annotate(
        asked=Count("questions"),
        answered=Count("questions", filter=_answered("questions__")),
        declined=Count("questions", filter=Q(questions__state=QuestionState.DECLINED)),
        waiting=Count("questions", filter=Q(questions__state=QuestionState.WAITING)),
    )
    names = ("asked", "answered", "declined", "waiting")
    return {floor.session_code: {name: getattr(floor, name) for name in names} for floor in floors}


def _answered(prefix: str = "") -> Q:
    """Whoever's question was merged into an answered one is answered as well."""
    return Q(**{f"{prefix}state__in": ANSWERED}) | Q(
        **{f"{prefix}merged_into__state__in": ANSWERED}
    )


def questions_of_person(floor: Floor | None, person: str) -> State:
    """Say what one person has asked, what became of it, and what they support."""
    if floor is None or not person:
        return {"own": {}, "supported": []}
    own = floor.questions.of_person(person).exclude(state=QuestionState.WITHDRAWN)
    asked = own.select_related("merged_into").order_by("number", "pk")
    supported = floor.questions.filter(given__person=person).values_list(
        "number", "merged_into__number"
    )
    return {
        "own": {str(question.number): _own(question) for question in asked},
        "supported": sorted({main or number for number, main in supported}),
    }


def _own(question: Question) -> State:
    main = question.merged_into
    facts: State = {"text": question.text, "state": question.state}
    if main is not None:
        facts |= {"merged_into": main.number, "state_of_main": main.state}
        if main.is_public:
            facts["text_of_main"] = main.text
    reason = said_reason(question.reason or (main.reason if main else ""))
    answer = question.answer or (main.answer if main and main.is_public else "")
    texts = {"reason": reason, "answer": answer}
    return facts | {name: text for name, text in texts.items() if text}


def moderation_of_session(convention: str, code: str) -> State | None:
    """Return the state of the topic ``moderation/<code>``: which versions there are, and of what.

    The desk compares it with what it shows, and fetches what is new.
    """
    if session_of(convention, code) is None:
        return None
    floor = floor_of(convention, code)
    questions = floor.questions.order_by("number", "pk") if floor else Question.objects.none()
    hands = {"hands": floor.hands.count()} if floor and floor.takes_hands else {}
    return {
        **hands,
        "acts": floor.acts if floor else 0,
        "waiting": figures_of(floor)["waiting"],
        "questions": {
            str(number): {"version": version, "supports": supports}
            for number, version, supports in questions.exclude(
                state=QuestionState.WITHDRAWN
            ).values_list("number", "version", "supports")
        },
    }


def line_of_session(convention: str, code: str) -> State | None:
    """Return the state of the topic ``line/<code>``: the last words on the private line."""
    if session_of(convention, code) is None:
        return None
    return _line(line_of(convention, code))


def stage_line_of_session(convention: str, code: str) -> State | None:
    """Return the state of the topic ``line/<code>/stage``: what concerns those on stage."""
    if session_of(convention, code) is None:
        return None
    return _line(stage_line_of(convention, code))


def line_of(convention: str, code: str) -> list[LineMessage]:
    """Return the last words on the private line, the newest first."""
    return list(LineMessage.objects.of_session(convention, code).latest_first()[:LINE_SHOWN])


def stage_line_of(convention: str, code: str) -> list[LineMessage]:
    """Return the last of them that were said to those on stage, or by them."""
    said = LineMessage.objects.of_session(convention, code).heard_on_stage()
    return list(said.latest_first()[:LINE_SHOWN])


def _line(messages: list[LineMessage]) -> State:
    return {"messages": {f"{message.pk:012}": _said(message) for message in messages}}


def _said(message: LineMessage) -> State:
    facts: State = {"at": message.at.isoformat(), "by": message.name or str(message.by or "")}
    facts |= {"phrase": message.phrase} if message.phrase else {"text": message.text}
    return facts | ({"for_speakers": True} if message.for_speakers else {})


def texts_to_compare(floor: Floor | None) -> list[tuple[int, str, int]]:
    """Return number, text and support of what a new question could be similar to."""
    if floor is None:
        return []
    questions = floor.questions.public().most_supported_first()
    return list(questions.values_list("number", "text", "supports")[:COMPARED])


def is_taken(convention: str, code: str, at: datetime) -> bool:
    """Whether the session takes questions now."""
    return rules_of(convention, code, floor_of(convention, code)).takes_questions(at)
