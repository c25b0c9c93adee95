# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A cut: whatever is on the tape, what is shown is a playlist that players can follow."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hls import Judge
from tests.hls_text import read_playlist
from tests.library.showing import START, Shown, a_morning, findings, listed
from tests.stage.conftest import FIRST, SECOND

from konvent.foundation.media.index import Row
from konvent.foundation.media.playlist import finished_playlist
from konvent.library.media.cut import cut, write_playlists
from konvent.library.media.tape import Span, Tape


@pytest.fixture
def tape(tmp_path, filmed):
    stage = Shown(tmp_path / "stage", filmed)
    a_morning(stage)
    tape = Tape(tmp_path / "tape")
    tape.keep(stage.folder, Span(START))
    return tape


def test_all_that_was_kept_plays_from_start_to_end(tape):
    names = write_playlists(tape.folder, cut(tape.rows, Span(-inf)), begins=START)

    assert names == ["master.m3u8", "main.m3u8"]
    assert findings(tape.folder) == []
    assert len(listed(tape.folder / "main.m3u8")) == 9


def test_a_cut_is_true_to_the_segment_and_says_where_to_begin(tape):
    shown = cut(tape.rows, Span(START + 5, START + 16.5))

    write_playlists(tape.folder, shown, begins=START + 5)

    text = (tape.folder / "main.m3u8").read_text()
    assert "#EXT-X-START:TIME-OFFSET=1.000,PRECISE=YES\n" in text
    assert listed(tape.folder / "main.m3u8") == [
        *(f"{FIRST}-0000{number}.m4s" for number in (2, 3, 4)),
        *(f"{SECOND}-0000{number}.m4s" for number in (1, 2)),
    ]
    assert (shown.starts_in, shown.duration) == (4.0, 10.0)
    assert findings(tape.folder) == []


def test_sound_alone_is_offered_when_all_of_it_can_be_heard(tmp_path, filmed):
    stage = Shown(tmp_path / "stage", filmed)
    stage.show(range(3), starts=START, sound=True)
    tape = Tape(tmp_path / "tape")
    tape.keep(stage.folder, Span(START))
    assert write_playlists(tape.folder, cut(tape.rows, Span(START)), begins=START) == [
        "master.m3u8",
        "main.m3u8",
        "au.m3u8",
    ]
    assert findings(tape.folder) == []

    stage.show((1, 2), run=SECOND)
    tape.keep(stage.folder, Span(START))

    names = write_playlists(tape.folder, cut(tape.rows, Span(START)), begins=START)
    assert names == ["master.m3u8", "main.m3u8"]
    assert not (tape.folder / "au.m3u8").exists()


def test_what_a_full_disk_did_not_take_is_a_gap_and_time_goes_on(tmp_path, filmed):
    stage = Shown(tmp_path / "stage", filmed)
    stage.show(range(5), starts=START)
    stage.show(range(3), run=SECOND)
    gone = {(FIRST, 0), (FIRST, 2), (FIRST, 4), (SECOND, 0), (SECOND, 2)}
    for run, number in gone:
        (stage.folder / f"{run}-0000{number}.m4s").unlink()
    tape = Tape(tmp_path / "tape")
    tape.keep(stage.folder, Span(START))

    shown = cut(tape.rows, Span(-inf))
    write_playlists(tape.folder, shown, begins=START)

    playlist, _ = read_playlist((tape.folder / "main.m3u8").read_text())
    assert findings(tape.folder) == []
    assert (shown.starts_in, shown.duration) == (2.0, 12.0)
    assert [entry.is_gap for entry in playlist.entries] == [False, True, False, True, True, False]
    assert [entry.stretch for entry in playlist.entries] == [0, 0, 0, 0, 1, 1]
    assert playlist.entries[-1].init == f"{SECOND}-init.mp4"


def test_where_all_is_missing_nothing_is_shown(tmp_path, filmed):
    stage = Shown(tmp_path / "stage", filmed)
    stage.show(range(3), starts=START)
    for file in stage.folder.glob("*.m4s"):
        file.unlink()
    tape = Tape(tmp_path / "tape")
    tape.keep(stage.folder, Span(START))

    assert len(tape.rows) == 3
    assert write_playlists(tape.folder, cut(tape.rows, Span(START)), begins=START) == []


@st.composite
def tapes(draw):
    """Runs of segments with holes and small steps back between them, as a channel writes them."""
    rows, moment, stretch = [], START, -1
    for place in range(draw(st.integers(1, 5))):
        run = f"20261027T09{place:02}00000"
        moment += draw(st.floats(-0.9, 400))
        stretch += 1
        for number in range(draw(st.integers(1, 6))):
            length = draw(st.floats(0.2, 2.4))
            name = f"{run}-{number:05}.m4s"
            where = (len(rows), stretch, "primary", run, number, name, f"{run}-init.mp4")
            rows.append(Row(*where, length, moment, 1000))
            moment += length
    return rows


@given(tape=tapes(), edges=st.tuples(st.floats(-50, 2500), st.floats(0.1, 900)))
def test_a_cut_holds_the_span_and_no_more_than_a_segment_around_it(tape, edges):
    span = Span(START + edges[0], START + edges[0] + edges[1])

    shown = cut(tape, span)

    assert all(row.ends > span.begins and row.starts < span.ends for row in shown.rows)
    assert [row for row in tape if span.touches(row)] == list(shown.rows)
    if shown.rows:
        longest = max(row.duration for row in tape)
        assert min(row.starts for row in shown.rows) > span.begins - longest
        assert max(row.ends for row in shown.rows) < span.ends + longest
        before = tape[: shown.rows[0].sequence]
        assert shown.starts_in == sum(row.duration for row in before)


@given(tape=tapes(), edges=st.tuples(st.floats(-50, 2500), st.floats(0.1, 900)))
def test_every_cut_is_a_playlist_without_a_fault(tape, edges):
    begins = START + edges[0]
    shown = cut(tape, Span(begins, begins + edges[1]))
    judge = Judge({}.__getitem__)

    if shown.rows:
        judge.see(finished_playlist(shown.rows, begins=begins), now=0.0)

    assert [str(finding) for finding in judge.findings] == []
    assert len(judge.known) == len(shown.rows)
