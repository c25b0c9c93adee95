# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A tape: segments that are kept for as long as a recording, and the index that says what they are.

Its files are hard links to those of the stage, which may delete its own at any time. A row is on
the tape when all its files are; half a row is none. What was shown and could not be kept is a row
without files, so that time goes on where a piece of it is missing.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import takewhile
from math import inf, isclose
from typing import TYPE_CHECKING

from konvent.foundation.media.index import (
    fingerprint,
    line_of,
    read_newest_rows,
    read_rows,
    write_whole,
)
from konvent.foundation.media.links import link_whole
from konvent.foundation.media.names import SLATE
from konvent.library.files import ORIGINAL

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from konvent.foundation.media.index import Row

INDEX = "index.jsonl"
FOLLOWED = ".followed"
"""Says of which span the beginning is on the tape."""
LOOK_BACK = 30.0
"""Seconds before a span in which its first row is looked for."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time by the wall clock, in seconds since the epoch."""

    begins: float
    ends: float = inf

    def touches(self, row: Row) -> bool:
        """Whether a part of the row lies within."""
        return row.ends > self.begins and row.starts < self.ends


class Tape:
    """A folder with what a stage showed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def rows(self) -> list[Row]:
        """All that was kept, in its order."""
        return read_rows(self.folder / INDEX)

    def keep(self, stage: Path, span: Span) -> bool:
        """Keep what the stage has shown of a span and is not kept yet; say if it has shown all.

        What was shown while nothing came in, the slate, is left out. What a full disk did not
        take, or was swept before it could be kept, is missing here as well. The clock says where
        a span begins; from there on the stage's rows are followed, even when it is set back.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        before = last = newest = self._last()
        for row in self._what_came(stage / INDEX, last, span):
            if row.starts >= span.ends:
                return True
            if row.source != SLATE:
                last = self._add(row, stage, last)
            newest = row
        if last is not before and self._follows() != span.begins:
            write_whole(self.folder / FOLLOWED, repr(span.begins))
        return newest is not None and newest.ends >= span.ends

    def fill(self, rows: Iterable[Row]) -> None:
        """Let these be all its rows; their files are there already."""
        write_whole(self.folder / INDEX, "".join(map(line_of, rows)))

    def size(self) -> int:
        """Return the bytes of all its files; an upload of which they were made goes."""
        files = (file for file in self.folder.iterdir() if file.name != ORIGINAL)
        return sum(file.stat().st_size for file in files)

    def _last(self) -> Row | None:
        rows = read_newest_rows(self.folder / INDEX, bool)
        return rows[-1] if rows else None

    def _follows(self) -> float | None:
        """Return when the span began of which it has the beginning."""
        with suppress(FileNotFoundError, ValueError):
            return float((self.folder / FOLLOWED).read_text())
        return None

    def _what_came(self, index: Path, last: Row | None, span: Span) -> list[Row]:
        """Return the stage's rows of a span, and what came after it, that are not kept yet."""
        if last is not None and self._follows() == span.begins:
            shown = read_newest_rows(index, lambda rows: _place_of(last, rows) is not None)
            return _after(last, shown)
        begins = span.begins - LOOK_BACK
        shown = read_newest_rows(index, lambda rows: bool(rows) and rows[0].ends <= begins)
        new = _after(last, shown) if last else shown
        return list(takewhile(lambda row: row.ends > span.begins, reversed(new)))[::-1]

    def _add(self, row: Row, stage: Path, last: Row | None) -> Row:
        is_missing = row.is_missing or not self._take(row, stage)
        goes_on = last is not None and _goes_on(last, row)
        heads = last.heads if last and goes_on else {}
        kept = replace(
            row,
            sequence=last.sequence + 1 if last else 0,
            stretch=last.stretch + (not goes_on) if last else 0,
            heads=heads if heads or is_missing else self._heads(row),
            is_missing=is_missing,
        )
        with (self.folder / INDEX).open("a") as index:
            index.write(line_of(kept))
        return kept

    def _take(self, row: Row, stage: Path) -> bool:
        """Give all files of a row a second name here; say if they were there."""
        try:
            for name in dict.fromkeys(row.files):
                link_whole(stage / name, self.folder / name)
        except FileNotFoundError:
            return False
        return True

    def _heads(self, row: Row) -> dict[str, str]:
        names = {row.init, *(other.init for other in row.others.values())}
        return {name: fingerprint(self.folder / name) for name in sorted(names)}


def _after(last: Row, shown: list[Row]) -> list[Row]:
    """Return what was shown after a row; if that was swept, what began later by the clock."""
    place = _place_of(last, shown)
    if place is None:
        return [row for row in shown if row.starts >= last.starts]
    return shown[place + 1 :]


def _place_of(row: Row, rows: list[Row]) -> int | None:
    places = range(len(rows) - 1, -1, -1)
    return next((place for place in places if _is_same(rows[place], row)), None)


def _is_same(one: Row, other: Row) -> bool:
    return (one.run, one.number, one.starts) == (other.run, other.number, other.starts)


def _goes_on(last: Row, row: Row) -> bool:
    """Whether a row follows the last one without a break, in time and in its run."""
    is_successor = (last.source, last.run, last.number + 1) == (row.source, row.run, row.number)
    return is_successor and isclose(last.ends, row.starts, abs_tol=0.001)
