# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Polls as tests make them."""

from uuid import uuid4

from tests.factories import at, text

from konvent.audience.actions.polling import add_poll, open_poll
from konvent.foundation.intents import Intent, Participant

CITIES = ("Köln", "Bonn", "Essen")


def make_poll(convention, code, kind="single", *, options=CITIES, is_open=True, **values):
    """A poll; one that chooses has three cities."""
    options = () if kind in {"words", "open"} else options
    poll = add_poll(
        convention=convention,
        code=code,
        key=uuid4(),
        values={"kind": kind, "question": text("Wohin?", "Where to?"), **values},
        options=[text(option) for option in options],
        at=at(10),
        by=None,
    )
    if is_open:
        open_poll(poll=poll, at=at(10, 1), by=None)
        poll.refresh_from_db()
    return poll


def intents(convention, wishes):
    """What several people want, as the live lane hands it on."""
    return [Intent(convention.slug, Participant(who), wish) for who, wish in wishes]
