# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A day drawn as a band: a row for each stage, a bar for each session, in the stage's colour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from konvent.programme.models import SessionKind

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.programme.schedule import Schedule, ScheduleDay, ScheduleSession

WIDTH = 1000
HEIGHT = 96
"""Of all rows together, however many stages there are."""
GAP = 0.25
"""Share of a row that stays empty."""
HOUR = timedelta(hours=1)
LABELS = 8
"""No more hours than this are named, at equal distances."""
MOST_ROWS = 3
"""More rows share the height of so many."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A session as a rectangle."""

    colour: str
    x: float
    y: float
    width: float
    height: float
    is_quiet: bool


@dataclass(frozen=True, slots=True)
class Band:
    """The drawing of a day."""

    starts_at: datetime
    ends_at: datetime
    bars: list[Bar]
    labels: list[datetime]
    rows: int = 1
    width: int = WIDTH
    height: int = HEIGHT


def day_band(schedule: Schedule, day: ScheduleDay) -> Band:
    """Draw one day from its first full hour to its last."""
    today = schedule.on_day(day)
    spans = [(s.starts_at, s.ends_at) for s in today if s.starts_at and s.ends_at]
    if not spans:
        return Band(day.starts_at, day.ends_at, [], [])
    first = min(start for start, _end in spans)
    begins = first.replace(minute=0, second=0, microsecond=0)
    last = max(end for _start, end in spans)
    needed = max(1, -(-(last - begins) // HOUR))
    every = -(-needed // LABELS)
    hours = -(-needed // every) * every
    rooms = [room.slug for room in schedule.rooms if any(s.room == room.slug for s in today)]
    return Band(
        starts_at=begins,
        ends_at=begins + hours * HOUR,
        bars=[_bar(schedule, session, rooms, begins, hours) for session in today],
        labels=[begins + hour * HOUR for hour in range(0, hours, every)],
        rows=min(len(rooms), MOST_ROWS),
    )


def _bar(
    schedule: Schedule, session: ScheduleSession, rooms: list[str], begins: datetime, hours: int
) -> Bar:
    start = session.starts_at or begins
    row = HEIGHT / len(rooms)
    return Bar(
        colour=schedule.room[session.room].colour,
        x=round(WIDTH * ((start - begins) / HOUR) / hours, 1) + 1,
        y=round(row * rooms.index(session.room), 1),
        width=max(1, round(WIDTH * (session.duration / HOUR) / hours, 1) - 2),
        height=round(row * (1 - GAP), 1),
        is_quiet=session.kind == SessionKind.BREAK or session.is_cancelled,
    )
