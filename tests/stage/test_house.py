# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The media process from the database to the stage and back: what was opened, and what it notes."""

from __future__ import annotations

import subprocess
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories import make_convention, make_day, make_room
from tests.stage.publishing import PATIENCE, Publisher, film_clip, free_port

from konvent.foundation.media.ffmpeg import program
from konvent.stage import actions
from konvent.stage.media import process
from konvent.stage.models import Channel
from konvent.stage.queries import levels_of_stage, picture_of_stage


@pytest.fixture
def stage(transactional_db):
    convention, now = make_convention("smart-2026"), timezone.now()
    make_day(convention, now.date(), starts_at=now, ends_at=now + timedelta(hours=9))
    return make_room(convention)


@pytest.fixture
def house(tmp_path, monkeypatch):
    monkeypatch.setattr(process, "STAGES_READ_EVERY", 0.5)
    house = process.House(tmp_path / "media")
    yield house
    house.close()


def test_an_opened_source_goes_on_air_and_the_desk_reads_it(stage, house, settings, tmp_path):
    port = free_port()
    settings.SRT_PORTS = range(port, port + 1)
    settings.DATA = tmp_path
    film_clip(tmp_path / "clip.ts", "160x90", 2, ["-c:a", "aac"])
    _source, passphrase = actions.open_srt_source(
        room=stage, role="primary", at=timezone.now(), by=None
    )
    publisher = Publisher(tmp_path / "clip.ts", port, passphrase)
    try:
        until(house, lambda: Channel.objects.filter(on_air="slate").exists())
        until(house, lambda: Channel.objects.filter(on_air="primary").exists(), publisher)
        until(house, lambda: "primary" in levels_of_stage("smart-2026", stage.slug)["peaks"])
        state = picture_of_stage("smart-2026", stage.slug)
    finally:
        publisher.kill()

    folder = tmp_path / "media/smart-2026" / stage.slug
    assert state["sources"]["primary"]["state"] == "live"
    assert (folder / "live.m3u8").exists()
    assert is_jpeg(folder / ".primary.jpg")
    assert -60 < levels_of_stage("smart-2026", stage.slug)["peaks"]["primary"] < 0


def is_jpeg(file):
    """Whether a player of pictures takes all of it."""
    command = [program(), "-v", "error", "-i", str(file), "-f", "null", "-"]
    return subprocess.run(command, check=False, capture_output=True).stderr == b""


def until(house, is_so, publisher=None):
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        if publisher:
            publisher.keep_sending()
        house.look()
        time.sleep(0.05)
