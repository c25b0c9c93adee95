# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""An audience for the demonstration: it has asked something in the sessions of these hours."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid5

from konvent.audience.actions.asking import ask_questions
from konvent.audience.actions.backing import back_questions
from konvent.audience.actions.moderating import answer_in_writing, show_question
from konvent.audience.queries import floor_of
from konvent.audience.rules import session_of
from konvent.audience.wishes import Ask, Back
from konvent.foundation.intents import Intent, Participant, apply_one
from konvent.ops.demo.edition import OURS, TEXTS
from konvent.ops.demo.polling import hold_polls
from konvent.programme.queries import published_schedule

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.audience.models import Question
    from konvent.convention.models import Convention

AROUND_NOW = timedelta(hours=1)


def have_questions_asked(*, convention: Convention, at: datetime) -> None:
    """Ask in what is on, was on a moment ago, or begins soon; once for each session."""
    schedule = published_schedule(convention.slug)
    for session in schedule.scheduled if schedule else ():
        is_near = session.starts_at and abs(session.starts_at - at) < AROUND_NOW
        if is_near and not session.is_cancelled and session_of(convention.slug, session.code):
            _ask(convention, session.code, at)


def _ask(convention: Convention, code: str, at: datetime) -> None:
    if floor_of(convention.slug, code) is not None:
        return
    for number, asked in enumerate(_questions(), start=1):
        key = uuid5(OURS, f"question {code} {number}")
        wish = Ask(code, key, asked["text"], asked.get("name", ""), is_sure=True)
        said = apply_one(ask_questions, _intent(convention, f"demo-{number}", wish), at=at)
        _moderate(convention, code, said["number"], asked, at)
    hold_polls(convention=convention, code=code, at=at)


def _moderate(
    convention: Convention, code: str, number: int, asked: dict[str, Any], at: datetime
) -> None:
    if asked.get("is_waiting"):
        return
    question = _question(convention, code, number)
    show_question(question=question, seen=question.version, at=at, by=None)
    wish = Back(code, number)
    supporters = range(100, 99 + asked["supports"])
    intents = [_intent(convention, f"demo-{person}", wish) for person in supporters]
    back_questions(intents=intents, at=at)
    if answer := asked.get("answer"):
        question = _question(convention, code, number)
        seen = question.version
        answer_in_writing(question=question, seen=seen, answer=answer, at=at, by=None)


def _questions() -> list[dict[str, Any]]:
    questions: list[dict[str, Any]] = tomllib.loads((TEXTS / "questions.toml").read_text())[
        "questions"
    ]
    return questions


def _question(convention: Convention, code: str, number: int) -> Question:
    floor = floor_of(convention.slug, code)
    if floor is None:
        raise LookupError(code)
    return floor.questions.select_related("floor__convention").get(number=number)


def _intent(convention: Convention, person: str, wish: Any) -> Intent[Any]:  # noqa: ANN401 -- any wish
    return Intent(convention.slug, Participant(person), wish)
