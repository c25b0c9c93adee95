# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A disk that is really full: live goes on, what was kept stays, what is missing is said."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing, suppress

import pytest
from tests.hls import Judge, read_playlist
from tests.stage.publishing import CARD, LINES, PASSPHRASE, PATIENCE, free_port
from tests.stage.recorded import recorded
from tests.stage.test_channel import START, Filming

from konvent.stage import disk as disks
from konvent.stage.disk import look_after_reserve
from konvent.stage.media.channel import WINDOW, Channel
from konvent.stage.media.plan import Listening, Plan, Playing
from konvent.stage.media.reel import Reel, write_contents
from konvent.stage.media.studio import Studio
from konvent.stage.media.sweep import Broom


class Disk:
    """A small disk of its own, that can be filled."""

    def __init__(self, folder):
        self.folder = folder

    def fill(self, but=0):
        with (self.folder / "ballast").open("wb") as file:
            while shutil.disk_usage(self.folder).free > but:
                file.write(b"\0" * 4096)
                file.flush()

    def make_room(self):
        (self.folder / "ballast").unlink()


@pytest.fixture
def disk(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid():
        pytest.skip("Nobody but root may mount a small disk: a full one was not tried.")
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False).returncode:
        pytest.skip("No small disk can be mounted here: a full one was not tried.")
    yield Disk(folder)
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def filming(tmp_path, filmed):
    place = tmp_path / "memory"
    place.mkdir()
    return Filming(place, filmed)


def show(channel, filming, segments=1):
    for _ in range(segments):
        channel.add("card", filming.segment(), filming.starts)
        channel.show(since=0)


def read(filming, name):
    playlist, findings = read_playlist((filming.folder / name).read_text())
    assert findings == []
    return playlist.entries


def test_live_goes_on_from_memory_and_what_is_missing_later_is_a_gap(disk, filming):
    channel = Channel(filming.folder, disk.folder)
    show(channel, filming, 2)
    disk.fill()
    show(channel, filming, 3)

    assert [entry.is_gap for entry in read(filming, "live.m3u8")] == [False] * 5

    disk.make_room()
    show(channel, filming, WINDOW + 30)
    Broom(channel).sweep(filming.now + 61, kept=3600, since=0, in_use=())
    channel.show(since=0)

    kept = {row.sequence: row for row in channel.index.rows}
    assert [n for n, row in kept.items() if row.is_missing] == [2, 3, 4]
    assert all(
        hashlib.sha256((disk.folder / row.uri).read_bytes()).hexdigest() == row.sha256
        for row in kept.values()
        if not row.is_missing
    )


def test_what_memory_cannot_hold_any_more_is_a_gap_for_who_goes_back(disk, filming, monkeypatch):
    monkeypatch.setattr("konvent.stage.media.sweep.IN_MEMORY", 3 * len(filming._media))
    channel = Channel(filming.folder, disk.folder)
    show(channel, filming)
    disk.fill()
    show(channel, filming, WINDOW + 8)
    before = read(filming, "dvr.m3u8")
    Broom(channel).sweep(filming.now + 61, kept=3600, since=START, in_use=())
    channel.show(since=0)

    after = read(filming, "dvr.m3u8")
    assert not any(entry.is_gap for entry in before)
    assert [e.sequence for e in after if e.is_gap] == list(range(1, 9))
    assert not any(entry.is_gap for entry in read(filming, "live.m3u8"))


def test_a_film_that_finds_no_room_in_memory_is_never_shown_by_half(disk, tmp_path, filmed):
    film = tmp_path / "film"
    film.mkdir()
    filming = Filming(film, filmed)
    filming.start(ballast=64_000)
    write_contents(film, [filming.segment() for _ in range(2)])
    reel = Reel(disk.folder, Playing(film, START))
    reel.begin(START - 1, START)
    disk.fill(but=32_000)

    with pytest.raises(OSError, match="No space left"):
        reel.offers(START + 2)
    disk.make_room()
    offers = reel.offers(START + 4)

    assert [offer.starts for offer in offers] == [START, START + 2]
    for name in (name for offer in offers for name in offer.segment.files):
        assert (disk.folder / name).read_bytes() == (film / name).read_bytes()


