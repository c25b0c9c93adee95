# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""An answered question leads to its place in the recording."""

from datetime import timedelta

import pytest
from tests.factories import at

from konvent.library.queries import Stretch
from konvent.site.answered import position_of

CUT = [
    Stretch(starts_in=0.0, starts_at=at(10), seconds=600.0),
    Stretch(starts_in=600.0, starts_at=at(10, 20), seconds=300.0),
]
"""Ten minutes, ten that were not recorded, and five more."""


@pytest.mark.parametrize(
    ("minute", "place"),
    [(0, 0.0), (5, 300.0), (15, None), (20, 600.0), (22, 720.0), (30, None)],
)
def test_a_moment_on_the_wall_is_found_on_the_players_clock(minute, place):
    assert position_of(at(10, minute), CUT) == place


def test_before_the_first_picture_there_is_nothing():
    assert position_of(at(10) - timedelta(seconds=1), CUT) is None
