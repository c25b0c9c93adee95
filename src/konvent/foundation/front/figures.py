# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Figures in the form that Prometheus reads.

That form is a few lines of text, so it needs no package of its own.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Labels: TypeAlias = "tuple[tuple[str, str], ...]"
STEPS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One name with what it means, and its value for each set of labels."""

    name: str
    kind: str
    meaning: str
    values: Mapping[Labels, float]

    def lines(self) -> Iterable[str]:
        yield f"# HELP {self.name} {self.meaning}\n"
        yield f"# TYPE {self.name} {self.kind}\n"
        for labels, value in self.values.items():
            yield f"{self.name}{_written(labels)} {_number(value)}\n"


def gauge(name: str, meaning: str, value: float | Mapping[Labels, float]) -> Figure:
    """Return what goes up and down."""
    return Figure(name, "gauge", meaning, _by_labels(value))


def counter(name: str, meaning: str, value: float | Mapping[Labels, float]) -> Figure:
    """Return what only goes up, as long as the process lives."""
    return Figure(name, "counter", meaning, _by_labels(value))


@dataclass(slots=True)
class Durations:
    """How long something took, counted by steps: constant memory, however often it happens."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(STEPS) + 1))
    total: float = 0.0

    def note(self, seconds: float) -> None:
        self.counts[bisect_left(STEPS, seconds)] += 1
        self.total += seconds

    def lines(self, name: str, meaning: str) -> Iterable[str]:
        """Write it as a histogram."""
        yield f"# HELP {name} {meaning}\n"
        yield f"# TYPE {name} histogram\n"
        for step, count in zip((*STEPS, math.inf), accumulate(self.counts), strict=True):
            yield f'{name}_bucket{{le="{_number(step)}"}} {count}\n'
        yield f"{name}_sum {_number(self.total)}\n"
        yield f"{name}_count {sum(self.counts)}\n"


def _by_labels(value: float | Mapping[Labels, float]) -> Mapping[Labels, float]:
    return {(): value} if isinstance(value, int | float) else value


def _written(labels: Labels) -> str:
    inside = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels)
    return f"{{{inside}}}" if inside else ""


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _number(value: float) -> str:
    return "+Inf" if value == math.inf else f"{value:.10g}"
