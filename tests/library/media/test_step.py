# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Two tapes are in step by the wall clock, whatever is missing of either."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.library.showing import START, Shown, a_morning

from konvent.foundation.media.index import Row
from konvent.library.media.step import ALIKE, pieces_in_step, stretches
from konvent.library.media.tape import Span, Tape


def tape(*shown, missing=()):
    """Make rows of two seconds: (seconds after the start, how many) for each stretch."""
    rows = []
    for stretch, (second, number) in enumerate(shown):
        for place in range(number):
            at = START + second + 2 * place
            row = Row(len(rows), stretch, "primary", "run", place, "uri", "init", 2.0, at, 1)
            rows.append(replace(row, is_missing=len(rows) in missing))
    return rows


def test_without_gaps_one_piece_says_where_the_other_begins():
    assert pieces_in_step(tape((0, 10)), tape((4, 6))) == [(4.0, 0.0, 12.0)]
    assert pieces_in_step(tape((4, 6)), tape((0, 10))) == [(0.0, 4.0, 12.0)]


def test_a_gap_of_the_one_is_left_out_and_a_gap_of_the_other_is_waited_for():
    whole = tape((0, 10))

    assert pieces_in_step(tape((0, 3), (14, 3)), whole) == [(0, 0, 6), (6, 14, 6)]
    assert pieces_in_step(whole, tape((0, 3), (14, 3))) == [(0, 0, 6), (14, 6, 6)]


def test_a_gap_in_both_at_the_same_time_changes_nothing():
    broken = tape((0, 3), (14, 3))

    assert pieces_in_step(broken, broken) == [(0.0, 0.0, 12.0)]


def test_what_a_full_disk_did_not_take_has_its_time_and_nothing_to_play():
    assert pieces_in_step(tape((0, 5)), tape((0, 5), missing={2})) == [(0, 0, 4), (6, 6, 4)]


def test_what_is_moved_by_hand_is_moved_on_both_sides_of_a_gap():
    pieces = pieces_in_step(tape((0, 3), (14, 3)), tape((0, 10)), later=1.0)

    assert pieces == [(1, 0, 5), (6, 13, 6)]


def test_tapes_of_other_times_have_nothing_in_common():
    assert pieces_in_step(tape((0, 3)), tape((6, 3))) == []


def test_what_a_stage_really_showed_is_in_step(tmp_path, filmed):
    stage, booth = Shown(tmp_path / "stage", filmed), Shown(tmp_path / "booth", filmed)
    a_morning(stage)  # with four seconds of slate, which are not kept
    booth.show(range(6), starts=START + 3)
    booth.show(range(2), starts=START + 17)
    tapes = Tape(tmp_path / "one"), Tape(tmp_path / "other")
    for one, shown in zip(tapes, (stage, booth), strict=True):
        one.keep(shown.folder, Span(START))

    pieces = pieces_in_step(*(one.rows for one in tapes))

    assert pieces == [pytest.approx(piece) for piece in [(3, 0, 7), (10, 11, 1), (13, 12, 4)]]


broken_tapes = st.lists(st.tuples(st.floats(0.0, 40.0), st.integers(1, 6)), min_size=1, max_size=5)


def in_order(gaps):
    """Make stretches of gaps and numbers of segments."""
    shown, second = [], 0.0
    for gap, number in gaps:
        shown.append((second + gap, number))
        second += gap + 2 * number
    return tape(*shown)


def moment(rows, position):
    """Return when what is there was shown; what is as good as one stretch counts as one."""
    for one in stretches(rows):
        if one.position - ALIKE <= position <= one.position + one.seconds + ALIKE:
            yield one.starts + position - one.position


@given(broken_tapes, broken_tapes, st.floats(-5, 5))
def test_what_plays_together_was_shown_together(gaps, others, later):
    first, second = in_order(gaps), in_order(others)

    pieces = pieces_in_step(first, second, later=later)

    for piece in pieces:
        for passed in (0.01, piece.seconds / 2, piece.seconds - 0.01):
            here = list(moment(first, piece.at + passed))
            there = list(moment(second, piece.begins + passed))
            assert any(abs(a - b - later) < 0.3 for a in here for b in there)
    ends = [piece.at + piece.seconds for piece in pieces]
    assert all(end <= piece.at + 1e-6 for end, piece in zip(ends, pieces[1:], strict=False))
