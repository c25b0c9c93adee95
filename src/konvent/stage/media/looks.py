# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Watches over a source's picture and sound by looks into some of its segments.

How large a segment is costs nothing to know: a picture that stands, black and silence make it
small. So it is looked at closely as soon as there is reason to, and otherwise now and then.
"""

from __future__ import annotations

import time
from collections import deque
from contextlib import suppress
from math import inf
from statistics import median
from typing import TYPE_CHECKING

from konvent.foundation.media.boxes import sizes_of_tracks
from konvent.foundation.media.names import WATCHED
from konvent.stage.media.glance import Glance

if TYPE_CHECKING:
    from pathlib import Path

    from konvent.foundation.media.segments import Segment
    from konvent.stage.media.glance import Seen
    from konvent.stage.media.health import Health

CALM_EVERY, TROUBLED_EVERY = 180.0, 10.0
"""Seconds between looks when nothing seems wrong, and when it is known what is."""
CLOSE_AT_FIRST, CLOSE_FOR = 14.0, 5.0
"""Seconds for which every segment of a new encoder is looked at, and when there is reason to."""
WATCHED_FOR = 10.0
"""Seconds for which somebody who has read what is seen counts as watching."""
SMALL = 0.4
"""Share of its usual size at which a track gives reason to look."""
REMEMBERED, LEAST_REMEMBERED = 15, 4
QUIET, FULL = -60.0, -0.1
"""Decibels of a peak that nobody hears, and of one that is cut off."""
QUIETEST = -99
SMALLEST = "lo"
"""The rendition that is the cheapest to look into, where there is one."""
ENOUGH = {"black-picture": 3, "clipping": 3, "silence": 5}
"""So many looks in a row are a trouble."""
FROZEN_AFTER, LEAST_STILL = 20.0, 3
"""Seconds without movement, and looks in a row that found none, which are a trouble."""
SEEN = ("black-picture", "clipping", "frozen-picture", "silence")
HEAD_OF_A_SEGMENT = 16_384
"""Bytes in which the sizes of its samples stand."""


class Looks:
    """The looks into one source."""

    _folder: Path
    _last: Seen | None
    _before: float
    _looked_at: float
    _close_until: float
    _still_since: float
    _still: int
    _has_sound: bool

    def __init__(self, source: str, health: Health) -> None:
        self.peak: int | None = None
        """Decibels of the loudest moment in what was looked at last."""
        self._source, self._health = source, health
        self._glance: Glance | None = None
        self._forget()

    def begin(self, folder: Path) -> None:
        """Look closely at whoever comes next."""
        self.end()
        self._folder = folder
        self._forget()

    def end(self) -> None:
        """Stop looking: the encoder has gone, and with it what was wrong."""
        if self._glance:
            self._glance.end()
            self._glance = None
        self._health.end(*SEEN)
        self.peak = None

    def take(self, segment: Segment, now: float, *, has_sound: bool) -> None:
        """Take in what the last look has found, and look into this segment if it is time."""
        self._has_sound = has_sound
        self._harvest()
        if self._close_until == inf:
            self._close_until = now + CLOSE_AT_FIRST
        if self._seems_odd(segment):
            self._close_until = max(self._close_until, now + CLOSE_FOR)
        if self._glance is None and now >= self._looked_at + self._pause(now):
            self._before, self._looked_at = self._looked_at, now
            name, head = (
                segment.rendition(SMALLEST)
                if SMALLEST in segment.others
                else (segment.name, segment.init)
            )
            self._glance = Glance(self._folder, self._source, head, name)

    @property
    def is_looking(self) -> bool:
        return self._glance is not None

    def _harvest(self) -> None:
        if self._glance and (seen := self._glance.result()):
            self._glance = None
            self._judge(seen)

    def _forget(self) -> None:
        self._before, self._looked_at, self._close_until = -inf, -inf, inf
        self._still_since, self._still = inf, 0
        self._last = None
        self._in_a_row = dict.fromkeys(ENOUGH, 0)
        self._usual: dict[int, deque[int]] = {}

    def _pause(self, now: float) -> float:
        is_suspected = self._still > 0 and not self._health.has("frozen-picture")
        is_suspected |= any(0 < self._in_a_row[code] < enough for code, enough in ENOUGH.items())
        if now < self._close_until or is_suspected or self._is_watched():
            return 0.0
        return TROUBLED_EVERY if self._health.has(*SEEN) else CALM_EVERY

    def _is_watched(self) -> bool:
        with suppress(OSError):
            return (self._folder / WATCHED).stat().st_mtime > time.time() - WATCHED_FOR
        return False

    def _seems_odd(self, segment: Segment) -> bool:
        """Whether a track has become much smaller than it usually is, or much larger."""
        with (self._folder / segment.name).open("rb") as file:
            sizes = sizes_of_tracks(file.read(HEAD_OF_A_SEGMENT))
        is_odd = False
        for track, size in sizes.items():
            usual = self._usual.setdefault(track, deque(maxlen=REMEMBERED))
            if len(usual) >= LEAST_REMEMBERED:
                is_odd |= not SMALL <= size / max(median(usual), 1) <= 1 / SMALL
            usual.append(size)
        return is_odd

    def _judge(self, seen: Seen) -> None:
        peak = seen.peak if self._has_sound else None
        self.peak = None if peak is None else round(min(0, max(QUIETEST, peak)))
        self._count("black-picture", is_so=seen.is_black)
        self._count("silence", is_so=peak is not None and peak < QUIET)
        self._count("clipping", is_so=peak is not None and peak > FULL)
        self._compare(seen)

    def _compare(self, seen: Seen) -> None:
        """Find a picture that stands: it is like the one of the look before, and those before."""
        is_still = self._last is not None and seen.is_like(self._last)
        self._last = seen
        if not is_still:
            self._still_since, self._still = inf, 0
            self._health.end("frozen-picture")
            return
        self._still_since = min(self._still_since, self._before)
        self._still += 1
        if self._still >= LEAST_STILL and self._looked_at - self._still_since >= FROZEN_AFTER:
            self._health.begin("frozen-picture")

    def _count(self, code: str, *, is_so: bool) -> None:
        """Count looks in a row; as long as they are not enough, each segment is looked at."""
        self._in_a_row[code] = self._in_a_row[code] + 1 if is_so else 0
        if not is_so:
            self._health.end(code)
        elif self._in_a_row[code] >= ENOUGH[code]:
            self._health.begin(code)
