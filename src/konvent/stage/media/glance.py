# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""One look into a finished segment: its first picture, very small, and how loud it is.

An ffmpeg of its own does it and ends at once. Decoding all that arrives would cost as much as
passing it on.
"""

from __future__ import annotations

import re
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from operator import sub
from typing import TYPE_CHECKING

from konvent.foundation.media.ffmpeg import program
from konvent.foundation.media.names import SECONDS, still_name

if TYPE_CHECKING:
    from pathlib import Path

STILL_WIDTH, STILL_COMPRESSION = 320, "7"
WIDTH, HEIGHT = 64, 36
"""Of the picture that is compared."""
LONGEST = 5.0
"""Seconds after which a look is given up."""
DARK, DARK_SHARE = bytes(range(32)), 0.98
MOVED, MOVED_POINTS = 8, 2
"""By how much a point differs that has moved, of 255; so few of them are the encoder's doing."""
PEAK = re.compile(rb"Overall\.Peak_level=(-?[\d.]+|-inf)")


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look has found."""

    picture: bytes
    """Brightness of its points; nothing when there was no picture."""
    peak: float | None
    """Decibels of the loudest moment."""

    @property
    def is_black(self) -> bool:
        lit = len(self.picture.translate(None, delete=DARK))
        return bool(self.picture) and lit <= (1 - DARK_SHARE) * len(self.picture)

    def is_like(self, other: Seen) -> bool:
        """Whether nothing has moved between the two."""
        if len(self.picture) != len(other.picture) or not self.picture:
            return False
        by = map(abs, map(sub, self.picture, other.picture))
        return sum(map(MOVED.__lt__, by)) <= MOVED_POINTS


class Glance:
    """A look that is under way."""

    def __init__(self, folder: Path, source: str, head: str, media: str) -> None:
        self._points = folder / f".points-{source}"
        self._began = time.monotonic()
        self._process = subprocess.Popen(
            [program(), *_command(source, head, media, self._points.name)],
            cwd=folder,
            env={},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def result(self) -> Seen | None:
        """Return what was seen, or None as long as it lasts."""
        if self._process.poll() is None:
            if time.monotonic() < self._began + LONGEST:
                return None
            self._process.kill()
        said, _ = self._process.communicate()
        peak = PEAK.search(said)
        points = b""
        with suppress(OSError):
            points = self._points.read_bytes()
            self._points.unlink()
        return Seen(points, float(peak[1]) if peak else None)

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


def _command(source: str, head: str, media: str, points: str) -> list[str]:
    small = f"scale={STILL_WIDTH}:-2:out_range=pc,format=yuvj420p"
    tiny = f"scale={WIDTH}:{HEIGHT}:flags=area,format=gray"
    peaks = "astats=metadata=1:reset=1:measure_perchannel=none:measure_overall=Peak_level"
    key = "lavfi.astats.Overall.Peak_level"
    whole = f"asetnsamples=n={48000 * SECONDS}:p=0"
    return [
        *("-nostdin", "-v", "error", "-threads", "1", "-filter_threads", "1"),
        *("-filter_complex_threads", "1", "-skip_frame", "nokey"),
        *("-probesize", "32768", "-analyzeduration", "0", "-protocol_whitelist", "concat,file"),
        *("-i", f"concat:{head}|{media}"),
        *("-filter_complex", f"[0:v:0]{small},split[still][both];[both]{tiny}[points]"),
        *("-map", "[still]", "-frames:v", "1", "-c:v", "mjpeg", "-q:v", STILL_COMPRESSION),
        *("-f", "image2", "-update", "1", "-atomic_writing", "1", "-y", still_name(source)),
        *("-map", "[points]", "-frames:v", "1", "-f", "rawvideo", "-y", points),
        *("-map", "0:a:0", "-af", f"{whole},{peaks},ametadata=mode=print:key={key}:file=-"),
        *("-f", "null", "-"),
    ]
