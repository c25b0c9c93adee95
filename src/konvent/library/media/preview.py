# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Small pictures of a cut: one that stands for it, and a strip that shows what is where."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image

from konvent.foundation.media.work import work
from konvent.library.files import PREVIEW, STRIP, THUMBNAIL
from konvent.library.media.cut import there

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from konvent.foundation.media.index import Row

    Report = Callable[[float], None]

WIDTH, HEIGHT = 160, 90
MOST, IN_A_ROW = 60, 6
POSTER_WIDTH, POSTER_HEIGHT = 640, 360
POSTER_AT = 0.1
"""Share of the time after which a talk looks like itself."""
SMALLEST = ("lo", "mid", "")


class Tile(NamedTuple):
    """A picture and the stretch of the player's time it stands for."""

    row: Row
    starts: float
    ends: float


def make_preview(folder: Path, rows: Sequence[Row], workshop: Path, report: Report) -> list[Path]:
    """Make poster, strip and its places in the workshop."""
    chosen = tiles(rows)
    lines = ceil(len(chosen) / IN_A_ROW)
    strip = Image.new("RGB", (WIDTH * min(len(chosen), IN_A_ROW), HEIGHT * lines))
    places = ["WEBVTT", ""]
    for number, tile in enumerate(chosen):
        left, top = WIDTH * (number % IN_A_ROW), HEIGHT * (number // IN_A_ROW)
        if picture := _picture(folder, _smallest(tile.row), workshop, (WIDTH, HEIGHT)):
            strip.paste(picture, (left, top))
        places += [f"{_clock(tile.starts)} --> {_clock(tile.ends)}"]
        places += [f"{STRIP}#xywh={left},{top},{WIDTH},{HEIGHT}", ""]
        report((number + 1) / (len(chosen) + 1))
    strip.save(workshop / STRIP, quality=70, optimize=True)
    (workshop / PREVIEW).write_text("\n".join(places))
    kept = there(rows)
    early = kept[int(POSTER_AT * len(kept))]
    poster = _picture(folder, early, workshop, (POSTER_WIDTH, POSTER_HEIGHT)) or strip
    poster.save(workshop / THUMBNAIL, quality=80, optimize=True)
    return [workshop / name for name in (THUMBNAIL, STRIP, PREVIEW)]


def tiles(rows: Sequence[Row]) -> list[Tile]:
    """Choose evenly, and not more than fit into one picture."""
    step = ceil(len(rows) / MOST)
    starts = [0.0]
    for row in rows:
        starts.append(starts[-1] + row.duration)
    return [
        Tile(rows[place], starts[place], starts[min(place + step, len(rows))])
        for place in range(0, len(rows), step)
    ]


def _smallest(row: Row) -> Row:
    name = next(name for name in SMALLEST if not name or name in row.others)
    return row.seen_as(name)


def _picture(folder: Path, row: Row, workshop: Path, size: tuple[int, int]) -> Image.Image | None:
    """Return a segment's first picture; None when it has none, or could not be kept."""
    if row.is_missing:
        return None
    width, height = size
    fitted = f"scale={width}:{height}:force_original_aspect_ratio=decrease"
    file = workshop / "frame.png"
    work(
        ["-i", "pipe:0", "-frames:v", "1", "-vf", fitted, "-update", "1", file.name],
        folder=workshop,
        feed=[folder / row.init, folder / row.uri],
    )
    try:
        with Image.open(file) as found:
            picture = found.convert("RGB")
        file.unlink()
    except OSError:
        return None
    return picture


def _clock(seconds: float) -> str:
    thousandths = round(seconds * 1000)
    hours, thousandths = divmod(thousandths, 3_600_000)
    minutes, thousandths = divmod(thousandths, 60_000)
    return f"{hours:02}:{minutes:02}:{thousandths // 1000:02}.{thousandths % 1000:03}"
