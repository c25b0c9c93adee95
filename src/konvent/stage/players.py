# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""How the stages' players do: sums of what they report, by stage and minute, in the front's memory.

A report says for how long a player has played, how often it stalled, how long it took to start and
how tall its picture is. Nothing in it, and nothing beside it, says whose it is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from konvent.foundation.wishes import Body

MINUTE = 60
REMEMBERED = 30 * MINUTE
SHOWN = 5 * MINUTE
"""Stalls and starts are those of so many seconds."""
STEPS = (500, 1000, 2000, 4000, 8000, 16000)
"""Milliseconds; a start belongs to the first that it does not exceed."""
SLOWEST = 60_000
HEIGHTS = (0, 360, 480, 720, 1080)
"""Pictures as they are counted; none is sound alone."""
MOST_STALLS = 60


@dataclass(frozen=True, slots=True)
class Report:
    """What one player says of its last minute."""

    height: int
    stalls: int
    start: int | None


@dataclass(slots=True)
class Sum:
    """What all players of a stage said within a minute."""

    players: int = 0
    stalls: int = 0
    stalled: int = 0
    """Players that stalled at all."""
    starts: Counter[int] = field(default_factory=Counter)
    heights: Counter[int] = field(default_factory=Counter)

    def add(self, report: Report) -> None:
        self.players += 1
        self.stalls += report.stalls
        self.stalled += report.stalls > 0
        self.heights[report.height] += 1
        if report.start is not None:
            self.starts[report.start] += 1


class PlayerSums:
    """The sums of all stages; minutes that nobody looks at any more are forgotten."""

    def __init__(self) -> None:
        self._stages: dict[tuple[str, str], dict[int, Sum]] = {}

    def add(self, convention: str, stage: str, body: Body, *, now: float) -> None:
        """Add one player's report. Raises NotUnderstoodError."""
        report = read_report(body)
        minutes = self._stages.setdefault((convention, stage), {})
        minute = int(now) // MINUTE
        minutes.setdefault(minute, Sum()).add(report)
        for old in [m for m in minutes if m < minute - REMEMBERED // MINUTE]:
            del minutes[old]

    def topics(self, *, now: float) -> Iterator[str]:
        """Name the topics of the stages of which something was heard in the last minutes."""
        for (convention, stage), minutes in self._stages.items():
            if max(minutes) * MINUTE > now - REMEMBERED:
                yield f"{convention}/stage/{stage}/players"

    def state(self, convention: str, stage: str, *, now: float) -> dict[str, Any]:
        """Say how many play, as of the last whole minute, and how they did in the last minutes."""
        minutes = self._stages.get((convention, stage), {})
        present = int(now) // MINUTE
        recent = [minutes[m] for m in sorted(minutes) if m > present - SHOWN // MINUTE]
        fullest = [minutes[m] for m in (present - 1, present) if m in minutes]
        last = max(fullest, key=lambda one: one.players, default=Sum())
        starts = sum((one.starts for one in recent), Counter())
        state: dict[str, Any] = {
            "players": last.players,
            "stalls": sum(one.stalls for one in recent),
            "stalled": sum(one.stalled for one in recent),
            "reports": sum(one.players for one in recent),
            "heights": {str(height): count for height, count in sorted(last.heights.items())},
        }
        if starts:
            state["start"] = median(starts)
        return state


def read_report(body: Body) -> Report:
    """Read what a player says, in the steps in which it is counted. Raises NotUnderstoodError."""
    started = "start" in body.members
    start = body.number("start", least=0, most=SLOWEST) if started else None
    height = body.number("height", least=0, most=10_000)
    return Report(
        height=max(step for step in HEIGHTS if step <= height or step == 0),
        stalls=body.number("stalls", least=0, most=MOST_STALLS),
        start=None if start is None else STEPS[min(bisect_left(STEPS, start), len(STEPS) - 1)],
    )


def median(counted: Counter[int]) -> int:
    """Return the value in the middle."""
    half = sum(counted.values()) / 2
    passed = 0
    for value in sorted(counted):
        passed += counted[value]
        if passed >= half:
            return value
    return 0


SUMS = PlayerSums()
"""Those of this process; only the front's are ever filled, and only the front reads the topic."""
