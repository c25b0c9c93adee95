# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the audience's chapter keeps about one person, and what becomes of it on request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from konvent.audience.actions.forgetting import forget_person
from konvent.audience.models import ChatMessage, Hand, PollAnswer, Question, Support
from konvent.audience.persons import persons_of
from konvent.foundation.holdings import Holding, add_holdings

if TYPE_CHECKING:
    from datetime import datetime


def questions(convention: str, participant: str) -> list[dict[str, Any]]:
    """What somebody asked, and under which name."""
    persons = persons_of(convention, participant)
    asked = Question.objects.of_persons(persons).filter(floor__convention__slug=convention)
    return [
        {
            "session": question.floor.session_code,
            "asked_at": question.asked_at,
            "question": question.text,
            "name": question.name,
            "state": question.state,
        }
        for question in asked.select_related("floor").order_by("asked_at", "pk")
    ]


def supports(convention: str, participant: str) -> list[dict[str, Any]]:
    """Which questions of others somebody wanted answered."""
    persons = persons_of(convention, participant)
    given = Support.objects.filter(person__in=persons, question__floor__convention__slug=convention)
    given = given.exclude(question__author__in=persons).select_related("question__floor")
    return [
        {"session": one.question.floor.session_code, "question": one.question.number}
        for one in given.order_by("pk")
    ]


def answers(convention: str, participant: str) -> list[dict[str, Any]]:
    """What somebody answered in polls."""
    persons = persons_of(convention, participant)
    given = PollAnswer.objects.filter(person__in=persons, poll__floor__convention__slug=convention)
    return [
        {
            "session": one.poll.floor.session_code,
            "poll": str(one.poll.question),
            "answer": one.choices,
        }
        for one in given.select_related("poll__floor").order_by("pk")
    ]


def messages(convention: str, participant: str) -> list[dict[str, Any]]:
    """What somebody said in chats."""
    persons = persons_of(convention, participant)
    said = ChatMessage.objects.filter(author__in=persons, chat__convention__slug=convention)
    return [
        {"where": one.chat.name, "at": one.at, "text": one.text, "name": one.name}
        for one in said.select_related("chat").order_by("at", "pk")
    ]


def hands(convention: str, participant: str) -> list[dict[str, Any]]:
    """Where somebody wants to speak at the moment."""
    persons = persons_of(convention, participant)
    up = Hand.objects.filter(person__in=persons, floor__convention__slug=convention)
    return [
        {"session": one.floor.session_code, "raised_at": one.raised_at, "name": one.name}
        for one in up.select_related("floor").order_by("pk")
    ]


def forget(convention: str, participant: str, _at: datetime) -> None:
    """Forget everything of the above in one go."""
    forget_person(convention=convention, participant=participant)


def nothing_more(_convention: str, _participant: str, _at: datetime) -> None:
    """It is forgotten with the questions."""


add_holdings(
    Holding(
        name="questions",
        title=_("Questions you asked"),
        rule=_("What everybody saw stays as a record without your name; all other words go."),
        read=questions,
        forget=forget,
    ),
    Holding(
        name="supports",
        title=_("Questions you supported"),
        rule=_("It is forgotten, and no longer counted."),
        read=supports,
        forget=nothing_more,
    ),
    Holding(
        name="answers",
        title=_("Your votes in polls"),
        rule=_("It is forgotten what you voted; the sums stay."),
        read=answers,
        forget=nothing_more,
    ),
    Holding(
        name="messages",
        title=_("What you said in chats"),
        rule=_("All of it is deleted."),
        read=messages,
        forget=nothing_more,
    ),
    Holding(
        name="hands",
        title=_("Hands you have up"),
        rule=_("They go down, and your name goes with them."),
        read=hands,
        forget=nothing_more,
    ),
)
