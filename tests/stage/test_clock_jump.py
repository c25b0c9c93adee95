# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The server's clock is set while a stage is on: its picture goes on, in either direction."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from tests.hls import Judge, read_playlist
from tests.stage.publishing import CARD, LINES, PASSPHRASE, PATIENCE, free_port

from konvent.library.media.tape import Span, Tape
from konvent.library.media.whole import look_at
from konvent.stage.media.plan import Listening, Plan
from konvent.stage.media.studio import Studio

HOUR = 3600.0


class Wall:
    """A clock on the wall that somebody sets."""

    def __init__(self):
        self.now = time.time()

    def __call__(self):
        return self.now


@pytest.fixture
def wall():
    return Wall()


@pytest.fixture
def studio(tmp_path, wall):
    source = Listening("primary", free_port(), PASSPHRASE)
    studio = Studio(tmp_path, Plan(CARD, (source,), slate_lines=LINES), clock=wall)
    deadline = time.monotonic() + PATIENCE
    while not (tmp_path / "live.m3u8").exists():
        assert time.monotonic() < deadline
        wall.now += 0.5
        studio.look()
        time.sleep(0.02)
    yield studio
    studio.close()


@pytest.mark.parametrize("jump", [HOUR, -HOUR, 30.0, -30.0])
def test_the_slate_goes_on_and_nothing_that_was_shown_is_lost(tmp_path, studio, wall, jump):
    judge = Judge(lambda name: (tmp_path / name).read_bytes(), back=abs(jump) + 2)

    shown = ""

    def play(seconds):
        nonlocal shown
        before = len(judge.known)
        for _ in range(seconds):
            wall.now += 1
            studio.look()
            text = (tmp_path / "live.m3u8").read_text()
            if text != shown:
                shown = text
                judge.see(text, now=wall.now)
        return len(judge.known) - before

    play(8)
    wall.now += jump
    assert play(12) >= 5

    judge.judge_files()
    assert [str(finding) for finding in judge.findings] == []
    rows = studio._channel.index.rows
    assert [row.sequence for row in rows] == list(range(len(rows)))
    assert abs(rows[-1].ends - wall.now) < 3
    assert max(rows[i + 1].stretch - rows[i].stretch for i in range(len(rows) - 1)) == 1


def test_set_back_under_an_encoder_it_takes_nothing_from_the_recording_or_from_who_goes_back(
    tmp_path,
):
    jump, stage, tape = 0.0, tmp_path / "stage", Tape(tmp_path / "tape")
    studio = Studio(stage, Plan(CARD), clock=lambda: time.time() + jump)
    judge = Judge(lambda name: (stage / name).read_bytes(), back=HOUR + 5)
    span = Span(time.time())
    studio.apply(replace(studio.plan, since=span.begins))

    def until(is_so):
        deadline = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < deadline, "it did not happen in time"
            studio.look()
            if (stage / "dvr.m3u8").exists():
                judge.see((stage / "dvr.m3u8").read_text(), now=time.time())
            time.sleep(0.05)

    def shown(segments):
        return lambda: len(judge.known) >= segments and not tape.keep(stage, span)

    try:
        until(shown(2))
        jump = -HOUR
        until(shown(4))
        span = Span(span.begins, time.time() + jump)
        until(lambda: tape.keep(stage, span))
    finally:
        studio.close()

    judge.judge_files()
    assert [str(finding) for finding in judge.findings] == []
    back, _ = read_playlist((stage / "dvr.m3u8").read_text())
    assert [entry.sequence for entry in back.entries] == sorted(judge.known)
    assert back.begins_in == 0
    rows = tape.rows
    assert [row.uri for row in rows] == [entry.uri for entry in back.entries][: len(rows)]
    assert len(rows) >= 4
    assert [row.stretch for row in rows] == [0, 0] + [1] * (len(rows) - 2)
    report = look_at(tape.folder, rows)
    assert (report.segments, report.faults) == (len(rows), ())
