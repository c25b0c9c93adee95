# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Lines over time as SVG, drawn by hand so that a report needs nobody else."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 60, 150, 14, 30
NICE = (1.0, 2.0, 5.0, 10.0)
STEPS = 4
FINEST = 3
"""Decimal places that a number on an axis has at most."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name and its points, seconds and values."""

    name: str
    points: Sequence[tuple[float, float]]


def chart(title: str, unit: str, lines: Sequence[Line], *, bar: float | None = None) -> str:
    """Return a chart; the bar is what was promised."""
    shown = [line for line in lines if line.points]
    if not shown:
        return ""
    last = max(line.points[-1][0] for line in shown) or 1.0
    highest = max(value for line in shown for _, value in line.points)
    top = _nice(max(highest, bar or 0.0) or 1.0)
    parts = [*_grid(top, last, unit)]
    if bar is not None:
        y = _y(bar, top)
        parts.append(f'<line class="bar" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>')
        promised = escape(_("promised"))
        place = f'x="{WIDTH - RIGHT}" y="{y - 5}" text-anchor="end"'
        parts.append(f'<text class="tick" {place}>{promised}</text>')
    for number, line in enumerate(shown):
        parts += _drawn(number, line, last, top)
    said = escape(f"{title}, {unit}")
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{said}">{"".join(parts)}</svg>'
    )


def _said(value: float) -> str:
    """Return a number as the reader writes it: 2,500 or 2.500, 0.25 or 0,25."""
    places = next((places for places in range(FINEST) if round(value, places) == value), FINEST)
    return str(number_format(value, decimal_pos=places, force_grouping=True))


def _nice(value: float) -> float:
    size = 10.0 ** math.floor(math.log10(value))
    return next(step * size for step in NICE if step * size >= value)


def _x(at: float, last: float) -> float:
    return round(LEFT + at / last * (WIDTH - LEFT - RIGHT), 1)


def _y(value: float, top: float) -> float:
    return round(HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM), 1)


def _grid(top: float, last: float, unit: str) -> list[str]:
    parts = []
    for step in range(STEPS + 1):
        value = top * step / STEPS
        y = _y(value, top)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>')
        place = f'x="{LEFT - 8}" y="{y + 4}" text-anchor="end"'
        parts.append(f'<text class="tick" {place}>{_said(value)}</text>')
        at = last * step / STEPS
        place = f'x="{_x(at, last)}" y="{HEIGHT - 8}" text-anchor="middle"'
        parts.append(f'<text class="tick" {place}>{at:.0f} s</text>')
    parts.append(f'<text class="tick" x="{LEFT}" y="{TOP - 3}">{escape(unit)}</text>')
    return parts


def _drawn(number: int, line: Line, last: float, top: float) -> list[str]:
    points = " ".join(f"{_x(at, last)},{_y(value, top)}" for at, value in line.points)
    x, y = WIDTH - RIGHT, TOP + 12 + number * 18
    return [
        f'<polyline class="line line-{number}" points="{points}"/>',
        f'<rect class="key-{number}" x="{x + 16}" y="{y - 9}" width="12" height="4"/>',
        f'<text class="name" x="{x + 34}" y="{y - 3}">{escape(line.name)}</text>',
    ]
