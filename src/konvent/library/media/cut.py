# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Cut a tape: which of its rows are shown, and the playlists that show them."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from konvent.foundation.media.boxes import read_tracks
from konvent.foundation.media.index import write_whole
from konvent.foundation.media.names import MAIN, MASTER, SOUND
from konvent.foundation.media.playlist import (
    Variant,
    bandwidth,
    declared_size,
    finished_playlist,
    master_playlist,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from konvent.foundation.media.index import Row
    from konvent.library.media.tape import Span

BEST_FIRST = ("", "mid", "lo")


@dataclass(frozen=True, slots=True)
class Cut:
    """The part of a tape that is shown."""

    rows: Sequence[Row]
    starts_in: float
    """Position of its first row on the tape."""

    @property
    def duration(self) -> float:
        return sum(row.duration for row in self.rows)

    @property
    def as_sound(self) -> list[Row]:
        """The rows as one hears them without a picture."""
        return [row.seen_as(SOUND) for row in self.rows]

    @property
    def variants(self) -> list[str]:
        """Names of the renditions with a picture, the best first; "" is the main one."""
        found = {name for row in self.rows for name in row.others}
        return [name for name in BEST_FIRST if not name or name in found]

    @property
    def can_be_heard_alone(self) -> bool:
        """Whether sound without a picture exists for all of it."""
        return bool(self.rows) and all(SOUND in row.others for row in there(self.rows))


def cut(tape: Sequence[Row], span: Span) -> Cut:
    """Return the rows that lie in a span, in part or as a whole; the span's ends are kept.

    It begins and ends with something that is there.
    """
    places = [n for n, row in enumerate(tape) if span.touches(row) and not row.is_missing]
    if not places:
        return Cut((), 0.0)
    begin, end = places[0], places[-1] + 1
    return Cut(tape[begin:end], sum(row.duration for row in tape[:begin]))


def without(tape: Sequence[Row], spans: Sequence[Span]) -> list[Row]:
    """Return the rows of a tape; those that lie in a span, in part or as a whole, are missing."""
    return [
        replace(row, is_missing=True) if any(span.touches(row) for span in spans) else row
        for row in tape
    ]


def there(rows: Iterable[Row]) -> list[Row]:
    """Return the rows whose media could be kept."""
    return [row for row in rows if not row.is_missing]


def playlists_of(folder: Path, shown: Cut, *, begins: float) -> dict[str, str]:
    """Return the playlists of a cut by their names; the master comes last: it names the others."""
    if not shown.rows:
        return {}
    texts = {}
    for name in shown.variants:
        rows = [row.seen_as(name) for row in shown.rows]
        texts[playlist_name(name)] = finished_playlist(rows, begins=begins)
    if shown.can_be_heard_alone:
        texts[playlist_name(SOUND)] = finished_playlist(shown.as_sound, begins=begins)
    return {**texts, MASTER: _master(folder, shown)}


def write_playlists(folder: Path, shown: Cut, *, begins: float) -> list[str]:
    """Write the playlists of a cut, take old ones away; return their names, the master first."""
    texts = playlists_of(folder, shown, begins=begins)
    with exchange(folder) as put:
        put(texts)
    return master_first(texts)


def master_first(names: Iterable[str]) -> list[str]:
    """Return the names of playlists in the order in which a recording has them."""
    return sorted(names, key=lambda name: name != MASTER)


@contextmanager
def exchange(folder: Path) -> Iterator[Callable[[Mapping[str, str]], None]]:
    """Give what puts playlists in the place of a folder's earlier ones: all of them, or none.

    When the work around it fails afterwards, the earlier ones are back: they were set aside
    before anything was changed, so that needs no room on the disk.
    """
    mark = uuid4().hex
    aside: dict[str, Path] = {}
    added: list[Path] = []

    def put(texts: Mapping[str, str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for file in sorted(folder.glob("*.m3u8")):
            beside = folder / f".{file.name}.{mark}.old"
            beside.write_bytes(file.read_bytes())
            aside[file.name] = beside
        new = {name: folder / f".{name}.{mark}.new" for name in texts}
        for name, text in texts.items():
            new[name].write_text(text)
        for name in aside.keys() - texts.keys():
            (folder / name).unlink()
        for name, file in new.items():
            added.append(file.replace(folder / name))

    try:
        yield put
    except BaseException:
        for file in added:
            file.unlink(missing_ok=True)
        for name, file in aside.items():
            file.replace(folder / name)
        raise
    finally:
        for file in folder.glob(f".*.{mark}.*"):
            file.unlink(missing_ok=True)


def left_beside(folder: Path) -> list[Path]:
    """Return what a process left that was killed while it exchanged playlists."""
    return [file for end in ("old", "new") for file in folder.glob(f".*.m3u8.*.{end}")]


def size_of_cut(folder: Path) -> tuple[int, int] | None:
    """Return width and height of the best picture that a cut's playlists declare."""
    try:
        return declared_size((folder / MASTER).read_text())
    except OSError:
        return None


def write_alone(folder: Path, rows: Sequence[Row]) -> None:
    """Write the playlist of one rendition, under the name that players ask for first."""
    write_whole(folder / MASTER, finished_playlist(rows))


def playlist_name(variant: str) -> str:
    return f"{variant}.m3u8" if variant else MAIN


def _master(folder: Path, shown: Cut) -> str:
    """Say of each variant what is true of the most demanding of its pieces."""
    return master_playlist([_describe(folder, shown, name) for name in shown.variants])


def _describe(folder: Path, shown: Cut, name: str) -> Variant:
    rows = [row.seen_as(name) for row in there(shown.rows)]
    peak, average = bandwidth(rows)
    seconds: dict[str, float] = {}
    for row in rows:
        seconds[row.init] = seconds.get(row.init, 0) + row.duration
    longest = max(seconds, key=lambda init: seconds[init])
    return Variant(playlist_name(name), read_tracks((folder / longest).read_bytes()), peak, average)
