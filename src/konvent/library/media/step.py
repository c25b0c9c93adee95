# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Bring two tapes into step by the wall clock, whatever is missing of either."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from konvent.foundation.media.index import Row

SHORTEST = 0.1
"""Seconds for which it is not worth while to change anything."""
ALIKE = 0.05
"""Seconds by which two pieces may differ and still be one."""


class Piece(NamedTuple):
    """For so long two tapes run alike."""

    at: float
    """Position on the one."""
    begins: float
    """Position on the other at that moment."""
    seconds: float


class Stretch(NamedTuple):
    """An unbroken piece of a tape."""

    position: float
    starts: float
    seconds: float

    @property
    def ends(self) -> float:
        return self.starts + self.seconds


def pieces_in_step(
    first: Sequence[Row], second: Sequence[Row], *, later: float = 0.0
) -> list[Piece]:
    """Return where on the second tape is what was shown at the same moment as the first.

    ``later`` says by how much the second one's clock was slow. Where either has nothing, there is
    no piece.
    """
    others = stretches(second)
    found = [
        piece
        for one in stretches(first)
        for other in others
        if (piece := _common(one, other, later))
    ]
    return _joined(sorted(found))


def stretches(rows: Iterable[Row]) -> list[Stretch]:
    """Return the unbroken pieces of a tape; what is missing is in none, and its time goes on."""
    found, position = [], 0.0
    for (_, is_missing), group in groupby(rows, key=lambda row: (row.stretch, row.is_missing)):
        piece = list(group)
        seconds = sum(row.duration for row in piece)
        if not is_missing:
            found.append(Stretch(position, piece[0].starts, seconds))
        position += seconds
    return found


def _common(one: Stretch, other: Stretch, later: float) -> Piece | None:
    """Return what two stretches have in common by the clock."""
    starts = max(one.starts, other.starts + later)
    seconds = min(one.ends, other.ends + later) - starts
    if seconds < SHORTEST:
        return None
    return Piece(
        one.position + starts - one.starts, other.position + starts - later - other.starts, seconds
    )


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Put pieces together that follow each other, and let none begin before the last has ended."""
    joined: list[Piece] = []
    for piece in pieces:
        if not joined:
            joined.append(piece)
            continue
        last = joined[-1]
        late = max(0.0, last.at + last.seconds - piece.at)
        next_ = Piece(piece.at + late, piece.begins + late, piece.seconds - late)
        passed = next_.at - last.at
        if next_.seconds < SHORTEST:
            continue
        if abs(passed - last.seconds) < ALIKE and abs(next_.begins - last.begins - passed) < ALIKE:
            joined[-1] = last._replace(seconds=passed + next_.seconds)
        else:
            joined.append(next_)
    return joined
