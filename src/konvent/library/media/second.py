# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Cut an uploaded picture, or sound, into segments that play beside a recording."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from konvent.foundation.media.index import Row, fingerprint
from konvent.foundation.media.names import SECONDS, run_name
from konvent.foundation.media.probe import look_into_film, look_into_sound, opening
from konvent.foundation.media.segments import finished, output
from konvent.foundation.media.work import work

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from konvent.foundation.media.probe import Facts
    from konvent.foundation.media.segments import Segment

    Report = Callable[[float], None]

SOURCE = "upload"
TALLEST = 540
"""Lines of a picture that is shown small, beside another one."""
MISSING_AT_MOST = 2.0
"""Seconds by which it may be shorter than the file says of itself."""
SHORTEST = 0.05
EVERY_SEGMENT = f"expr:gte(t,n_forced*{SECONDS})"


class BrokenSecondError(Exception):
    """What was made is not what was uploaded; the message says how."""


def look_into_second(file: Path, *, has_picture: bool) -> Facts:
    """Say what a file holds. Raises NotPlayableError."""
    return look_into_film(file) if has_picture else look_into_sound(file)


def make_second(
    original: Path, workshop: Path, report: Report, *, has_picture: bool, starts: float
) -> list[Row]:
    """Return the rows of what was made in the workshop. Raises BrokenSecondError.

    ``starts`` is when its beginning is shown, by the clock of the recording.
    """
    facts = look_into_second(original, has_picture=has_picture)
    run = run_name(time.time())
    command = [
        *("-loglevel", "error", *opening(facts.container), "-i", str(original.absolute())),
        *(_picture(facts) if has_picture else _sound()),
        *("-map_metadata", "-1", *output(run)),
    ]
    command[command.index("-hls_list_size") + 1] = "0"
    outcome = work(
        command, folder=workshop, heard=lambda seconds: report(seconds / max(facts.seconds, 1.0))
    )
    made = [one for one in finished(workshop, run, after=-1) if one.duration >= SHORTEST]
    seconds = sum(segment.duration for segment in made)
    if outcome.code or not made or seconds < facts.seconds - MISSING_AT_MOST:
        raise BrokenSecondError(
            f"{seconds:.1f} s became of {facts.seconds:.1f} s: {outcome.words.strip()[:200]}"
        )
    return _rows(workshop, made, starts)


def _picture(facts: Facts) -> list[str]:
    """Encode it in any case: what is shown small need not be loaded large."""
    smooth = "bwdif," if facts.is_interlaced else ""
    size = f"{smooth}scale=-2:min({TALLEST}\\,ih),format=yuv420p"
    return [
        *("-map", "0:v:0", "-vf", size, "-c:v", "libx264", "-preset", "superfast", "-crf", "24"),
        *("-maxrate", "1500k", "-bufsize", "3000k", "-bf", "0", "-sc_threshold", "0"),
        *("-forced-idr", "1", "-force_key_frames", EVERY_SEGMENT),
    ]


def _sound() -> list[str]:
    """Begin with the file's beginning, even if nothing is to be heard there yet."""
    filled = ["-af", "aresample=async=1:first_pts=0"]
    return ["-map", "0:a:0", *filled, "-c:a", "aac", "-b:a", "96k", "-ar", "48000", "-ac", "2"]


def _rows(folder: Path, segments: list[Segment], starts: float) -> list[Row]:
    rows: list[Row] = []
    heads: dict[str, str] = {}
    for segment in segments:
        heads = heads or {segment.init: fingerprint(folder / segment.init)}
        rows.append(
            Row(
                sequence=len(rows),
                stretch=0,
                source=SOURCE,
                run=segment.run,
                number=segment.number,
                uri=segment.name,
                init=segment.init,
                duration=segment.duration,
                starts=rows[-1].ends if rows else starts,
                size=segment.size,
                sha256=fingerprint(folder / segment.name),
                heads=heads,
            )
        )
    return rows
