# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the numbers of an encoder say: what it declares, and whether it keeps up with itself.

Nothing is decoded for it: ffmpeg says what arrives, and a segment's head says how many pictures it
holds, and when its picture and its sound begin.
"""

from __future__ import annotations

import re
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

from konvent.foundation.media.boxes import count_pictures, starts_of_tracks
from konvent.foundation.media.names import SECONDS
from konvent.stage.media.plan import ONE_PICTURE

if TYPE_CHECKING:
    from pathlib import Path

    from konvent.foundation.media.segments import Segment
    from konvent.stage.media.health import Health

SIZE = re.compile(r", (\d{2,5})x(\d{2,5})")
PIXELS = re.compile(r", ((?:yuv|gray|rgb|bgr|gbr|nv)\w+)")
RATE = re.compile(r"([\d.]+) fps")
INTERLACED = (" first", "interlaced")
PLAYABLE = frozenset({"yuv420p", "yuvj420p"})
WIDEST, TALLEST = 1920, 1080
FEWEST, MOST = 10.0, 61.0
"""Pictures per second."""
MOST_BITS, MOST_BITS_OF_THE_BEST = 8_000_000, 15_000_000
"""Per second: where it is all that viewers can get, and where they have a choice."""
LEFT_OUT = 0.1
"""Share of the pictures that may be missing."""
COUNTED_OVER = 8.0
"""Seconds over which they are counted where the picture is encoded anew."""
WINDOW = 10
"""Segments over which it is compared with the clock."""
SLOWEST = 0.93
"""Seconds of picture for a second of the clock."""

SOUND_LATE, PICTURE_LATE = 0.3, SECONDS + 0.3
"""Seconds by which one may begin after the other. Whoever joins an encoder that is running already
waits for its next key frame, so a late picture says less."""

DECLARED = (
    *("few-pictures", "interlaced", "large-picture", "many-pictures", "out-of-step"),
    "wrong-colours",
)


class Measures:
    """Watches one encoder after the other, and tells the source's health."""

    def __init__(self, health: Health, quality: str) -> None:
        self._health = health
        self._most_bits = MOST_BITS if quality in ONE_PICTURE else MOST_BITS_OF_THE_BEST
        self._folder: Path | None = None
        self._rate = 0.0
        self._taken: deque[tuple[float, float]] = deque(maxlen=WINDOW)
        """When segments were complete, and how long they are."""
        self._said: dict[str, int] = {}
        """What ffmpeg says of a picture that it encodes."""
        self._made: deque[tuple[int, float]] = deque()
        """Pictures that it was made of, and its seconds, at moments of the last few."""

    def begin(self, folder: Path) -> None:
        """Expect a new run."""
        self._folder = folder
        self._taken.clear()
        self._said.clear()
        self._made.clear()

    def end(self) -> None:
        """Forget the encoder that has gone."""
        self._health.end(*DECLARED)
        self._rate = 0.0

    def declare(self, line: str) -> bool:
        """Take in what ffmpeg says of the picture; say whether players can show its colours."""
        size, pixels, rate = SIZE.search(line), PIXELS.search(line), RATE.search(line)
        self._rate = float(rate[1]) if rate else 0.0
        is_playable = pixels is None or pixels[1] in PLAYABLE
        found = {
            "large-picture": size is not None and _is_large(int(size[1]), int(size[2])),
            "many-pictures": self._rate > MOST,
            "few-pictures": 0 < self._rate < FEWEST,
            "interlaced": any(word in line for word in INTERLACED),
            "wrong-colours": not is_playable,
        }
        for code, is_so in found.items():
            if is_so:
                self._health.begin(code)
        return is_playable

    def take(self, segment: Segment, at: float, *, is_copied: bool) -> None:
        """Measure a segment; of one that was encoded here only whether it came in time."""
        self._compare_with_clock(segment, at)
        if segment.number == 0:
            self._compare_beginnings(segment)
        if not is_copied or self._folder is None or segment.duration <= 0:
            return
        if 8 * segment.size / segment.duration > self._most_bits:
            self._health.sign("high-bit-rate", at)
        pictures = count_pictures(self._folder / segment.name)
        if 0 < pictures < (1 - LEFT_OUT) * self._rate * segment.duration:
            self._health.sign("dropped-pictures", at)

    def hear(self, name: str, value: str, at: float) -> None:
        """Take in how far ffmpeg is: what an encoder left out, it shows twice."""
        if value.isdigit():
            self._said[name] = int(value)
        elif name == "progress" and {"frame", "dup_frames", "out_time_us"} <= self._said.keys():
            self._count_what_arrived(at)

    def _count_what_arrived(self, at: float) -> None:
        """Compare over some seconds: pictures are counted a little before their time is."""
        said, made = self._said, self._made
        made.append((said["frame"] - said["dup_frames"], said["out_time_us"] / 1_000_000))
        while len(made) > 1 and made[-1][1] - made[1][1] >= COUNTED_OVER:
            made.popleft()
        pictures, seconds = made[-1][0] - made[0][0], made[-1][1] - made[0][1]
        if seconds >= COUNTED_OVER and pictures < (1 - LEFT_OUT) * self._rate * seconds:
            self._health.sign("dropped-pictures", at)

    def _compare_beginnings(self, segment: Segment) -> None:
        """Notice picture and sound that begin apart; what is added here begins with both."""
        if self._folder is None:
            return
        with suppress(OSError, KeyError):
            init = (self._folder / segment.init).read_bytes()
            starts = starts_of_tracks(init, (self._folder / segment.name).read_bytes())
            if not -PICTURE_LATE < starts["soun"] - starts["vide"] < SOUND_LATE:
                self._health.begin("out-of-step")

    def _compare_with_clock(self, segment: Segment, at: float) -> None:
        self._taken.append((segment.closed_at, segment.duration))
        if len(self._taken) < WINDOW:
            return
        passed = self._taken[-1][0] - self._taken[0][0]
        media = sum(length for _, length in list(self._taken)[1:])
        if media < SLOWEST * passed:
            self._health.sign("too-slow", at)


def _is_large(width: int, height: int) -> bool:
    return width > WIDEST or height > TALLEST
