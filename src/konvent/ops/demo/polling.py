# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Polls for the demonstration: one that is open and one that is closed, in what is on now."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any
from uuid import uuid5

from konvent.audience.actions.answering import answer_polls
from konvent.audience.actions.polling import add_poll, close_poll, open_poll
from konvent.audience.models import Results
from konvent.audience.wishes import AnswerPoll
from konvent.foundation.intents import Intent, Participant
from konvent.foundation.texts import Text
from konvent.ops.demo.edition import OURS, TEXTS

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention


def hold_polls(*, convention: Convention, code: str, at: datetime) -> None:
    """Hold the polls of the demonstration in a session, and have them answered."""
    polls: list[dict[str, Any]] = tomllib.loads((TEXTS / "polls.toml").read_text())["polls"]
    for number, facts in enumerate(polls, start=1):
        options = facts.get("options", [])
        poll = add_poll(
            convention=convention,
            code=code,
            key=uuid5(OURS, f"poll {code} {number}"),
            values={
                "kind": facts["kind"],
                "question": Text(facts["question"]),
                "results": facts.get("results", Results.CLOSED),
                "most": facts.get("most", 1),
            },
            options=[_text(option) for option in options],
            at=at,
            by=None,
        )
        open_poll(poll=poll, at=at, by=None)
        wishes = [AnswerPoll(code, poll.number, **answer) for answer in _answers(facts)]
        intents = [
            Intent(convention.slug, Participant(f"demo-{person}"), wish)
            for person, wish in enumerate(wishes)
        ]
        answer_polls(intents=intents, at=at)
        if facts.get("is_closed"):
            close_poll(poll=poll, at=at, by=None)


def _text(option: dict[str, Any]) -> Text:
    return Text({language: text for language, text in option.items() if language != "votes"})


def _answers(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what everybody answers, one after the other."""
    options = enumerate(facts.get("options", []), start=1)
    chosen = [{"choices": (place,)} for place, option in options for _ in range(option["votes"])]
    words = facts.get("words", {})
    return chosen + [{"text": word} for word, count in words.items() for _ in range(count)]
