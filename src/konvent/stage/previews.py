# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a source sends, as a playlist for the producer, whether it is on air or not.

Nothing is made for it: it lists what the source's ffmpeg has written anyway, when somebody asks.
Nothing is remembered, either. So that numbers go on when an encoder comes back, they follow from
the moment in which its run began: the break between two runs lies in what is not listed any more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from konvent.foundation.media.boxes import starts_of_tracks
from konvent.foundation.media.index import Row
from konvent.foundation.media.names import SECONDS, init_name, moment_of, segment_name
from konvent.foundation.media.playlist import TARGET_DURATION, finished_playlist, live_playlist
from konvent.foundation.media.segments import Segment, list_name, listed
from konvent.stage.models import SLATE

if TYPE_CHECKING:
    from pathlib import Path

SMALLEST_FIRST = ("lo", "mid", "hi", "")
LISTED = 6
LEAST = 3 * TARGET_DURATION
"""Seconds that a new run lists at least: a playlist that goes on must not become shorter."""
NUMBERS_A_SECOND = 10
"""More than a run ever writes, so that the next one begins with a higher number."""
YEAR_2026, A_STRETCH = 1_767_225_600, 30
"""Breaks are counted in half minutes since then: players stand still at much larger numbers."""
BEGINNING = 65_536
"""Bytes of a segment in which stands when it begins."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Where a stage's files are, on the disk and for a browser."""

    folder: Path
    address: str

    def playlist_of(self, name: str) -> str | None:
        """Return what a source sends now, or the slate's round; None when there is nothing."""
        try:
            return self._slate() if name == SLATE else self._source(name)
        except (OSError, ValueError, IndexError):
            return None

    def _source(self, name: str) -> str | None:
        """List the newest segments of the run that its encoder is writing."""
        run = (self.folder / f"{name}.pid").read_text().split()[1]
        for variant in SMALLEST_FIRST:
            lengths = listed(self.folder / list_name(run, variant))
            if sum(lengths.values()) >= LEAST:
                return live_playlist(self._newest(run, variant, lengths))
        return None

    def _newest(self, run: str, variant: str, lengths: dict[int, float]) -> list[Row]:
        """Return the last rows; a segment has its number and its moment for ever."""
        head = self.folder / init_name(run, variant)
        init, began = head.read_bytes(), moment_of(run)
        first_was_whole = head.stat().st_mtime
        stretch = max(0, int(began) - YEAR_2026) // A_STRETCH
        rows: list[Row] = []
        for number in sorted(lengths)[-LISTED:]:
            name = segment_name(run, number, variant)
            since = self._begins(name, init)
            starts = first_was_whole - SECONDS + since
            row = self._shown(run, number, name, head.name, lengths[number], starts)
            sequence = int(began * NUMBERS_A_SECOND) + number
            rows.append(replace(row, sequence=sequence, stretch=stretch))
        return rows

    def _begins(self, name: str, init: bytes) -> float:
        """Return the second of its run with which a segment begins."""
        with (self.folder / name).open("rb") as segment:
            return min(starts_of_tracks(init, segment.read(BEGINNING)).values())

    def _slate(self) -> str | None:
        """List the newest slate that was made, once from start to end."""
        made = sorted(self.folder.glob("slate-*.json"), key=lambda file: file.stat().st_mtime)
        for file in reversed(made):
            segments = [Segment.from_facts(facts) for facts in json.loads(file.read_text())]
            if segments and all((self.folder / one.name).exists() for one in segments):
                return finished_playlist([self._piece(one) for one in segments])
        return None

    def _piece(self, one: Segment) -> Row:
        starts = one.closed_at - one.duration
        return self._shown(one.run, one.number, one.name, one.init, one.duration, starts)

    def _shown(self, *facts: Any) -> Row:  # noqa: ANN401 -- a row's
        run, number, name, init, length, starts = facts
        uri, head = f"{self.address}{name}", f"{self.address}{init}"
        return Row(number, 0, "", run, number, uri, head, length, starts, 0)
