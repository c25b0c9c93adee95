# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Make one MP4 of a cut, without encoding it again where that is possible, and prove it whole.

ffmpeg says that all is well in every broken case, so its word is not taken: the result is decoded
from start to end, and each of its tracks is as long as what was shown.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from konvent.foundation.media.boxes import read_lengths
from konvent.foundation.media.work import Outcome, work
from konvent.library.files import DOWNLOAD, DOWNLOAD_SOUND
from konvent.library.media.cut import there

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from konvent.foundation.media.index import Row

    Report = Callable[[float], None]

OFF_BY, OFF_BY_EACH_JOIN = 0.5, 0.1
"""Seconds by which a film may differ from what was shown."""
AT_THE_START = ("-movflags", "+faststart")
TIMESCALE = ("-video_track_timescale", "90000")
AS_IT_IS = ("-fps_mode", "passthrough", "-enc_time_base:v", "1:90000")
"""Pictures are not counted by their rate: beside a join two may be less than one apart."""

PICTURE = re.compile(r"Stream #0:\d.*: Video: (\w+)[^\n]*?, (\d+)x(\d+)[^\n]*?, ([\d.]+) fps")
SOUND = re.compile(r"Stream #0:\d.*: Audio: (\w+)[^\n]*?, (\d+) Hz, (\w+)")


class BrokenFilmError(Exception):
    """What was made is not what was shown; the message says how."""


class Shape(NamedTuple):
    """What has to be equal for two pieces to be joined without encoding them again."""

    codec: str
    width: int
    height: int
    rate: str
    sound: str


@dataclass(frozen=True, slots=True)
class Part:
    """An unbroken stretch of a cut as a file."""

    name: str
    seconds: float
    shape: Shape | None


def make_film(
    folder: Path, rows: Sequence[Row], workshop: Path, report: Report
) -> tuple[Path, Path]:
    """Return the film and its sound track, made in the workshop. Raises BrokenFilmError."""
    parts = _parts(folder, rows, workshop, report)
    shapes = {part.shape for part in parts}
    film = workshop / DOWNLOAD
    if len(shapes) == 1 and None not in shapes:
        _join(parts, film, lambda share: report(0.3 + 0.2 * share))
        if not faults_of(film, parts, lambda share: report(0.5 + 0.4 * share)):
            return film, _sound_of(film)
    parts = _encoded(parts, workshop, lambda share: report(0.3 + 0.5 * share))
    _join(parts, film, lambda share: report(0.8 + 0.05 * share))
    if faults := faults_of(film, parts, lambda share: report(0.85 + 0.14 * share)):
        raise BrokenFilmError("; ".join(faults))
    return film, _sound_of(film)


def faults_of(film: Path, parts: Sequence[Part], report: Report) -> list[str]:
    """Decode a film from start to end, and say what is wrong with it."""
    wanted = sum(part.seconds for part in parts)
    may_be_off = OFF_BY + OFF_BY_EACH_JOIN * (len(parts) - 1)
    lengths = read_lengths(film)
    faults = [
        f"a track lasts {length:.2f} s instead of {wanted:.2f} s"
        for length in lengths
        if abs(length - wanted) > may_be_off
    ]
    if len(lengths) != len(("picture", "sound")):
        faults.append(f"it has {len(lengths)} tracks, not a picture and sound")
    decoding = ["-loglevel", "error", "-i", film.name, "-map", "0"]
    outcome = work(
        [*decoding, *AS_IT_IS, "-f", "null", "-"],
        folder=film.parent,
        heard=lambda seconds: report(seconds / max(wanted, 1)),
    )
    if outcome.words.strip() or outcome.code:
        faults.append(f"it cannot be decoded: {outcome.words.strip()[:200]}")
    if abs(outcome.seconds - wanted) > may_be_off:
        faults.append(f"{outcome.seconds:.2f} s can be seen instead of {wanted:.2f} s")
    return faults


