# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The media process as the house starts it, and as a crash ends it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from tests.hls import Judge, judge_master
from tests.stage.recorded import recorded

from konvent.foundation.media.index import fingerprint, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from konvent.foundation.media.index import Row

pytestmark = pytest.mark.xdist_group("media process")

PATIENCE = 45  # seconds that a busy machine may take
FURNISH = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from datetime import timedelta
from django.utils import timezone
from tests.factories import make_convention, make_day, make_room, make_session, publish
for slug, days in (("smart-2026", 0), ("past-2020", -100)):
    convention = make_convention(slug)
    now = timezone.now() + timedelta(days=days)
    make_day(convention, now.date(), starts_at=now, ends_at=now + timedelta(hours=9))
    room = make_room(convention)
    make_room(convention, "foyer", has_picture=False)
    make_session(convention, room=room, starts_at=now - timedelta(minutes=5))
    publish(convention)
"""
END_SESSION = """
import django
django.setup()
from django.utils import timezone
from konvent.programme.models import Room
from konvent.stage.actions import put_on_stage
room = Room.objects.get(convention__slug="smart-2026", slug="smart-plaza")
put_on_stage(room=room, session=None, at=timezone.now(), by=None)
"""


class House:
    """A data folder with a convention, and the media process that works in it."""

    def __init__(self, data: Path, furnished: Path | None = None) -> None:
        self.data = data
        self.kept = data / "data/media/smart-2026/smart-plaza"
        self.judge = Judge(self.read, back=5)
        self.process: subprocess.Popen[bytes] | None = None
        kept = {n: v for n, v in os.environ.items() if not n.startswith("KONVENT_")}
        self._environment = kept | {
            "KONVENT_DATA": str(data / "data"),
            "KONVENT_MEMORY": str(data),
            "DJANGO_SETTINGS_MODULE": "konvent.config.settings.production",
        }
        if furnished:
            shutil.copytree(furnished / "data", data / "data")
        else:
            self.start_python("-c", FURNISH).wait()

    @property
    def folder(self) -> Path:
        """Where its picture is made: in memory."""
        return next(self.data.glob("konvent-*")) / "smart-2026/smart-plaza"

    def start_python(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, *arguments], env=self._environment)

    def open(self, *part: str) -> None:
        self.process = self.start_python("-m", "konvent", *(part or ("media",)))

    def end(self, number: int) -> None:
        self.process.send_signal(number)
        self.process.wait(PATIENCE)

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def until(self, is_so) -> None:
        """Read the playlist as a player would, until something is so."""
        deadline = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < deadline, "it did not happen in time"
            if [*self.data.glob("konvent-*/*/*/live.m3u8")]:
                self.judge.see(self.read("live.m3u8").decode(), now=time.time())
            time.sleep(0.1)

    @property
    def tape(self) -> list[Row]:
        """What has been recorded."""
        return [row for index in self.recordings for row in read_rows(index)]

    @property
    def recordings(self) -> list[Path]:
        return [*self.data.glob("data/recordings/*/*/index.jsonl")]

    def what_was_shown(self) -> dict[str, int]:
        return {e.uri: len(self.read(e.uri)) for e in self.judge.known.values()}

    def what_is_kept(self) -> dict[str, int]:
        """Return what is on the disk of that, and how large."""
        files = (self.kept / entry.uri for entry in self.judge.known.values())
        return {file.name: file.stat().st_size for file in files if file.exists()}

    @property
    def runs(self) -> list[str]:
        return list(dict.fromkeys(entry.run for _, entry in sorted(self.judge.known.items())))


@pytest.fixture(scope="module")
def furnished(tmp_path_factory) -> Path:
    """A folder whose house nobody has opened yet."""
    return House(tmp_path_factory.mktemp("furnished")).data


@pytest.fixture
def house(tmp_path, furnished) -> Iterator[House]:
    house = House(tmp_path, furnished)
    yield house
    if house.process and house.process.poll() is None:
        house.end(signal.SIGKILL)


def test_the_picture_goes_on_after_a_crash_and_no_encoder_outlives_its_process(house):
    house.open()
    house.until(lambda: len(house.judge.known) == 2)
    crashed = encoder_of(house)
    house.end(signal.SIGKILL)
    house.until(lambda: not is_running(crashed))
    house.open()
    house.until(lambda: len(house.runs) == 2)
    last = encoder_of(house)
    house.end(signal.SIGTERM)

    house.judge.judge_files()
    master = house.read("master.m3u8").decode()
    found = house.judge.findings + judge_master(master, {"live.m3u8": house.judge}, house.read)
    assert [str(finding) for finding in found] == []
    assert house.process.returncode == 0
    assert not is_running(last)
    pictures = house.folder.parent.parent.glob("*/*/master.m3u8")
    assert [str(file.parent) for file in pictures] == [str(house.folder)]
    assert house.what_is_kept() == house.what_was_shown()
    assert recorded(house.kept) == (["card"], [])


def test_when_all_of_konvent_is_killed_the_stage_goes_on_and_the_recording_is_whole(house):
    house.open("serve", "--port", "0")
    house.until(lambda: len(house.tape) >= 2)
    house.end(signal.SIGKILL)
    before = house.runs
    house.open("serve", "--port", "0")
    house.until(lambda: len(house.runs) > len(before))
    house.until(lambda: house.tape[-1].run not in before)
    house.start_python("-c", END_SESSION).wait()
    (index,) = house.recordings
    house.until((index.parent / "main.m3u8").exists)

    house.judge.judge_files()
    assert [str(finding) for finding in house.judge.findings] == []
    recording = Judge(lambda name: (index.parent / name).read_bytes(), back=5)
    recording.see((index.parent / "main.m3u8").read_text(), now=time.time())
    recording.judge_files()
    assert [str(finding) for finding in recording.findings] == []
    assert len({row.run for row in house.tape}) > 1
    for row in house.tape:
        for name, sha256 in row.hashes.items():
            assert fingerprint(index.parent / name) == sha256
    house.end(signal.SIGTERM)
    assert [*house.data.glob("konvent-*")] == []


def encoder_of(house):
    return int(house.read("card.pid").split()[0])


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
