# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a master playlist declares is what a viewer's line has to carry."""

from konvent.foundation.media.index import Row
from konvent.foundation.media.playlist import bandwidth


def row(size, duration):
    facts = {"sequence": 0, "stretch": 0, "source": "primary", "run": "a", "number": 0}
    return Row(**facts, uri="a.m4s", init="a.mp4", duration=duration, starts=0.0, size=size)


def test_a_peak_is_that_of_a_whole_segment():
    peak, average = bandwidth([row(100_000, 2.0), row(200_000, 2.0), row(100_000, 2.0)])

    assert 800_000 <= peak <= 960_000
    assert 533_000 <= average <= 640_000


def test_a_run_that_ends_at_once_declares_no_enormous_picture():
    """A tenth of a second with one large picture in it is no rate that a line has to carry."""
    usual, _ = bandwidth([row(100_000, 2.0)] * 3)

    peak, _ = bandwidth([row(100_000, 2.0), row(60_000, 0.1), row(100_000, 2.0)])

    assert usual < peak < 1.7 * usual


def test_what_is_too_short_for_a_peak_declares_what_it_is_on_average():
    peak, average = bandwidth([row(60_000, 0.1)])

    assert peak == average
