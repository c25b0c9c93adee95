# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What viewers can go back to is the same text, however it came about."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konvent.foundation.media.index import Row
from konvent.foundation.media.playlist import live_playlist
from konvent.stage.media import reach as reaches
from konvent.stage.media.reach import Reach

START = 1793091600.0
BEGINNING = re.compile(r"#EXT-X-START:TIME-OFFSET=([\d.]+),PRECISE=YES\n")


def row(number, run=0, *, starts=None, is_missing=False):
    name = f"20261027T09000{run:04}"
    uri, init = f"{name}-{number:05}.m4s", f"{name}-init.mp4"
    starts = START + 2 * number if starts is None else starts
    return Row(
        number, run, "primary", name, number, uri, init, 2.0, starts, 1, is_missing=is_missing
    )


def read(text):
    """Return what is listed, and after how many seconds players begin."""
    begins = BEGINNING.search(text.decode())
    return BEGINNING.sub("", text.decode()), float(begins[1]) if begins else None


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    for name, rows in {"LEAST": 6, "LONGEST": 12, "SPARE": 4}.items():
        monkeypatch.setattr(reaches, name, rows)


deeds = st.one_of(
    st.tuples(st.just("show"), st.integers(1, 4), st.sampled_from(["new run", "same run"])),
    st.tuples(st.just("lose"), st.integers(1, 3)),
    st.tuples(st.just("clear memory")),
    st.tuples(st.just("forget"), st.integers(1, 5)),
    st.tuples(st.just("begin")),
    st.tuples(st.just("end")),
    st.tuples(st.just("set the clock"), st.integers(-40, 40)),
)


@given(st.lists(deeds, max_size=30))
def test_whatever_happens_the_session_and_what_was_before_can_be_gone_back_to(happened):
    rows, gone, since, run, clock = [row(0)], set(), 0.0, 0, 0
    first, oldest, begun, reach = 0, 0, set(), Reach(gone.__contains__)
    for deed, *facts in happened:
        if deed in {"show", "lose"}:
            run += facts[-1] == "new run"
            for _ in range(facts[0]):
                number, starts = rows[-1].sequence + 1, rows[-1].ends + clock
                rows.append(row(number, run, starts=starts, is_missing=deed == "lose"))
                clock = 0
        elif deed == "clear memory":
            gone.update(one.uri for one in rows if one.is_missing)
        elif deed == "forget":
            del rows[: min(facts[0], len(rows) - 1)]
        elif deed == "begin" and rows[-1].ends not in begun:
            since, first, clock = rows[-1].ends, rows[-1].sequence + 1, 0
            begun.add(since)
        elif deed == "end":
            since = 0.0
        elif deed == "set the clock" and rows[-1].sequence >= first:
            clock = facts[0]

        text, begins = read(reach.playlist(rows, since))

        listed = rows[-len(reach) :]
        as_they_are = [replace(one, is_missing=one.uri in gone) for one in listed]
        assert text == live_playlist(as_they_are)
        of_session = [one for one in rows if one.sequence >= first]
        wanted = min(max(len(of_session), 6), 12)
        assert len(reach) >= min(wanted, rows[-1].sequence + 1 - max(oldest, rows[0].sequence))
        assert len(reach) < wanted + 8
        assert listed[0].sequence >= oldest
        oldest = listed[0].sequence
        if of_session:
            assert begins == sum(one.duration for one in listed if one.sequence < first)


def test_when_the_next_session_begins_nobody_loses_the_end_of_the_one_before():
    reach, rows = Reach(set().__contains__), [row(number) for number in range(9)]
    reach.playlist(rows, START)
    lengths = []
    for number in range(9, 20):
        rows.append(row(number))
        _, begins = read(reach.playlist(rows, START + 18))
        lengths.append((len(reach), begins))

    assert lengths[:3] == [(10, 18.0), (6, 8.0), (7, 8.0)]
    assert {begins for _, begins in lengths[3:]} == {8.0}


def test_a_clock_set_back_takes_nothing_of_the_session_away():
    reach, rows = Reach(set().__contains__), [row(number) for number in range(4)]
    reach.playlist(rows, START)
    rows += [row(number, 1, starts=START - 3600 + 2 * number) for number in range(4, 8)]

    text, begins = read(reach.playlist(rows, START))

    assert (text, begins) == (live_playlist(rows), 0.0)


def test_a_list_that_has_become_too_long_lets_go_of_its_oldest_all_at_once():
    reach, rows, lengths = Reach(set().__contains__), [], []
    for number in range(40):
        rows.append(row(number))
        text, _ = read(reach.playlist(rows, START))
        lengths.append(len(reach))
        assert text == live_playlist(rows[-len(reach) :])

    assert lengths[:15] == list(range(1, 16))
    assert set(lengths[16:]) == set(range(12, 17))


class Long(list):
    """Rows of which nobody may look at all."""

    def __iter__(self):
        raise AssertionError("somebody goes through all rows")

    __reversed__ = __iter__


def test_what_comes_is_added_without_a_look_at_what_is_there():
    rows = [row(number) for number in range(9)]
    reach = Reach(set().__contains__)
    reach.playlist(rows, START)

    text, _ = read(reach.playlist(Long([*rows, row(9)]), START))

    assert text == live_playlist([*rows, row(9)])
