# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A stage's channel: the segments of its sources as one playlist that never breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.foundation.media.boxes import Tracks, read_tracks
from konvent.foundation.media.index import Index, Row, fingerprint, write_whole
from konvent.foundation.media.names import LIVE, MASTER, init_name
from konvent.foundation.media.playlist import bandwidth, live_playlist, master_playlist
from konvent.stage.media.clock import RunClock

if TYPE_CHECKING:
    from pathlib import Path

    from konvent.stage.media.segments import Segment

WINDOW = 10
"""How many segments a live playlist lists."""

BEHIND, AHEAD = 0.5, 0.25
"""Seconds by which a run may differ from the wall clock before it begins a new stretch.

What is ahead claims to come from the future, so it is tolerated less.
"""


class Channel:
    """Adds segments to the index and shows the newest. Its numbers go on across restarts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.index = Index(folder / "index.jsonl")
        self._clock = RunClock()
        self._run = ""
        self._declared: tuple[Tracks, int] | None = None

    def add(self, source: str, segment: Segment) -> Row:
        """Put a source's newest segment at the end."""
        if segment.run != self._run:
            self._run, self._clock = segment.run, RunClock()
        starts = self._clock.place(segment.duration, segment.closed_at)
        before = self.index.last
        goes_on = before is not None and _goes_on(before, source, segment, starts)
        row = Row(
            sequence=before.sequence + 1 if before else 0,
            stretch=before.stretch + (not goes_on) if before else 0,
            source=source,
            run=segment.run,
            number=segment.number,
            uri=segment.name,
            init=init_name(segment.run),
            duration=segment.duration,
            starts=before.ends if before and goes_on else starts,
            size=segment.size,
            sha256=fingerprint(self._folder / segment.name),
        )
        self.index.append(row)
        return row

    def show(self) -> None:
        """Write the playlists."""
        window = self.index.rows[-WINDOW:]
        self._declare(window)
        write_whole(self._folder / LIVE, live_playlist(window))

    def hide(self) -> None:
        """Take the playlists away: there is no picture here any more."""
        for name in (MASTER, LIVE):
            (self._folder / name).unlink(missing_ok=True)

    def _declare(self, window: list[Row]) -> None:
        """Write the master playlist when what it declares is no longer true."""
        newest = window[-1]
        is_new_run = len(window) == 1 or window[-2].run != newest.run
        if self._declared and not is_new_run and newest.bits_per_second <= self._declared[1]:
            return
        tracks = read_tracks((self._folder / newest.init).read_bytes())
        peak, average = bandwidth(window)
        self._declared = (tracks, peak)
        write_whole(self._folder / MASTER, master_playlist(tracks, peak=peak, average=average))


def _goes_on(before: Row, source: str, segment: Segment, starts: float) -> bool:
    """Whether a segment follows its predecessor without a break."""
    is_successor = (before.source, before.run, before.number + 1) == (
        source,
        segment.run,
        segment.number,
    )
    return is_successor and -AHEAD <= starts - before.ends <= BEHIND
