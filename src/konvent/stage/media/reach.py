# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What viewers can go back to, written bit by bit: a list of hours grows by a line per segment.

It begins with the session that is on, and goes back half an hour at least: whoever still watches
the end of the session before does not lose it. What a full disk did not take is listed as long as
memory has it; when that is gone, the text is made anew. So is it when the list is too long.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from konvent.foundation.media.names import SECONDS
from konvent.foundation.media.playlist import begin_playlist, continue_playlist

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from konvent.foundation.media.index import Row

LEAST, LONGEST = 1800 // SECONDS, 3 * 3600 // SECONDS
"""Rows that a viewer can go back where a session has just begun, and in the longest one."""
SPARE = 600 // SECONDS
"""Rows above that before the oldest are left out, all at once."""


class Reach:
    """What is listed of a channel's rows.

    The clock says once which of them a session begins with. From there on their numbers are
    followed, so that nothing is lost when the clock is set back.
    """

    def __init__(self, is_gone: Callable[[str], bool], variant: str = "") -> None:
        """Ask ``is_gone`` whether a file that the disk did not take is not in memory any more."""
        self._is_gone, self._variant = is_gone, variant
        self._since = 0.0
        self._first: int | None = None
        """Number of the row with which the session begins."""
        self._starts_in: float | None = None
        """Seconds that are listed before it."""
        self._rows: list[Row] = []
        self._text = bytearray()
        self._unsettled: set[str] = set()
        """Files that are not on the disk, and still in memory."""

    def playlist(self, rows: Sequence[Row], since: float, oldest: int = 0) -> bytes:
        """Return the list; players begin with what ended after ``since``, or else where it is live.

        Between sessions, ``since`` is 0, they begin as they did before. Nothing is listed whose
        number is below the ``oldest``.
        """
        if since and since != self._since:
            self._since, self._first, self._starts_in = since, None, None
        if self._first is None:
            self._first = _first_after(self._since, rows)
        if self._goes_on(rows, oldest):
            for row in rows[len(rows) - self._lacks(rows) :]:
                self._add(row)
        else:
            self._begin(rows, oldest)
        if self._starts_in is None and self._first is not None:
            self._starts_in = self._seconds_before(self._first)
        return begin_playlist(self._rows[0], self._starts_in).encode() + self._text

    def __len__(self) -> int:
        return len(self._rows)

    def _wanted(self, rows: Sequence[Row]) -> int:
        """Return how many rows are to be listed."""
        of_session = 0 if self._first is None else rows[-1].sequence + 1 - self._first
        return min(max(LEAST, of_session), LONGEST)

    def _goes_on(self, rows: Sequence[Row], oldest: int) -> bool:
        """Whether what is listed only lacks the newest, and has not become too long."""
        if not self._rows or len(self._rows) >= self._wanted(rows) + SPARE:
            return False
        first, last, lacks = self._rows[0], self._rows[-1], self._lacks(rows)
        is_listed = 0 <= lacks < len(rows) and _is_same(rows[-1 - lacks], last)
        is_there = max(oldest, rows[0].sequence) <= first.sequence
        return is_listed and is_there and not any(map(self._is_gone, self._unsettled))

    def _seconds_before(self, number: int) -> float:
        before = takewhile(lambda row: row.sequence < number, self._rows)
        return sum((row.duration for row in before), 0.0)

    def _lacks(self, rows: Sequence[Row]) -> int:
        """Return how many rows have come since."""
        return rows[-1].sequence - self._rows[-1].sequence

    def _begin(self, rows: Sequence[Row], oldest: int) -> None:
        """List the newest anew, but nothing from before what was listed: numbers never go back."""
        oldest = max(oldest, self._rows[0].sequence if self._rows else 0)
        self._rows, self._starts_in = [], None
        self._text.clear()
        self._unsettled.clear()
        for row in rows[-self._wanted(rows) :]:
            if row.sequence >= oldest:
                self._add(row)

    def _add(self, row: Row) -> None:
        row = row.seen_as(self._variant)
        if row.is_missing and not self._is_gone(row.uri):
            self._unsettled.add(row.uri)
            row = replace(row, is_missing=False)
        self._text += continue_playlist(self._rows[-1] if self._rows else None, row).encode()
        self._rows.append(row)


def _is_same(one: Row, other: Row) -> bool:
    return (one.run, one.number) == (other.run, other.number)


def _first_after(moment: float, rows: Sequence[Row]) -> int | None:
    """Return the number of the first of the newest rows, those that ended after a moment."""
    ended_later = list(takewhile(lambda row: row.ends > moment, reversed(rows)))
    return ended_later[-1].sequence if ended_later else None
