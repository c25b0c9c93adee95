# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The channel: whatever its sources do, one playlist that players can follow."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.hls import Judge, judge_master, read_playlist
from tests.stage.conftest import FIRST

from konvent.foundation.media.names import run_name
from konvent.foundation.media.segments import Segment
from konvent.stage.media.channel import WINDOW, Channel
from konvent.stage.media.clock import RunClock

START = 1793091600.0


class Filming:
    """A source whose clock the test turns; its files are a real run's, over and over."""

    def __init__(self, folder: Path, filmed: dict[str, bytes]) -> None:
        self.folder, self.now = folder, START
        self._init = filmed[f"{FIRST}-init.mp4"]
        self._light = filmed[f"{FIRST}-00000.m4s"]
        self.start()

    def start(self, ballast: int = 0) -> None:
        """Begin a run whose segments carry so many bytes more."""
        free = (8 + ballast).to_bytes(4, "big") + b"free" + bytes(ballast)
        self._media = self._light + free
        self.run, self.number = run_name(self.now), 0
        self._clock, self.starts = RunClock(), self.now
        self._write(f"{self.run}-init.mp4", self._init)

    def segment(self, late: float = 0.0) -> Segment:
        self.now += 2
        name = f"{self.run}-{self.number:05}.m4s"
        self._write(name, self._media)
        self.number += 1
        self.starts = self._clock.place(2.0, self.now + late)
        size, init = len(self._media), f"{self.run}-init.mp4"
        return Segment(self.run, self.number - 1, name, 2.0, self.now + late, size, init)

    def _write(self, name: str, data: bytes) -> None:
        (self.folder / name).write_bytes(data)
        os.utime(self.folder / name, (self.now, self.now))


@pytest.fixture
def filming(tmp_path, filmed):
    return Filming(tmp_path, filmed)


def show(channel, filming, late=0.0):
    segment = filming.segment(late)
    channel.add("card", segment, filming.starts)
    channel.show()
    return (filming.folder / "live.m3u8").read_text()


def entries(text):
    playlist, findings = read_playlist(text)
    assert findings == []
    return playlist


def test_a_playlist_lists_the_newest_segments_under_numbers_that_go_on(filming):
    channel = Channel(filming.folder)

    for _ in range(WINDOW + 3):
        text = show(channel, filming)

    playlist = entries(text)
    assert [entry.sequence for entry in playlist.entries] == list(range(3, WINDOW + 3))
    assert playlist.stretch == 0


def test_a_new_run_comes_after_a_break_and_brings_its_own_head(filming):
    channel = Channel(filming.folder)
    show(channel, filming)
    filming.now += 3
    filming.start()

    last = entries(show(channel, filming)).entries[-1]

    assert (last.is_break, last.stretch, last.init) == (True, 1, f"{filming.run}-init.mp4")


def test_a_break_that_leaves_the_window_is_counted_instead_of_tagged(filming):
    channel = Channel(filming.folder)
    show(channel, filming)
    filming.start()

    for _ in range(WINDOW):
        text = show(channel, filming)

    assert "#EXT-X-DISCONTINUITY\n" not in text
    assert entries(text).stretch == 1


def test_a_segment_that_was_left_out_is_a_break_as_well(filming):
    channel = Channel(filming.folder)
    show(channel, filming)
    filming.segment()

    assert [e.is_break for e in entries(show(channel, filming)).entries] == [False, True]


def test_files_that_were_finished_late_are_still_where_they_belong_in_time(filming):
    channel = Channel(filming.folder)

    for late in (0.0, 0.4, 0.9, 0.0):
        text = show(channel, filming, late)

    starts = [entry.starts - START for entry in entries(text).entries]
    assert starts == pytest.approx([0, 2, 4, 6])


def test_a_clock_that_was_set_forward_begins_a_new_stretch_that_is_true_again(filming):
    channel = Channel(filming.folder)
    show(channel, filming)
    filming.now += 3600
    for _ in range(31):  # until the old moments are forgotten
        text = show(channel, filming)

    last = entries(text).entries[-1]
    assert last.ends == filming.now
    assert last.stretch == 1


def test_a_clock_that_was_set_back_is_believed_at_once_and_the_picture_goes_on(filming):
    channel = Channel(filming.folder)
    show(channel, filming)
    filming.now -= 3600
    show(channel, filming)
    text = show(channel, filming)

    entries_ = entries(text).entries
    assert [entry.stretch for entry in entries_] == [0, 1, 1]
    assert entries_[-1].ends == filming.now


def test_numbers_go_on_after_a_restart(filming):
    show(Channel(filming.folder), filming)
    filming.start()

    playlist = entries(show(Channel(filming.folder), filming))

    assert [(e.sequence, e.stretch) for e in playlist.entries] == [(0, 0), (1, 1)]


def test_numbers_go_on_when_everything_shown_has_been_deleted_meanwhile(filming):
    channel = Channel(filming.folder)
    for _ in range(3):
        show(channel, filming)
    for file in filming.folder.glob("*.m4s"):
        file.unlink()

    playlist = entries(show(Channel(filming.folder), filming))

    assert [e.sequence for e in playlist.entries] == [3]


