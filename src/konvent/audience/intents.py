# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What people do many at a time: ask, support, take back, answer, ask to speak, chat, applaud."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from konvent.audience.actions.answering import answer_polls
from konvent.audience.actions.asking import ask_questions, withdraw_questions
from konvent.audience.actions.backing import back_questions
from konvent.audience.actions.chatting import report_messages, say_messages
from konvent.audience.actions.crowd import add_reactions
from konvent.audience.actions.raising import lower_hands, raise_hands
from konvent.audience.models import ChatKind, ReactionKind
from konvent.audience.models.polls import MOST_OPTIONS
from konvent.audience.wishes import (
    AnswerPoll,
    Ask,
    Back,
    LowerHand,
    RaiseHand,
    React,
    ReportMessage,
    Say,
    Withdraw,
)
from konvent.foundation.access import Access
from konvent.foundation.intents import Pace, intent
from konvent.foundation.load import Part
from konvent.foundation.wishes import NotUnderstoodError

if TYPE_CHECKING:
    from konvent.foundation.wishes import Body

MOST_AT_ONCE = 10
"""A browser adds up what is tapped within a second or two."""
LONGEST_SENT = 2000
"""More than a question may have: the rules say in words that it is too long."""


@intent(
    "ask-question",
    access=Access.STAGE,
    apply=ask_questions,
    pace=Pace(burst=10, per_second=0.2),
    part=Part.QUESTIONS,
)
def ask(body: Body) -> Ask:
    return Ask(
        session=body.key("session"),
        key=_uuid(body.key("key")),
        text=body.text("text", longest=LONGEST_SENT),
        name=body.text("name", longest=LONGEST_SENT),
        is_sure=body.flag("sure"),
    )


@intent("back-question", access=Access.STAGE, apply=back_questions, part=Part.QUESTIONS)
def back(body: Body) -> Back:
    return Back(
        session=body.key("session"),
        number=body.number("question"),
        is_on=body.flag("on", default=True),
    )


@intent("withdraw-question", access=Access.STAGE, apply=withdraw_questions)
def withdraw(body: Body) -> Withdraw:
    return Withdraw(session=body.key("session"), number=body.number("question"))


@intent(
    "answer-poll",
    access=Access.STAGE,
    apply=answer_polls,
    pace=Pace(burst=10, per_second=0.5),
    part=Part.QUESTIONS,
)
def answer_poll(body: Body) -> AnswerPoll:
    return AnswerPoll(
        session=body.key("session"),
        number=body.number("poll"),
        choices=tuple(_place(key) for key in body.keys("choices", most=MOST_OPTIONS)),
        text=body.text("text", longest=LONGEST_SENT),
    )


@intent(
    "raise-hand",
    access=Access.STAGE,
    apply=raise_hands,
    pace=Pace(burst=5, per_second=0.1),
    part=Part.QUESTIONS,
)
def raise_hand(body: Body) -> RaiseHand:
    return RaiseHand(session=body.key("session"), name=body.text("name", longest=LONGEST_SENT))


@intent("lower-hand", access=Access.STAGE, apply=lower_hands, pace=Pace(burst=5, per_second=0.1))
def lower_hand(body: Body) -> LowerHand:
    return LowerHand(session=body.key("session"))


@intent(
    "say",
    access=Access.STAGE,
    apply=say_messages,
    pace=Pace(burst=10, per_second=0.3),
    part=Part.CHAT,
)
def say(body: Body) -> Say:
    return Say(
        kind=body.choice("kind", ChatKind.values),
        place=body.key("place"),
        key=_uuid(body.key("key")),
        text=body.text("text", longest=LONGEST_SENT),
        name=body.text("name", longest=LONGEST_SENT),
        reply_to=body.number("reply", least=0),
    )


@intent("report-message", access=Access.STAGE, apply=report_messages)
def report(body: Body) -> ReportMessage:
    return ReportMessage(
        kind=body.choice("kind", ChatKind.values),
        place=body.key("place"),
        number=body.number("message"),
    )


@intent(
    "react",
    access=Access.STAGE,
    apply=add_reactions,
    pace=Pace(burst=10, per_second=1),
    part=Part.CHAT,
)
def react(body: Body) -> React:
    return React(
        room=body.key("room"),
        kind=body.choice("kind", ReactionKind.values),
        times=body.number("times", most=MOST_AT_ONCE),
    )


def _place(text: str) -> int:
    if not text.isdecimal() or int(text) > MOST_OPTIONS:
        raise NotUnderstoodError("choices")
    return int(text)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotUnderstoodError("key") from None