def _parts(folder: Path, rows: Sequence[Row], workshop: Path, report: Report) -> list[Part]:
    """Write each unbroken stretch into a file whose time begins at zero."""
    whole, done, parts = sum(row.duration for row in there(rows)), 0.0, []
    for number, stretch in enumerate(_unbroken(rows)):
        name = f"part-{number:03}.mp4"
        feed = [folder / stretch[0].init, *(folder / row.uri for row in stretch)]
        copying = ["-i", "pipe:0", "-map", "0:v:0", "-map", "0:a:0", "-c", "copy"]
        outcome = work([*copying, *TIMESCALE, name], folder=workshop, feed=feed)
        seconds = sum(row.duration for row in stretch)
        parts.append(Part(name, seconds, shape_in(outcome)))
        done += seconds
        report(0.3 * done / whole)
    return parts


def _unbroken(rows: Sequence[Row]) -> list[list[Row]]:
    """Return the pieces of a cut that can be read in one go: what is missing ends one."""
    pieces = groupby(rows, key=lambda row: (row.stretch, row.is_missing))
    return [list(group) for (_, is_missing), group in pieces if not is_missing]


def shape_in(outcome: Outcome) -> Shape | None:
    """Read the shape of what ffmpeg was given from what it said about it."""
    said = outcome.words.partition("Output #0")[0]
    picture, sound = PICTURE.search(said), SOUND.search(said)
    if picture is None or sound is None:
        return None
    codec, width, height, rate = picture.groups()
    return Shape(codec, int(width), int(height), rate, " ".join(sound.groups()))


def _join(parts: Sequence[Part], film: Path, report: Report) -> None:
    """Put parts of one shape behind each other."""
    listed = film.with_suffix(".txt")
    listed.write_text("".join(f"file '{part.name}'\n" for part in parts))
    joining = ["-f", "concat", "-safe", "0", "-i", listed.name, "-map", "0", "-c", "copy"]
    whole = sum(part.seconds for part in parts)
    work(
        [*joining, *TIMESCALE, *AT_THE_START, film.name],
        folder=film.parent,
        heard=lambda seconds: report(seconds / max(whole, 1)),
    )


def _encoded(parts: Sequence[Part], workshop: Path, report: Report) -> list[Part]:
    """Encode all parts anew, in the shape that most of the time has."""
    seconds: Counter[Shape] = Counter()
    for part in parts:
        if part.shape:
            seconds[part.shape] += round(1000 * part.seconds)
    if not seconds:
        raise BrokenFilmError("nothing in it has both a picture and sound")
    shape = seconds.most_common(1)[0][0]
    whole = sum(part.seconds for part in parts)
    made: list[Part] = []
    for part in parts:
        done = sum(part.seconds for part in made)
        encoding = ["-i", part.name, *_encode(shape), *TIMESCALE, f"new-{part.name}"]
        work(encoding, folder=workshop, heard=partial(_report_more, report, done, whole))
        (workshop / part.name).unlink(missing_ok=True)
        made.append(Part(f"new-{part.name}", part.seconds, shape))
    return made


def _report_more(report: Report, done: float, whole: float, seconds: float) -> None:
    report((done + seconds) / whole)


def _encode(shape: Shape) -> list[str]:
    size = f"{shape.width}:{shape.height}"
    fitted = f"scale={size}:force_original_aspect_ratio=decrease"
    centred = f"pad={size}:(ow-iw)/2:(oh-ih)/2,setsar=1,fps={shape.rate},format=yuv420p"
    picture = ["-vf", f"{fitted},{centred}", "-c:v", "libx264", "-preset", "superfast"]
    sound = ["-af", "aresample=async=1", "-c:a", "aac", "-b:a", "128k", "-ar", "48000", "-ac", "2"]
    return ["-map", "0:v:0", "-map", "0:a:0", *picture, "-crf", "21", *sound]


def _sound_of(film: Path) -> Path:
    """Write the sound alone, for those who listen."""
    track = film.with_name(DOWNLOAD_SOUND)
    taking = ["-i", film.name, "-map", "0:a:0", "-c", "copy", *AT_THE_START, track.name]
    work(taking, folder=film.parent)
    return track
