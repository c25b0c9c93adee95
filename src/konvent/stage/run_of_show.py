# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The run of show of a stage: planned, expected and real times, and how the rest of a day moves.

Plain functions over what the programme and the cues say; they know no clock and no database.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from konvent.programme.rehearsals import was_rehearsal
from konvent.stage.timeline import Slot, slots

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from konvent.programme.schedule import Schedule, ScheduleDay, ScheduleSession
    from konvent.stage.models import Cue

MINUTE = timedelta(minutes=1)


class Standing(StrEnum):
    """Where a session stands at a moment."""

    OVER = "over"
    RUNNING = "running"
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class Line:
    """A session in the run of show."""

    session: ScheduleSession
    planned_start: datetime
    planned_end: datetime
    minutes_late: int = 0
    began_at: datetime | None = None
    ended_at: datetime | None = None
    is_ended: bool = False
    """By hand and for good."""

    @property
    def code(self) -> str:
        return self.session.code

    @property
    def is_running(self) -> bool:
        return self.began_at is not None and self.ended_at is None

    @property
    def was_rehearsal(self) -> bool:
        """Whether its recording stays withheld: it ended before it was to begin."""
        if self.began_at is None or self.ended_at is None or self.session.do_not_record:
            return False
        planned = {"starts_at": self.planned_start, "ends_at": self.planned_end}
        return was_rehearsal(self.began_at, self.ended_at, **planned)

    @property
    def starts_at(self) -> datetime:
        """When it is expected to begin; what runs has begun, and only its end can move."""
        return self.planned_start + (0 if self.is_running else self.minutes_late) * MINUTE

    @property
    def ends_at(self) -> datetime:
        """When it is expected to end."""
        return self.planned_end + self.minutes_late * MINUTE

    def standing(self, at: datetime) -> Standing:
        if self.is_running:
            return Standing.RUNNING
        is_past = self.is_ended or self.ends_at <= at
        return Standing.OVER if is_past else Standing.COMING


def run_of_show(schedule: Schedule, room: str, cues: Iterable[Cue]) -> list[Line]:
    """Return the lines of a stage in the order of the programme, cancelled sessions left out.

    A delay belongs to the time it was said of: where a new version has another, it is forgotten.
    """
    known = {cue.session_code: cue for cue in cues}
    return [_line(slot, known.get(slot.code)) for slot in slots(schedule, room)]


def _line(slot: Slot, cue: Cue | None) -> Line:
    line = Line(slot.session, slot.starts_at, slot.ends_at)
    if cue is None:
        return line
    return replace(
        line,
        minutes_late=cue.minutes_late if cue.moved_from == slot.starts_at else 0,
        began_at=cue.began_at,
        ended_at=cue.ended_at,
        is_ended=cue.is_over,
    )


def expected_slots(lines: Iterable[Line]) -> list[Slot]:
    """Return when each session is expected, by start, without what has ended for good."""
    expected = [Slot(x.session, x.starts_at, x.ends_at) for x in lines if not x.is_ended]
    return sorted(expected, key=lambda slot: (slot.starts_at, slot.code))


def current_day(schedule: Schedule, lines: Sequence[Line], at: datetime) -> ScheduleDay | None:
    """Return the day that a stage is in: that of the first session that is not over."""
    ahead = next((line for line in lines if line.standing(at) is not Standing.OVER), None)
    shown = ahead or (lines[-1] if lines else None)
    return schedule.day_of(shown.session) if shown else None


def of_day(schedule: Schedule, lines: Iterable[Line], day: ScheduleDay | None) -> list[Line]:
    return [line for line in lines if schedule.day_of(line.session) is day]


def move(lines: Iterable[Line], minutes: int, at: datetime) -> list[Line]:
    """Let everything that is not over happen so many minutes later, or earlier when negative.

    Nothing is ever expected before its published time.
    """
    return [_moved(line, minutes, at) for line in lines]


def _moved(line: Line, minutes: int, at: datetime) -> Line:
    if line.standing(at) is Standing.OVER:
        return line
    return replace(line, minutes_late=max(0, line.minutes_late + minutes))
