# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A channel's memory: which segment was shown when, one line each, only ever added to."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

READ_AT_ONCE = 65_536
SPARE_LINES = 5000
"""How many lines about deleted segments a file may hold before it is written anew."""


class Rendition(NamedTuple):
    """The same piece of time once more, for another line or without a picture."""

    uri: str
    init: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Row:
    """A segment in its place in the channel."""

    sequence: int
    """Its media sequence number: one more than the row's before, for ever."""
    stretch: int
    """Number of the stretch of unbroken media it belongs to: its discontinuity sequence number."""
    source: str
    run: str
    number: int
    """Its number within the run."""
    uri: str
    init: str
    duration: float
    starts: float
    """Seconds since the epoch, by Konvent's clock."""
    size: int
    sha256: str = ""
    """Of its file, in hexadecimal digits."""
    others: dict[str, Rendition] = field(default_factory=dict)
    """Its other renditions by the name of their variant."""
    is_missing: bool = False
    """The disk did not take it. It was shown, and nobody can see it again."""
    heads: dict[str, str] = field(default_factory=dict)
    """SHA-256 of what it needs besides segments, by name; written where a row is kept."""

    @property
    def hashes(self) -> dict[str, str]:
        """What every one of its files has to be, by name."""
        others = {other.uri: other.sha256 for other in self.others.values()}
        return {self.uri: self.sha256} | others | self.heads

    @property
    def files(self) -> list[str]:
        """All that is needed to show it."""
        others = [name for other in self.others.values() for name in (other.uri, other.init)]
        return [self.uri, self.init, *others]

    def seen_as(self, variant: str) -> Row:
        """Return the row as this variant has it; one that has no own rendition shows the main."""
        other = self.others.get(variant)
        return replace(self, **other._asdict()) if other else self

    @property
    def ends(self) -> float:
        return self.starts + self.duration

    @property
    def bits_per_second(self) -> float:
        return 8 * self.size / self.duration


FACTS = [each.name for each in fields(Row)]


class Index:
    """The rows whose segments still exist, and the last one there was.

    A row is on disk before anybody sees it, so that numbers go on after any crash. While the disk
    takes nothing, rows are in the file ``spare`` instead, if there is one.
    """

    def __init__(self, file: Path, spare: Path | None = None) -> None:
        self._file, self._spare = file, spare
        unwritten = read_rows(spare) if spare else []
        self._unwritten = [line_of(row) for row in unwritten]
        written = _in_order([*read_rows(file), *unwritten])
        self.last: Row | None = written[-1] if written else None
        self._lines = len(written)
        self.rows = _still_there(written, file.parent)
        self._rewrite()

    def append(self, row: Row) -> None:
        self._write(line_of(row))
        self.rows.append(row)
        self.last = row
        self._lines += 1

    def forget(self, is_over: Callable[[Row], bool]) -> None:
        """Drop the oldest rows as long as they are over."""
        over = len(list(takewhile(is_over, self.rows)))
        del self.rows[:over]
        if self._lines - len(self.rows) > SPARE_LINES:
            self._rewrite()

    def _write(self, line: str) -> None:
        """Add a line, after those that the disk did not take before."""
        try:
            with self._file.open("a") as file:
                file.write("".join([*self._unwritten, line]))
        except OSError:
            if self._spare is None:
                raise
            self._unwritten.append(line)
            with self._spare.open("a") as spare:
                spare.write(line)
        else:
            self._all_is_written()

    def _rewrite(self) -> None:
        """Leave out what is over, when the disk has room for it."""
        kept = self.rows or [row for row in (self.last,) if row]
        with suppress(OSError):
            write_whole(self._file, "".join(map(line_of, kept)))
            self._lines = len(kept)
            self._all_is_written()

    def _all_is_written(self) -> None:
        if self._unwritten and self._spare:
            self._unwritten.clear()
            self._spare.unlink(missing_ok=True)


def fingerprint(file: Path) -> str:
    """Return the SHA-256 of a finished file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def write_whole(file: Path, content: str | bytes) -> None:
    """Replace a file in one step: nobody ever reads half of it."""
    beside = f"{file.parent}/.{file.name}.new"
    try:
        with open(beside, "wb") as opened:  # noqa: PTH123 -- several times a second
            opened.write(content.encode() if isinstance(content, str) else content)
        os.replace(beside, file)  # noqa: PTH105 -- likewise
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise


def line_of(row: Row) -> str:
    """Begin a new line first: a full disk may have left half of one."""
    facts = {name: getattr(row, name) for name in FACTS}
    facts["others"] = {name: other._asdict() for name, other in row.others.items()}
    for rare in ("heads", "is_missing"):
        if not facts[rare]:
            del facts[rare]
    return "\n" + json.dumps(facts)


def read_rows(file: Path) -> list[Row]:
    """Read the rows; a crash or a full disk may have left half of one."""
    try:
        return _rows(file.read_bytes())
    except FileNotFoundError:
        return []


def read_newest_rows(file: Path, are_enough: Callable[[list[Row]], bool]) -> list[Row]:
    """Read the rows at the end of a file, and more of those before until they are enough."""
    try:
        with file.open("rb") as opened:
            begin = opened.seek(0, os.SEEK_END)
            block = READ_AT_ONCE
            while True:
                at = max(0, begin - block)
                opened.seek(at)
                rows = _rows(opened.read(begin - at))
                if at == 0 or are_enough(rows):
                    return rows
                block *= 4
    except FileNotFoundError:
        return []


def _rows(lines: bytes) -> list[Row]:
    rows = []
    for line in lines.splitlines():
        try:
            rows.append(_row(json.loads(line)))
        except (ValueError, TypeError, AttributeError):
            continue
    return rows


def _row(facts: dict[str, Any]) -> Row:
    others = {name: Rendition(**other) for name, other in facts.pop("others", {}).items()}
    return Row(**facts, others=others)


def _in_order(rows: list[Row]) -> list[Row]:
    """Return each row once: what a full disk took in part was written again."""
    return [row for _, row in sorted({row.sequence: row for row in rows}.items())]


def _still_there(rows: list[Row], folder: Path) -> list[Row]:
    """Return the newest rows whose files exist as they were; what is known to be missing counts."""
    there = takewhile(lambda row: row.is_missing or _is_whole(row, folder), reversed(rows))
    return list(there)[::-1]


def _is_whole(row: Row, folder: Path) -> bool:
    """Whether all its files are there; a power failure leaves empty ones."""
    try:
        return all((folder / name).stat().st_size > 0 for name in row.files)
    except FileNotFoundError:
        return False
