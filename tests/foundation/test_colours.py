# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The palette in the style sheet: complete, and readable in light and dark (WCAG 2.2, 1.4.3)."""

import re
from pathlib import Path

import pytest

from konvent.foundation.colours import Colour
from konvent.foundation.shades import contrast

COMPONENTS = Path("src/konvent/foundation/components")
PAIR = r"light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)"
LIGHT, DARK = 0, 1


def pairs(file, pattern):
    return {
        name: both for name, *both in re.findall(pattern + PAIR, (COMPONENTS / file).read_text())
    }


COLOURS = pairs("colours.css", r"\.colour-([a-z]+) \{\s+--colour: ")
TOKENS = pairs("tokens.css", r"--([a-z-]+): ")
ON_COLOUR = pairs("colours.css", r"--(on-colour): ")["on-colour"]


def ratio(one, other):
    return contrast(*(tuple(bytes.fromhex(colour[1:])) for colour in (one, other)))


def test_every_colour_an_organiser_can_choose_is_in_the_style_sheet():
    assert sorted(COLOURS) == sorted(Colour.values)


def test_the_measure_itself_is_right():
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", Colour.values)
@pytest.mark.parametrize("face", [LIGHT, DARK], ids=["light", "dark"])
def test_a_colour_is_readable_as_words_and_under_words(name, face):
    colour = COLOURS[name][face]

    for ground in ("paper", "surface", "sunken"):
        assert ratio(colour, TOKENS[ground][face]) >= 4.5
    assert ratio(colour, ON_COLOUR[face]) >= 4.5


@pytest.mark.parametrize("face", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("words", ["ink", "ink-soft", "brand-ink", "accent-ink"])
def test_words_are_readable_on_every_ground(words, face):
    for ground in ("paper", "surface", "sunken"):
        assert ratio(TOKENS[words][face], TOKENS[ground][face]) >= 4.5


@pytest.mark.parametrize("face", [LIGHT, DARK], ids=["light", "dark"])
def test_the_edge_of_a_field_can_be_seen(face):
    for ground in ("paper", "surface", "sunken"):
        assert ratio(TOKENS["line-strong"][face], TOKENS[ground][face]) >= 3
