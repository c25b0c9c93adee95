# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What was measured: how long each kind of request took and when, and what went wrong."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field


def percentile(values: array[float] | list[float], share: float) -> float:
    """Return the value that this share does not exceed; 0 when there are none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


@dataclass(slots=True)
class Series:
    """Moments and values, in seconds since the beginning."""

    at: array[float] = field(default_factory=lambda: array("d"))
    values: array[float] = field(default_factory=lambda: array("d"))

    def add(self, at: float, value: float) -> None:
        self.at.append(at)
        self.values.append(value)

    def p(self, share: float) -> float:
        return percentile(self.values, share)

    def by_second(self, share: float) -> list[tuple[float, float]]:
        """Return a percentile for each second in which there was something."""
        seconds: dict[int, list[float]] = {}
        for at, value in zip(self.at, self.values, strict=True):
            seconds.setdefault(int(at), []).append(value)
        return [(second, percentile(seconds[second], share)) for second in sorted(seconds)]


@dataclass(slots=True)
class Measures:
    """Everything that people noted."""

    series: dict[str, Series] = field(default_factory=dict)
    """By what was asked for, such as "ticket"; seconds."""
    errors: Counter[str] = field(default_factory=Counter)
    """By what was asked for and what came of it."""
    refused: Counter[str] = field(default_factory=Counter)
    """Small writes that the rules said no to: that is an answer, not an error."""
    counts: Counter[str] = field(default_factory=Counter)
    inside: Series = field(default_factory=Series)
    """How many streams were open."""
    cpu: dict[str, Series] = field(default_factory=dict)
    """Share of a core that each process used."""
    bytes: int = 0

    def note(self, kind: str, at: float, seconds: float) -> None:
        self.series.setdefault(kind, Series()).add(at, seconds)

    def of(self, kind: str) -> Series:
        return self.series.get(kind, Series())