def test_when_nothing_is_left_the_database_has_the_reserve(disk, monkeypatch):
    sizes = {"RESERVED": 1_000_000, "GIVEN_BELOW": 200_000, "TAKEN_ABOVE": 2_000_000}
    for name, size in sizes.items():
        monkeypatch.setattr(disks, name, size)
    reserve = disk.folder / ".reserve"
    look_after_reserve(reserve)
    with closing(sqlite3.connect(disk.folder / "konvent.sqlite3", isolation_level=None)) as house:
        house.execute("CREATE TABLE ended (session)")
        disk.fill()
        end_session = "INSERT INTO ended VALUES (zeroblob(100000))"
        with pytest.raises(sqlite3.OperationalError, match="full"):
            house.execute(end_session)

        look_after_reserve(reserve)

        house.execute(end_session)
        assert house.execute("SELECT count(*) FROM ended").fetchone() == (1,)
    assert not reserve.exists()
    disk.make_room()
    look_after_reserve(reserve)
    assert reserve.stat().st_size == 1_000_000


def test_numbers_go_on_when_everything_crashes_while_the_disk_is_full(disk, filming):
    show(Channel(filming.folder, disk.folder), filming, 2)
    disk.fill()
    show(Channel(filming.folder, disk.folder), filming, 2)
    filming.start()
    show(Channel(filming.folder, disk.folder), filming)
    disk.make_room()
    channel = Channel(filming.folder, disk.folder)
    show(channel, filming)

    assert [row.sequence for row in channel.index.rows] == [0, 1, 2, 3, 4, 5]
    assert [row.sequence for row in Channel(disk.folder).index.rows] == [0, 1, 2, 3, 4, 5]
    assert not (filming.folder / "unwritten.jsonl").exists()


def test_when_memory_is_cleared_under_a_stage_it_begins_anew_there(tmp_path, monkeypatch):
    """As systemd-logind does with what a user leaves there when they sign out."""
    monkeypatch.setattr("konvent.stage.media.feed.STUCK_AFTER", 3.0)
    memory = tmp_path / "memory/smart-plaza"
    source = Listening("primary", free_port(), PASSPHRASE)
    studio = Studio(tmp_path / "disk", Plan(CARD, (source,), slate_lines=LINES), memory)

    def until(is_so):
        deadline = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < deadline, "it did not happen in time"
            with suppress(FileNotFoundError):
                studio.look()
            time.sleep(0.05)

    try:
        until((memory / "live.m3u8").exists)
        shutil.rmtree(memory)
        until((memory / "live.m3u8").exists)
    finally:
        studio.close()

    judge = Judge(lambda name: (tmp_path / "disk" / name).read_bytes(), back=5)
    judge.see((memory / "live.m3u8").read_text(), now=time.time())
    judge.judge_files()
    assert [str(finding) for finding in judge.findings] == []


def test_a_stage_whose_disk_is_full_plays_on_and_tells_the_producer(disk, tmp_path):
    memory = tmp_path / "memory/smart-plaza"
    studio = Studio(disk.folder, Plan(CARD), memory)
    judge = Judge(lambda name: (memory / name).read_bytes(), back=5)

    def until(segments):
        deadline = time.monotonic() + PATIENCE
        while len(judge.known) < segments:
            assert time.monotonic() < deadline, "it did not happen in time"
            studio.look()
            if (memory / "live.m3u8").exists():
                judge.see((memory / "live.m3u8").read_text(), now=time.time())
            time.sleep(0.05)

    try:
        until(1)
        disk.fill()
        until(3)
        full = studio.picture().troubles
        disk.make_room()
        until(4)
    finally:
        studio.close()

    judge.judge_files()
    assert [str(finding) for finding in judge.findings] == []
    assert "disk-full" in full
    assert "disk-full" not in studio.picture().troubles
    kept = [row.is_missing for row in studio._channel.index.rows]
    assert kept == [False, True, True, False]
    assert recorded(disk.folder) == (["card"], [])
