# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The playlist of what viewers can go back to, kept as text: each moment adds only what is new.

What a full disk did not take is listed as long as memory has it; when that is gone, the text is
made anew. So is it when another session begins, and when the list has become too long.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from konvent.foundation.media.names import SECONDS
from konvent.foundation.media.playlist import begin_playlist, continue_playlist

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from konvent.foundation.media.index import Row

LONGEST = 3 * 3600 // SECONDS
"""Rows that a viewer can go back at least, when there are so many."""
SPARE = 600 // SECONDS
"""Rows above that before the oldest are left out, all at once."""


class Reach:
    """What is listed of a channel's rows from a moment on."""

    def __init__(self, is_gone: Callable[[str], bool]) -> None:
        """Ask ``is_gone`` whether a file that the disk did not take is not in memory any more."""
        self._is_gone = is_gone
        self._since = 0.0
        self._rows: list[Row] = []
        self._text = bytearray()
        self._unsettled: set[str] = set()
        """Files that are not on the disk, and still in memory."""

    def playlist(self, rows: Sequence[Row], since: float) -> bytes:
        """Return the playlist of what ended after ``since``; nothing when nothing did."""
        if self._goes_on(rows, since):
            for row in rows[len(rows) - self._lacks(rows) :]:
                self._add(row)
        else:
            self._begin(_newest(rows, since), since)
        return bytes(self._text)

    def __len__(self) -> int:
        return len(self._rows)

    def _goes_on(self, rows: Sequence[Row], since: float) -> bool:
        """Whether what is listed is still what was wanted, and only lacks the newest."""
        if since != self._since or not self._rows or len(self._rows) >= LONGEST + SPARE:
            return False
        first, last, lacks = self._rows[0], self._rows[-1], self._lacks(rows)
        is_listed = 0 <= lacks < len(rows) and rows[-1 - lacks].uri == last.uri
        is_there = rows[0].sequence <= first.sequence
        return is_listed and is_there and not any(map(self._is_gone, self._unsettled))

    def _lacks(self, rows: Sequence[Row]) -> int:
        """Return how many rows have come since."""
        return rows[-1].sequence - self._rows[-1].sequence

    def _begin(self, rows: Sequence[Row], since: float) -> None:
        self._since, self._rows = since, []
        self._text.clear()
        self._unsettled.clear()
        for row in rows:
            self._add(row)

    def _add(self, row: Row) -> None:
        if row.is_missing and not self._is_gone(row.uri):
            self._unsettled.add(row.uri)
            row = replace(row, is_missing=False)
        before = self._rows[-1] if self._rows else None
        text = continue_playlist(before, row) if before else begin_playlist(row)
        self._rows.append(row)
        self._text += text.encode()


def _newest(rows: Sequence[Row], since: float) -> list[Row]:
    """Return the rows at the end that ended after a moment, without looking at all the others."""
    found = takewhile(lambda row: row.ends > since, reversed(rows))
    return list(islice(found, LONGEST))[::-1]
