# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a programme says about one stage at one moment; it knows no clock and no database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.programme.schedule import Schedule, ScheduleSession


@dataclass(frozen=True, slots=True)
class Slot:
    """A session with its stretch of time: the start belongs to it, the end does not."""

    session: ScheduleSession
    starts_at: datetime
    ends_at: datetime

    @property
    def code(self) -> str:
        return self.session.code


def slots(schedule: Schedule, room: str) -> list[Slot]:
    """Return what takes place on a stage, by start; cancelled sessions do not."""
    planned = [
        Slot(session, session.starts_at, session.ends_at)
        for session in schedule.in_room(room)
        if session.starts_at and session.ends_at and not session.is_cancelled
    ]
    return sorted(planned, key=lambda slot: (slot.starts_at, slot.code))


def slot_at(planned: list[Slot], at: datetime) -> Slot | None:
    """Return the slot that contains the moment; where two overlap, the one that began last."""
    return next((s for s in reversed(planned) if s.starts_at <= at < s.ends_at), None)


def slot_after(planned: list[Slot], at: datetime, *, on_stage: str = "") -> Slot | None:
    """Return what comes next: what follows the session on stage and is not over by the clock.

    A stage that is ahead of its programme, or behind it, goes on in its order all the same. Where
    nothing of the plan is on stage, it is what begins next.
    """
    on = next((s for s in planned if s.code == on_stage), None)
    if on is None:
        return next((s for s in planned if s.starts_at > at), None)
    following = (s for s in planned if s.starts_at > on.starts_at and s.ends_at > at)
    return next(following, None)
