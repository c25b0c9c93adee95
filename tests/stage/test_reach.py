# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What viewers can go back to is the same text, however it came about."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from konvent.foundation.media.index import Row
from konvent.foundation.media.playlist import live_playlist
from konvent.stage.media import reach as reaches
from konvent.stage.media.reach import Reach

START = 1793091600.0


def row(number, run=0, *, is_missing=False):
    name = f"20261027T09000{run:04}"
    uri, init = f"{name}-{number:05}.m4s", f"{name}-init.mp4"
    starts = START + 2 * number
    return Row(
        number, run, "primary", name, number, uri, init, 2.0, starts, 1, is_missing=is_missing
    )


deeds = st.one_of(
    st.tuples(st.just("show"), st.integers(1, 4), st.sampled_from(["new run", "same run"])),
    st.tuples(st.just("lose"), st.integers(1, 3)),
    st.tuples(st.just("clear memory")),
    st.tuples(st.just("forget"), st.integers(1, 5)),
    st.tuples(st.just("begin"), st.integers(0, 60)),
)


@given(st.lists(deeds, max_size=30))
def test_what_was_added_bit_by_bit_is_what_would_be_written_at_once(happened):
    rows, gone, since, run = [row(0)], set(), 0.0, 0
    reach = Reach(gone.__contains__)
    for deed, *facts in happened:
        if deed in {"show", "lose"}:
            run += facts[-1] == "new run"
            for _ in range(facts[0]):
                rows.append(row(rows[-1].sequence + 1, run, is_missing=deed == "lose"))
        elif deed == "clear memory":
            gone.update(one.uri for one in rows if one.is_missing)
        elif deed == "forget":
            del rows[: min(facts[0], len(rows) - 1)]
        else:
            since = START + 2 * facts[0]

        text = reach.playlist(rows, since)

        listed = [replace(one, is_missing=one.uri in gone) for one in rows if one.ends > since]
        assert text.decode() == (live_playlist(listed) if listed else "")
        assert len(reach) == len(listed)


def test_a_list_that_has_become_too_long_lets_go_of_its_oldest_all_at_once(monkeypatch):
    monkeypatch.setattr(reaches, "LONGEST", 10)
    monkeypatch.setattr(reaches, "SPARE", 5)
    reach, rows, lengths = Reach(set().__contains__), [], []
    for number in range(40):
        rows.append(row(number))
        text = reach.playlist(rows, 0.0)
        lengths.append(len(reach))
        assert text.decode() == live_playlist(rows[-len(reach) :])

    assert lengths[:15] == list(range(1, 16))
    assert set(lengths[15:]) == set(range(10, 16))


class Long(list):
    """Rows of which nobody may look at all."""

    def __iter__(self):
        raise AssertionError("somebody goes through all rows")

    __reversed__ = __iter__


def test_what_comes_is_added_without_a_look_at_what_is_there():
    rows = [row(number) for number in range(50)]
    reach = Reach(set().__contains__)
    reach.playlist(rows, 0.0)

    text = reach.playlist(Long([*rows, row(50)]), 0.0)

    assert text.decode() == live_playlist([*rows, row(50)])
