# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Draws the slate: from the convention's look, or over a picture of its own."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageOps

from konvent.stage.media.card import FAINT_INK, GROUND, INK, INKS, fit

if TYPE_CHECKING:
    from konvent.stage.media.card import Card

WIDTH, HEIGHT = 1280, 720
MARGIN, BAND = 84, 18
ACROSS = WIDTH - 2 * MARGIN
TITLE_TOP, TITLE_SIZES = 93, range(45, 24, -3)
NAME_TOP, NAME_SIZES, NAME_LINES = 225, range(126, 48, -6), 2
LINES_TOP, LINE_STEP, LINE_SIZES, MOST_LINES = 525, 69, range(45, 24, -3), 2
LOGO = (300, 110)
PLATE, PLATE_EDGE = "#ffffff", 18
SHADE_TOP, SHADE = 440, 205
"""From where a picture is darkened for the words, and how much of 255."""
ABOVE_THE_LINES = 72


@dataclass(frozen=True, slots=True)
class Design:
    """What a slate is made of."""

    card: Card
    lines: tuple[str, ...]
    """What to expect, in each language."""
    picture: str = ""
    """Path of a picture of its own."""
    logo: str = ""
    music: str = ""
    """Path of what is heard meanwhile; silence without."""


def draw(design: Design) -> Image.Image:
    """Draw what is seen while nothing comes in."""
    with suppress(OSError, ValueError):
        if design.picture:
            return _over_picture(design)
    return _from_look(design)


def _over_picture(design: Design) -> Image.Image:
    with Image.open(design.picture) as opened:
        image = ImageOps.fit(opened.convert("RGB"), (WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    shade = Image.new("L", (1, HEIGHT))
    for y in range(SHADE_TOP, HEIGHT):
        shade.putpixel((0, y), min(SHADE, (y - SHADE_TOP) * 5))
    image.paste(Image.new("RGB", image.size, GROUND), mask=shade.resize(image.size))
    canvas = ImageDraw.Draw(image)
    _write_lines(canvas, design, INK)
    name, font = fit(design.card.stage, range(33, 21, -3), 1, ACROSS)
    place = (MARGIN, LINES_TOP - ABOVE_THE_LINES + BAND)
    canvas.text(place, name, INKS[design.card.colour], font)
    return image


def _from_look(design: Design) -> Image.Image:
    image = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    canvas = ImageDraw.Draw(image)
    ink = INKS[design.card.colour]
    canvas.rectangle((0, 0, BAND, HEIGHT), fill=ink)
    left = _place_logo(image, design.logo)
    title, font = fit(design.card.convention, TITLE_SIZES, 1, left - MARGIN)
    canvas.text((MARGIN, TITLE_TOP), title, FAINT_INK, font)
    name, font = fit(design.card.stage, NAME_SIZES, NAME_LINES, ACROSS)
    canvas.text((MARGIN, NAME_TOP), name, ink, font, spacing=12)
    _write_lines(canvas, design, FAINT_INK)
    return image


def _place_logo(image: Image.Image, file: str) -> int:
    """Put the convention's logo into the corner, on white; return where it begins."""
    right = WIDTH - MARGIN
    if not file:
        return right
    try:
        with Image.open(file) as opened:
            logo = ImageOps.contain(opened.convert("RGBA"), LOGO, Image.Resampling.LANCZOS)
    except (OSError, ValueError):
        return right
    left, top = right - logo.width, TITLE_TOP - PLATE_EDGE
    plate = (
        left - PLATE_EDGE,
        top - PLATE_EDGE,
        right + PLATE_EDGE,
        top + logo.height + PLATE_EDGE,
    )
    ImageDraw.Draw(image).rounded_rectangle(plate, PLATE_EDGE, fill=PLATE)
    image.paste(logo, (left, top), logo)
    return left - 2 * PLATE_EDGE


def _write_lines(canvas: ImageDraw.ImageDraw, design: Design, shade: str) -> None:
    for place, line in enumerate(design.lines[:MOST_LINES]):
        text, font = fit(line, LINE_SIZES, 1, ACROSS)
        top = LINES_TOP + place * LINE_STEP
        canvas.text((MARGIN, top), text, shade if place else INK, font)
