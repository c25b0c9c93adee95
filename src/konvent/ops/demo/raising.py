# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Raised hands for the demonstration: in one session that is on people ask to speak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.audience.actions.calling import take_hands
from konvent.audience.actions.raising import raise_hands
from konvent.audience.models import Floor
from konvent.audience.rules import session_of
from konvent.audience.wishes import RaiseHand
from konvent.foundation.intents import Intent, Participant
from konvent.programme.queries import published_schedule

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention

RAISED = ("Jonas K. (erfunden)", "Maeve O. (fictional)")


def have_hands_raised(*, convention: Convention, at: datetime) -> None:
    """Take hands in one session that is on, and raise two, unless that was done before."""
    schedule = published_schedule(convention.slug)
    on = [
        session.code
        for session in (schedule.scheduled if schedule else ())
        if session.starts_at
        and session.ends_at
        and session.starts_at <= at < session.ends_at
        and not session.is_cancelled
        and session_of(convention.slug, session.code)
    ]
    if not on or Floor.objects.filter(convention=convention, last_hand__gt=0).exists():
        return
    take_hands(convention=convention, code=on[0], is_on=True, at=at, by=None)
    intents = [
        Intent(convention.slug, Participant(f"demo-{number}"), RaiseHand(on[0], name))
        for number, name in enumerate(RAISED)
    ]
    raise_hands(intents=intents, at=at)
