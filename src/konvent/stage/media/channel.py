# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A stage's channel: the segments of its sources as one playlist that never breaks."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from math import inf
from typing import TYPE_CHECKING

from konvent.foundation.media.boxes import Tracks, read_tracks
from konvent.foundation.media.index import Index, Rendition, Row, write_whole
from konvent.foundation.media.memory import UNWRITTEN
from konvent.foundation.media.names import DVR, DVR_MASTER, LIVE, MASTER, PLAYLISTS, SOUND
from konvent.foundation.media.playlist import (
    Variant,
    bandwidth,
    live_playlist,
    master_playlist,
    peak_rate,
)
from konvent.stage.media.archive import Archive
from konvent.stage.media.reach import Reach

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from konvent.foundation.media.segments import Segment
    from konvent.stage.media.archive import Piece

WINDOW = 10
"""How many segments a live playlist lists."""

BEHIND, AHEAD = 0.5, 0.25
"""Seconds by which a run may differ from the wall clock before it begins a new stretch.

What is ahead claims to come from the future, so it is tolerated less.
"""


DECLARED_OVER = 300
"""The master playlist speaks for so many rows at most: for those of the runs that are listed."""


class Channel:
    """Adds segments to the index and shows the newest. Its numbers go on across restarts."""

    def __init__(self, folder: Path, kept: Path | None = None) -> None:
        """Show what is made in the ``folder``; what it was is ``kept`` there or elsewhere."""
        self._folder = folder
        self.archive = Archive(folder, kept or folder)
        spare = folder / UNWRITTEN if self.archive.is_apart else None
        self.index = Index(self.archive.kept / "index.jsonl", spare)
        self._reaches: dict[str, Reach] = {}
        self._heard_from = _heard_from(self.index.rows)
        self._declared: dict[str, int] = {}
        self._peaks: dict[str, int] = {}
        """The most that was declared of each variant: who goes back meets it."""
        self._speaks_of: list[str] = []
        self._tracks: dict[str, Tracks] = {}

    @property
    def shown_until(self) -> float:
        """When what has been shown ends, by the wall clock."""
        return self.index.last.ends if self.index.last else 0.0

    def add(self, source: str, segment: Segment, starts: float) -> Row:
        """Put a source's newest segment at the end."""
        before = self.index.last
        pieces, is_kept = self.archive.put(dict.fromkeys(segment.files))
        goes_on = before is not None and _goes_on(before, source, segment, starts)
        row = Row(
            sequence=before.sequence + 1 if before else 0,
            stretch=before.stretch + (not goes_on) if before else 0,
            source=source,
            run=segment.run,
            number=segment.number,
            uri=segment.name,
            init=segment.init,
            duration=segment.duration,
            starts=before.ends if before and goes_on else starts,
            size=segment.size,
            sha256=pieces[segment.name].sha256,
            others={name: _rendition(segment, name, pieces) for name in segment.others},
            is_missing=not is_kept,
        )
        self.index.append(row)
        if SOUND not in row.others:
            self._heard_from = row.sequence + 1
        return row

    def show(self, variants: Sequence[str] = (), *, since: float = inf) -> None:
        """Write the playlists; viewers can go back to the moment ``since``."""
        window = self._as_they_are(self.index.rows[-WINDOW:])
        names = ["", *(name for name in variants[1:] if name != SOUND)]
        if self._declared.keys() != set(names):
            self._withdraw_all_but(variants)
        self._declare(names, window)
        for name in names:
            rows = [row.seen_as(name) for row in window]
            write_whole(self._folder / playlist_name(name), live_playlist(rows))
            self._reach_back(name, since)
        self._show_sound(window if SOUND in variants else [], since)

    def _reach_back(self, name: str, since: float, oldest: int = 0) -> None:
        """List what viewers can go back to in one rendition."""
        if name not in self._reaches:
            self._reaches[name] = Reach(self.archive.is_gone, name)
        listed = self._reaches[name].playlist(self.index.rows, since, oldest)
        write_whole(self._folder / dvr_name(name), listed)

    def _as_they_are(self, rows: list[Row]) -> list[Row]:
        """Return the rows as players find them: what the disk did not take may be in memory."""
        return [
            replace(row, is_missing=self.archive.is_gone(row.uri)) if row.is_missing else row
            for row in rows
        ]

    def _show_sound(self, window: list[Row], since: float) -> None:
        """List the sound alone; what has none of its own is passed over, from its end on."""
        heard = [row.seen_as(SOUND) for row in window if row.sequence >= self._heard_from]
        if heard:
            write_whole(self._folder / playlist_name(SOUND), live_playlist(heard))
            self._reach_back(SOUND, since, self._heard_from)
        else:
            self._reaches.pop(SOUND, None)
            for name in (playlist_name(SOUND), dvr_name(SOUND)):
                (self._folder / name).unlink(missing_ok=True)

    def hide(self) -> None:
        """Take the playlists away: there is no picture here any more."""
        for name in PLAYLISTS:
            (self._folder / name).unlink(missing_ok=True)

    def _withdraw_all_but(self, variants: Sequence[str]) -> None:
        """Take away what is offered no longer: who plays it would stand, and now looks for more."""
        others = variants[1:]
        offered = {*map(playlist_name, ["", *others]), *map(dvr_name, ["", *others])}
        for name in set(PLAYLISTS) - offered - {MASTER, DVR_MASTER}:
            (self._folder / name).unlink(missing_ok=True)
        for name in self._reaches.keys() - {"", *others}:
            del self._reaches[name]

    def _declare(self, names: Sequence[str], window: list[Row]) -> None:
        """Write the master playlist when what it declares is no longer true."""
        runs = list(dict.fromkeys(row.init for row in reversed(window)))
        if runs == self._speaks_of and self._declared.keys() == set(names):
            latest = {name: [row.seen_as(name) for row in window[-3:]] for name in names}
            if all(peak_rate(latest[name]) <= self._declared[name] for name in names):
                return
        variants = [self._describe(name, runs) for name in names]
        self._speaks_of = runs
        self._declared = {name: v.peak for name, v in zip(names, variants, strict=True)}
        write_whole(self._folder / MASTER, master_playlist(variants))
        behind = [self._describe_behind(*both) for both in zip(names, variants, strict=True)]
        write_whole(self._folder / DVR_MASTER, master_playlist(behind))

    def _describe_behind(self, name: str, variant: Variant) -> Variant:
        """Speak of what there was as well."""
        rows = [row.seen_as(name) for row in self.index.rows[-DECLARED_OVER:]]
        before = self._peaks.get(name) or bandwidth(rows)[0]
        self._peaks[name] = max(before, variant.peak)
        return replace(variant, name=dvr_name(name), peak=self._peaks[name])

    def _describe(self, name: str, runs: Sequence[str]) -> Variant:
        """Speak of the ``runs`` that are listed: what went before says nothing about what comes."""
        spoken_of = [row for row in self.index.rows[-DECLARED_OVER:] if row.init in runs]
        rows = [row.seen_as(name) for row in spoken_of]
        peak, average = bandwidth(rows)
        init = rows[-1].init
        if init not in self._tracks:
            self._tracks = {init: read_tracks(self.archive.find(init).read_bytes())}
        return Variant(playlist_name(name), self._tracks[init], peak, average)


def playlist_name(variant: str) -> str:
    """Name a variant's playlist; the main one is the live one."""
    return f"{variant}.m3u8" if variant else LIVE


def dvr_name(variant: str) -> str:
    """Name the playlist that goes back to the beginning of the session."""
    return f"dvr-{variant}.m3u8" if variant else DVR


def _heard_from(rows: Sequence[Row]) -> int:
    """Return the number since which every row has a rendition without picture."""
    after = rows[-1].sequence + 1 if rows else 0
    heard = takewhile(lambda row: SOUND in row.others, reversed(rows))
    return min((row.sequence for row in heard), default=after)


def _rendition(segment: Segment, variant: str, pieces: dict[str, Piece]) -> Rendition:
    uri, init = segment.rendition(variant)
    return Rendition(uri, init, pieces[uri].size, pieces[uri].sha256)


def _goes_on(before: Row, source: str, segment: Segment, starts: float) -> bool:
    """Whether a segment follows its predecessor without a break."""
    is_successor = (before.source, before.run, before.number + 1) == (
        source,
        segment.run,
        segment.number,
    )
    return is_successor and -AHEAD <= starts - before.ends <= BEHIND
