# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What gets in the way when a stage moves: breaks, the day's end, and people needed elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from konvent.programme.models import SessionKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from konvent.programme.schedule import Schedule, ScheduleSession
    from konvent.stage.run_of_show import Line


class Obstacle(StrEnum):
    """Kinds of what gets in the way."""

    BREAK = "break"
    END_OF_DAY = "end-of-day"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Collision:
    """A session that moves into something it did not touch before."""

    obstacle: Obstacle
    line: Line
    other: ScheduleSession | None = None
    person: str = ""


def collisions(
    schedule: Schedule, before: Iterable[Line], after: Iterable[Line], elsewhere: Iterable[Line]
) -> list[Collision]:
    """Return what a move newly collides with; ``elsewhere`` is what takes place in other rooms."""
    others = list(elsewhere)
    known = {_identity(found) for line in before for found in _of_line(schedule, line, others)}
    return [
        found
        for line in after
        for found in _of_line(schedule, line, others)
        if _identity(found) not in known
    ]


def _identity(found: Collision) -> tuple[str, str, str, str]:
    return (found.obstacle, found.line.code, found.other.code if found.other else "", found.person)


def _of_line(schedule: Schedule, line: Line, others: list[Line]) -> Iterator[Collision]:
    day = schedule.day_of(line.session)
    if day and line.ends_at > day.ends_at:
        yield Collision(Obstacle.END_OF_DAY, line)
    if line.session.kind == SessionKind.BREAK:
        return
    people = {speaker.person for speaker in line.session.speakers}
    for other in others:
        if not (line.starts_at < other.ends_at and other.starts_at < line.ends_at):
            continue
        if other.session.kind == SessionKind.BREAK:
            yield Collision(Obstacle.BREAK, line, other.session)
        for person in sorted(people & {speaker.person for speaker in other.session.speakers}):
            yield Collision(Obstacle.PERSON, line, other.session, schedule.person[person].name)
