# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A stage's picture as the real ffmpeg makes it, also when that dies or hangs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

import pytest
from tests.hls import Judge, judge_master
from tests.stage.recorded import recorded
from tests.stage.test_channel import Filming

from konvent.stage.media import card as test_card
from konvent.stage.media import feed as feeds
from konvent.stage.media import sweep
from konvent.stage.media.card import Card
from konvent.stage.media.encoder import end_leftovers
from konvent.stage.media.plan import Plan
from konvent.stage.media.studio import Studio

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 30  # seconds that a busy machine may take
CARD = Card(
    stage="Straße %{pts}: 'Grünes' Deck; [v] \\",
    convention="Smart Convention 2026",
    caption="Testbild · Test card",
    colour="teal",
    timezone="Europe/Berlin",
)


class Watched:
    """A studio that runs in the test, and a judge who sees every playlist it shows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.studio = Studio(folder, Plan(CARD))
        self.judge = Judge(self.read, back=5)
        self._shown = ""

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    @property
    def runs(self) -> list[str]:
        return list(dict.fromkeys(entry.run for _, entry in sorted(self.judge.known.items())))

    @property
    def encoder(self) -> int:
        return int((self.folder / "card.pid").read_text().split()[0])

    def until(self, is_so) -> None:
        deadline = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < deadline, "it did not happen in time"
            self.studio.look()
            self._see()
            time.sleep(0.05)

    def _see(self) -> None:
        live = self.folder / "live.m3u8"
        shown = live.read_text() if live.exists() else ""
        if shown != self._shown:
            self._shown = shown
            self.judge.see(shown, now=time.time())

    def findings(self) -> list[str]:
        self.judge.judge_files()
        master = self.read("master.m3u8").decode()
        found = self.judge.findings + judge_master(master, {"live.m3u8": self.judge}, self.read)
        return [str(finding) for finding in found]


@pytest.fixture
def watched(tmp_path):
    watched = Watched(tmp_path / "smart plaza")
    yield watched
    watched.studio.close()


def test_a_picture_whose_encoder_is_killed_and_then_hangs_goes_on_by_itself(watched, monkeypatch):
    monkeypatch.setattr(feeds, "STUCK_AFTER", 3.5)
    watched.until(lambda: len(watched.judge.known) == 2)
    os.kill(watched.encoder, signal.SIGKILL)
    watched.until(lambda: len(watched.runs) == 2)
    stopped = watched.encoder
    os.kill(stopped, signal.SIGSTOP)
    watched.until(lambda: len(watched.runs) == 3)

    assert watched.findings() == []
    assert recorded(watched.folder) == (["card"], [])
    assert not is_running(stopped)


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_an_encoder_that_cannot_start_is_tried_again_with_growing_pauses(
    tmp_path, monkeypatch, caplog
):
    monkeypatch.setattr(test_card, "command", lambda: ["-i", "card/nothing.png"])
    studio = Studio(tmp_path, Plan(CARD))
    deadline = time.monotonic() + PATIENCE
    while len(warnings(caplog)) < 3:
        assert time.monotonic() < deadline
        studio.look()
        time.sleep(0.02)
    studio.close()

    pauses = [message.partition(" starts again in ")[2][:5] for message in warnings(caplog)]
    assert pauses == ["0.2 s", "0.4 s", "0.8 s"]
    assert "card/nothing.png" in warnings(caplog)[0]


def warnings(caplog):
    return [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]


def test_what_no_player_can_ask_for_any_more_is_deleted_and_nothing_else(tmp_path, filmed):
    studio, filming = Studio(tmp_path, Plan(CARD)), Filming(tmp_path, filmed)
    old = filming.segment()
    studio._channel.add("card", old, filming.starts)
    filming.now += sweep.KEPT_OF_THE_CARD
    filming.start()
    studio._channel.add("card", filming.segment(), filming.starts)
    (tmp_path / "notes.txt").touch()
    before = {file.name for file in tmp_path.iterdir()}

    studio._sweep(filming.now)

    gone = before - {file.name for file in tmp_path.iterdir()}
    assert gone == {old.name, f"{old.run}-init.mp4"}


def test_what_a_source_off_the_air_needs_stays_however_long_it_waits(watched):
    """A backup that takes over after hours begins with the head of the run that it began then."""
    watched.until(lambda: watched.runs)
    [run] = watched.runs
    watched.studio._channel.index.rows.clear()  # as if it had never been on air
    for file in watched.folder.glob(f"{run}*"):
        os.utime(file, (0, 0))

    watched.studio._sweep(time.time())

    left = [file.name for file in watched.folder.glob(f"{run}*.m*")]
    assert left[:1] == [f"{run}-init.mp4"]


@pytest.mark.parametrize(("run", "code"), [("20261027T090000000", -9), ("20261027T100000000", 0)])
def test_an_encoder_left_over_by_a_crash_is_ended_but_never_a_stranger(tmp_path, run, code):
    waits = "print('here', flush=True); input()"
    process = subprocess.Popen(
        [sys.executable, "-c", waits, "20261027T090000000-init.mp4"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout.readline() == b"here\n"
    (tmp_path / "card.pid").write_text(f"{process.pid} {run}")

    end_leftovers(tmp_path)
    process.communicate(b"\n")

    assert process.returncode == code
    assert not (tmp_path / "card.pid").exists()


@pytest.mark.parametrize(("free", "left"), [(10**12, 3), (5 * 10**8, 2), (10**8, 1)])
def test_on_a_full_disk_the_session_that_is_on_is_kept_as_long_as_possible(
    tmp_path, filmed, monkeypatch, free, left
):
    filming = Filming(tmp_path, filmed)
    studio = Studio(tmp_path, Plan(CARD, since=filming.now + 300))
    for _ in range(3):
        studio._channel.add("card", filming.segment(), filming.starts)
        filming.now += 600
        filming.start()
    monkeypatch.setattr(sweep.shutil, "disk_usage", lambda _: Disk(10**13, 0, free))

    studio._sweep(filming.now - 598)

    assert len(studio._channel.index.rows) == left
    assert studio.picture().troubles == ("disk-nearly-full",)


def test_a_disk_that_stays_full_is_said_when_it_becomes_so_and_when_it_is_over(
    tmp_path, filmed, monkeypatch, caplog
):
    caplog.set_level("INFO", "konvent.stage.media.sweep")
    studio = Studio(tmp_path, Plan(CARD))
    for free in (10**12, 5 * 10**8, 5 * 10**8, 10**8, 10**8, 10**12, 10**12):
        disk = Disk(10**13 if free < 10**12 else 2 * 10**12, 0, free)
        monkeypatch.setattr(sweep.shutil, "disk_usage", lambda _, disk=disk: disk)
        studio._sweep(time.time())

    said = [r.getMessage().split(":")[0] for r in caplog.records if r.name.endswith("sweep")]
    assert said == ["The disk (disk-nearly-full)", "The disk (disk-full)", "The disk (has room)"]


class Disk(NamedTuple):
    """What a disk says of itself."""

    total: int
    used: int
    free: int