def test_half_a_line_that_a_crash_left_in_the_index_spoils_nothing(filming):
    channel = Channel(filming.folder)
    show(channel, filming)
    show(channel, filming)
    index = filming.folder / "index.jsonl"
    index.write_bytes(index.read_bytes()[:-20])

    again = Channel(filming.folder)
    show(again, filming)

    assert [row.sequence for row in Channel(filming.folder).index.rows] == [0, 1]


def test_the_index_forgets_what_is_over_and_its_file_stays_small(filming, monkeypatch):
    monkeypatch.setattr("konvent.foundation.media.index.SPARE_LINES", 5)
    channel = Channel(filming.folder)
    for _ in range(20):
        show(channel, filming)
        channel.index.forget(lambda row: row.ends < filming.now - 4)

    lines = (filming.folder / "index.jsonl").read_text().split("\n")
    assert [row.sequence for row in channel.index.rows] == [17, 18, 19]
    assert len(lines) < 12


def test_a_light_source_is_called_heavy_only_while_the_heavy_one_before_it_is_listed(filming):
    channel = Channel(filming.folder)
    filming.start(ballast=1_000_000)
    show(channel, filming)
    heavy = declared(filming)
    filming.start()
    for _ in range(WINDOW - 1):
        show(channel, filming)

    assert declared(filming) == heavy > 4_000_000
    show(channel, filming)
    assert declared(filming) < 100_000


def declared(filming):
    master = (filming.folder / "master.m3u8").read_text()
    return int(re.search(r"[:,]BANDWIDTH=(\d+)", master)[1])


@pytest.mark.parametrize("is_restarted", [False, True])
def test_what_a_stage_offers_no_longer_is_taken_away_as_its_list_would_stand_still(
    filming, is_restarted
):
    channel = Channel(filming.folder)
    channel.add("primary", filming.segment(), filming.starts)
    channel.show(("hi", "mid", "lo", "au"))
    there = {file.name for file in filming.folder.glob("*.m3u8")}

    channel = Channel(filming.folder) if is_restarted else channel
    show(channel, filming)

    single = {"master.m3u8", "live.m3u8", "dvr-master.m3u8", "dvr.m3u8"}
    assert there == single | {"mid.m3u8", "lo.m3u8", "dvr-mid.m3u8", "dvr-lo.m3u8"}
    assert {file.name for file in filming.folder.glob("*.m3u8")} == single


def test_sound_that_is_not_offered_any_more_is_taken_away_though_the_pictures_stay(filming):
    channel = Channel(filming.folder)
    segment = filming.segment()
    heard = replace(segment, others=("au",))
    for name, like in zip(heard.rendition("au"), (segment.name, segment.init), strict=True):
        (filming.folder / name).write_bytes((filming.folder / like).read_bytes())
    channel.add("primary", heard, filming.starts)
    channel.show(("hi", "au"))
    offered = (filming.folder / "au.m3u8").exists()

    channel.show()

    assert offered
    assert not (filming.folder / "au.m3u8").exists()


def test_a_channel_without_picture_has_no_playlists(filming):
    channel = Channel(filming.folder)
    show(channel, filming)

    channel.hide()

    assert [file.name for file in filming.folder.glob("*.m3u8")] == []


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("segment"), st.floats(0, 1)),
        st.tuples(st.just("new run"), st.floats(0, 20)),
        st.tuples(st.just("heavy run"), st.floats(0, 20)),
        st.tuples(st.just("restart"), st.floats(0, 20)),
    ),
    max_size=60,
)


@settings(max_examples=60)
@given(steps=STEPS)
def test_no_order_of_segments_crashes_and_restarts_breaks_a_rule(steps, filmed):
    with TemporaryDirectory() as place:
        filming = Filming(Path(place), filmed)
        channel, judge = Channel(filming.folder), Judge(lambda n: (filming.folder / n).read_bytes())
        for step, seconds in steps:
            if step == "segment":
                text = show(channel, filming, seconds)
                judge.see(text, now=filming.now + seconds)
                continue
            filming.now += seconds
            filming.start(ballast=50_000 if step == "heavy run" else 0)
            if step == "restart":
                channel = Channel(filming.folder)

        assert judge.findings == []
        if judge.known:
            master = (filming.folder / "master.m3u8").read_text()
            assert judge_master(master, {"live.m3u8": judge}, judge._read) == []


def test_runs_are_named_by_the_millisecond_they_start_in():
    assert run_name(START + 0.25) == "20261027T090000250"


def test_the_judge_of_this_file_would_notice(filming):
    """Guard the guard: a channel whose breaks are not tagged is found."""
    channel = Channel(filming.folder)
    judge = Judge(lambda name: (filming.folder / name).read_bytes())
    show(channel, filming)
    filming.now += 5
    filming.start()
    text = show(channel, filming)

    judge.see(re.sub("#EXT-X-DISCONTINUITY\n", "", text), now=filming.now)

    assert {finding.rule for finding in judge.findings} == {"V5", "V6"}
