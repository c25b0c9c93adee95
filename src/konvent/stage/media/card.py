# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The test card: what a stage shows as long as nobody sends a picture.

Everything that stands still is drawn once, with Pillow. ffmpeg adds what moves, the clock and a dot
that shows a frozen picture, and a quiet tone.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from konvent.foundation.fonts import REGULAR
from konvent.foundation.media.names import SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from konvent.foundation.media.segments import Segment

SOURCE = "card"
WIDTH, HEIGHT, FRAMES_PER_SECOND = 854, 480, 12

GROUND, INK, FAINT_INK, LINE = "#14171b", "#f4f5f7", "#aab1ba", "#3a4048"
INKS = {
    "blue": "#8db8f2",
    "teal": "#5fcac6",
    "amber": "#e9b44c",
    "plum": "#d7a0e0",
    "green": "#8fcf92",
    "red": "#f49a90",
    "indigo": "#b0b0f5",
    "olive": "#c9cb6b",
    "pink": "#f29cc4",
    "slate": "#b0bfcc",
    "brown": "#dcae8c",
    "cyan": "#74cbe8",
}
"""The palette's faces for dark surroundings, as in foundation/components/colours.css."""

MARGIN = 56
ACROSS = WIDTH - 2 * MARGIN
BAND = 12
NAME_TOP, NAME_SIZES, NAME_LINES = 150, range(84, 32, -4), 2
TITLE_TOP, TITLE_SIZES = 62, range(30, 16, -2)
CAPTION_TOP, CAPTION_SIZE = 104, 20
TRACK_TOP, TRACK_MARKS, DOT_SIZE = 432, 10, 44
CLOCK_TOP, CLOCK_SIZE = 340, 60


@dataclass(frozen=True, slots=True)
class Card:
    """What is written on a stage's test card."""

    stage: str
    convention: str
    caption: str
    """The word for test card."""
    colour: str
    timezone: str


class CardRecipe:
    """The test card as a source."""

    name = SOURCE
    secret = ""
    variants = ()
    is_waiting = is_connected = is_down = wants_another_run = False

    def __init__(self, card: Card) -> None:
        self._card = card

    def prepare(self, folder: Path) -> None:
        prepare(folder, self._card)

    def inputs(self) -> list[str]:
        return command()

    def also(self) -> list[str]:
        return []

    def environment(self) -> dict[str, str]:
        return environment(self._card)

    def hear(self, line: str, at: float) -> None:
        """It says nothing that matters."""

    def begin_nothing(self) -> None:
        """A busy machine is the only reason, and another run the only mend."""

    def close(self) -> None:
        """It has started nothing else."""

    def weigh(self, segment: Segment) -> bool:
        """All of it can be shown: its groups of pictures are as long as they should be."""
        return segment.duration > 0


def prepare(folder: Path, card: Card) -> None:
    """Lay out what `command` needs. No text of anybody is ever part of a command."""
    place = folder / "card"
    place.mkdir(parents=True, exist_ok=True)
    draw(card).save(place / "card.png")
    (place / "clock.txt").write_text(r"%{localtime:%H\:%M\:%S}")
    (place / "font.ttf").write_bytes(REGULAR.read_bytes())


def command() -> list[str]:
    """Tell ffmpeg how to make pictures and tone in real time, out of the prepared folder."""
    group = str(SECONDS * FRAMES_PER_SECOND)
    return [
        *(
            "-loglevel",
            "level+warning",
            "-i",
            "card/card.png",
            "-filter_complex",
            f"{_picture()};{_tone()}",
        ),
        *("-map", "[picture]", "-map", "[tone]", "-threads", "1"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency"),
        *("-g", group, "-keyint_min", group, "-sc_threshold", "0"),
        *("-b:v", "250k", "-maxrate", "300k", "-bufsize", "300k"),
        *("-c:a", "aac", "-aac_coder", "fast", "-b:a", "64k", "-ar", "48000", "-ac", "2"),
    ]


def environment(card: Card) -> dict[str, str]:
    """Return all that ffmpeg is told of this machine: the zone of its clock."""
    return {"TZ": posix_zone(card.timezone)}


def posix_zone(name: str) -> str:
    """Return a zone's rule, such as CET-1CEST,M3.5.0,M10.5.0/3, for a program without zones.

    It is the last line of the zone's file (RFC 8536).
    """
    file = resources.files("tzdata.zoneinfo").joinpath(*name.split("/"))
    return file.read_bytes().rstrip(b"\n").rpartition(b"\n")[2].decode()


def _picture() -> str:
    width = WIDTH - 2 * MARGIN
    dot = f"x={MARGIN}+{width}*mod(t\\,{TRACK_MARKS})/{TRACK_MARKS}-text_w/2"
    words = "drawtext=fontfile=card/font.ttf:fontcolor=white"
    return ",".join(
        (
            f"[0:v]format=yuv420p,loop=loop=-1:size=1:start=0,setpts=N/({FRAMES_PER_SECOND}*TB)",
            f"fps={FRAMES_PER_SECOND},realtime",
            f"{words}:textfile=card/clock.txt:fontsize={CLOCK_SIZE}:x={MARGIN}:y={CLOCK_TOP}",
            f"{words}:text=•:fontsize={DOT_SIZE}:{dot}:y={TRACK_TOP}-text_h/2[picture]",
        )
    )


def _tone() -> str:
    return "sine=frequency=440:sample_rate=48000:samples_per_frame=2048,volume=0.02,arealtime[tone]"


def draw(card: Card) -> Image.Image:
    """Draw what stands still."""
    image = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    canvas = ImageDraw.Draw(image)
    ink = INKS[card.colour]
    canvas.rectangle((0, 0, BAND, HEIGHT), fill=ink)
    title, font = fit(card.convention, TITLE_SIZES, 1)
    canvas.text((MARGIN, TITLE_TOP), title, FAINT_INK, font)
    canvas.text((MARGIN, CAPTION_TOP), card.caption, FAINT_INK, _font(CAPTION_SIZE))
    name, font = fit(card.stage, NAME_SIZES, NAME_LINES)
    canvas.text((MARGIN, NAME_TOP), name, ink, font, spacing=8)
    _draw_track(canvas)
    return image


def _draw_track(canvas: ImageDraw.ImageDraw) -> None:
    """Draw the line the dot runs along, with a mark for each second."""
    canvas.line((MARGIN, TRACK_TOP, WIDTH - MARGIN, TRACK_TOP), LINE, 2)
    step = (WIDTH - 2 * MARGIN) / TRACK_MARKS
    for mark in range(TRACK_MARKS + 1):
        x = MARGIN + mark * step
        canvas.line((x, TRACK_TOP - 6, x, TRACK_TOP + 6), LINE, 2)


def fit(
    text: str, sizes: range, most_lines: int, across: float = ACROSS
) -> tuple[str, ImageFont.FreeTypeFont]:
    """Set a text as large as it fits; what is too long even for the smallest size is cut."""
    for size in sizes:
        font = _font(size)
        lines = list(_lines(text, font, across))
        if len(lines) <= most_lines and all(font.getlength(line) <= across for line in lines):
            break
    return "\n".join(_cut(line, font, across) for line in lines[:most_lines]), font


def _lines(text: str, font: ImageFont.FreeTypeFont, across: float) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > across:
            yield line
            longer = word
        line = longer
    yield line


def _cut(line: str, font: ImageFont.FreeTypeFont, across: float) -> str:
    while font.getlength(line) > across:
        line = f"{line[:-2]}…"
    return line


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(REGULAR, size)
