# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The server's clock is set while a stage is on: its picture goes on, in either direction."""

from __future__ import annotations

import time

import pytest
from tests.hls import Judge
from tests.stage.publishing import CARD, LINES, PASSPHRASE, PATIENCE, free_port

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
