# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What people at a session do many at a time: ask, support, take back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from konvent.audience.actions.asking import ask_questions, withdraw_questions
from konvent.audience.actions.backing import back_questions
from konvent.audience.wishes import Ask, Back, Withdraw
from konvent.foundation.access import Access
from konvent.foundation.intents import Pace, intent
from konvent.foundation.wishes import NotUnderstoodError

if TYPE_CHECKING:
    from konvent.foundation.wishes import Body

LONGEST_SENT = 2000
"""More than a question may have: the rules say in words that it is too long."""


@intent(
    "ask-question",
    access=Access.STAGE,
    apply=ask_questions,
    pace=Pace(burst=10, per_second=0.2),
)
def ask(body: Body) -> Ask:
    return Ask(
        session=body.key("session"),
        key=_uuid(body.key("key")),
        text=body.text("text", longest=LONGEST_SENT),
        name=body.text("name", longest=LONGEST_SENT),
        is_sure=body.flag("sure"),
    )


@intent("back-question", access=Access.STAGE, apply=back_questions)
def back(body: Body) -> Back:
    return Back(
        session=body.key("session"),
        number=body.number("question"),
        is_on=body.flag("on", default=True),
    )


@intent("withdraw-question", access=Access.STAGE, apply=withdraw_questions)
def withdraw(body: Body) -> Withdraw:
    return Withdraw(session=body.key("session"), number=body.number("question"))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotUnderstoodError("key") from None
