# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a source sends, as a playlist for the producer, whether it is on air or not.

Nothing is made for it: it lists what the source's ffmpeg has written anyway, when somebody asks.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from konvent.foundation.media.index import Row
from konvent.foundation.media.names import init_name, segment_name
from konvent.foundation.media.playlist import finished_playlist, live_playlist
from konvent.foundation.media.segments import Segment, list_name, listed
from konvent.stage.models import SLATE

if TYPE_CHECKING:
    from pathlib import Path

SMALLEST_FIRST = ("lo", "mid", "hi", "")
LISTED = 6


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
            if lengths:
                return live_playlist(self._newest(run, variant, lengths))
        return None

    def _newest(self, run: str, variant: str, lengths: dict[int, float]) -> list[Row]:
        """Return the last rows, whose end is when the last file was complete."""
        rows: list[Row] = []
        until = (self.folder / segment_name(run, max(lengths), variant)).stat().st_mtime
        for number in sorted(lengths)[: -LISTED - 1 : -1]:
            until -= lengths[number]
            name = segment_name(run, number, variant)
            facts = (run, number, name, init_name(run, variant), lengths[number], until)
            rows.insert(0, self._shown(*facts))
        return rows

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
