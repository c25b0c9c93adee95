# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Any colour somebody chooses becomes forms of it that stay readable on paper and screen."""

from __future__ import annotations

from dataclasses import dataclass

READABLE = 4.5
"""Contrast that WCAG 2.2 asks of text (success criterion 1.4.3)."""
BRIGHT = 7
"""On dark grounds words glow rather than only reach the threshold."""

WHITE, BLACK = (255, 255, 255), (0, 0, 0)
LIGHT_GROUND = (241, 237, 229)
"""The darkest ground of the light face."""
DARK_GROUND = (28, 32, 38)
"""The lightest ground of the dark face."""

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Shades:
    """What one chosen colour becomes."""

    plain: str
    on_plain: str
    """For words on it."""
    on_light: str
    """The colour itself as words on a light ground …"""
    on_dark: str
    """… and on a dark one."""


def shades(chosen: str) -> Shades:
    """Return the colour's readable forms."""
    colour = _read(chosen)
    best = max((WHITE, BLACK), key=lambda ground: contrast(colour, ground))
    return Shades(
        plain=_written(colour),
        on_plain=_written(best),
        on_light=_written(_until(READABLE, colour, BLACK, LIGHT_GROUND)),
        on_dark=_written(_until(BRIGHT, colour, WHITE, DARK_GROUND)),
    )


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours as WCAG defines it, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    dark_part = 0.04045
    return channel / 12.92 if channel <= dark_part else ((channel + 0.055) / 1.055) ** 2.4


def _until(wanted: float, colour: Colour, towards: Colour, ground: Colour) -> Colour:
    """Mix in more of the other colour until words in it can be read on the ground."""
    for step in range(101):
        share = step / 100
        red, green, blue = (
            round(mine + (its - mine) * share) for mine, its in zip(colour, towards, strict=True)
        )
        mixed = (red, green, blue)
        if contrast(mixed, ground) >= wanted:
            return mixed
    return towards


def _read(written: str) -> Colour:
    red, green, blue = (int(written[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue


def _written(colour: Colour) -> str:
    return "#" + "".join(f"{channel:02x}" for channel in colour)
