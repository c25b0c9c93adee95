# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever two colours an organiser chooses, words in them and on them can be read."""

from hypothesis import given
from hypothesis import strategies as st

from konvent.foundation.shades import DARK_GROUND, LIGHT_GROUND, contrast, shades

channel = st.integers(0, 255)
chosen_colours = st.builds("#{:02x}{:02x}{:02x}".format, channel, channel, channel)


def rgb(written):
    return tuple(bytes.fromhex(written[1:]))


@given(chosen_colours)
def test_every_colour_becomes_readable(chosen):
    made = shades(chosen)

    assert made.plain == chosen
    assert contrast(rgb(made.plain), rgb(made.on_plain)) >= 4.5
    assert contrast(rgb(made.on_light), LIGHT_GROUND) >= 4.5
    assert contrast(rgb(made.on_dark), DARK_GROUND) >= 4.5


def test_a_colour_that_is_readable_already_stays_as_it_is():
    assert shades("#13416b").on_light == "#13416b"
