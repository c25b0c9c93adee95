# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A film that plays into a stage.

Its segments were made before, so there is no process that could die while it plays, and its place
follows from the wall clock alone: after a restart it goes on where it would be anyway.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import asdict
from itertools import accumulate
from typing import TYPE_CHECKING

from konvent.foundation.media.index import write_whole
from konvent.foundation.media.links import link_whole
from konvent.foundation.media.names import FILM
from konvent.foundation.media.segments import Segment
from konvent.stage.media.feed import Offer
from konvent.stage.media.switch import BACK_AFTER, Standing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from konvent.stage.media.plan import Playing

SOURCE = FILM
CONTENTS = "film.json"
FARTHEST_BACK = 8.0
"""Seconds that are made up for at most, when nothing was shown for longer."""

LAST_LOOK = 1.0
"""Seconds after its end in which its last segment is taken."""


class Reel:
    """Offers a film's segments as their moments pass."""

    def __init__(self, folder: Path, playing: Playing) -> None:
        self.playing = playing
        self._folder = folder
        self._segments = read_contents(playing.folder)
        lengths = (segment.duration for segment in self._segments)
        self._starts = [*accumulate(lengths, initial=playing.began)]
        self._next = 0

    def standing(self, now: float) -> Standing:
        """It delivers from its beginning to its end, whoever else does."""
        if not self._starts[0] <= now < self._starts[-1] + LAST_LOOK:
            return Standing()
        return Standing(silent_for=0.0, streak=BACK_AFTER)

    def begin(self, near: float, now: float) -> None:
        """Go on with the first segment that has not been shown, and is not long past."""
        self._next = bisect_right(self._starts, max(near, now - FARTHEST_BACK))

    def offers(self, now: float) -> list[Offer]:
        """Return what has become due; it never claims to come from the future."""
        due = []
        while self._next < len(self._segments) and self._starts[self._next + 1] <= now:
            segment = self._segments[self._next]
            self._lay_out(segment)
            due.append(Offer(segment, self._starts[self._next]))
            self._next += 1
        return due

    def _lay_out(self, segment: Segment) -> None:
        """Give the stage its own name for the files; on the same disk that costs nothing."""
        for name in segment.files:
            link_whole(self.playing.folder / name, self._folder / name)


def write_contents(folder: Path, segments: Sequence[Segment]) -> None:
    """Let a film consist of these segments, from one moment to the next."""
    write_whole(folder / CONTENTS, json.dumps([asdict(segment) for segment in segments]))


def read_contents(folder: Path) -> list[Segment]:
    """Return a film's segments. Raises OSError when it is not ready."""
    return [Segment.from_facts(facts) for facts in json.loads((folder / CONTENTS).read_text())]
