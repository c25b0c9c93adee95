# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Two tapes are in step by the wall clock, whatever is missing of either."""

from __future__ import annotations

import pytest
from tests.library.showing import START, Shown, a_morning

from konvent.library.media.step import position_of
from konvent.library.media.tape import Span, Tape


@pytest.fixture
def rows(tmp_path, filmed):
    """From 0 to 10 seconds, then from 14 to 22."""
    stage = Shown(tmp_path / "stage", filmed)
    a_morning(stage)
    tape = Tape(tmp_path / "tape")
    tape.keep(stage.folder, Span(START))
    return tape.rows


@pytest.mark.parametrize(
    ("seconds", "position"),
    [(0, 0), (3, 3), (9.5, 9.5), (-4, -4), (14, 10), (15.5, 11.5), (12, 8), (30, 18)],
)
def test_a_moment_has_its_place_on_the_tape(rows, seconds, position):
    assert position_of(START + seconds, rows) == pytest.approx(position)
