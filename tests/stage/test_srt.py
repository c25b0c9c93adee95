# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Encoders that send by SRT, and die, and send nonsense: whatever they do, the stage goes on."""

from __future__ import annotations

import os
import signal
import socket
import time
from dataclasses import replace

import pytest
from tests.hls import read_playlist
from tests.stage.publishing import CLIPS, PASSPHRASE, Stage, film_clip

from konvent.stage.media.studio import Studio


@pytest.fixture(scope="session")
def clips(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clips")
    files = {name: folder / f"{name.replace(' ', '-')}.ts" for name in CLIPS}
    for name, file in files.items():
        film_clip(file, *CLIPS[name])
    return files


@pytest.fixture
def stage(tmp_path, clips):
    stage = Stage(tmp_path / "smart-plaza", clips)
    yield stage
    stage.close()


def test_when_encoders_die_the_backup_and_then_the_slate_go_on(stage):
    stage.listen("primary", "backup")
    stage.send("primary")
    stage.send("backup", "other size")
    stage.until(lambda: stage.on_air == "primary")
    stage.until(stage.more(2))

    stage.stop("primary")
    stage.until(lambda: stage.on_air == "backup")
    stage.until(stage.more(1))
    stage.stop("backup")
    stage.until(lambda: stage.on_air == "slate")
    stage.until(stage.more(1))

    assert stage.findings() == []


def test_a_killed_ffmpeg_is_replaced_and_its_encoder_is_back_in_another_size(stage):
    stage.listen("primary")
    stage.send("primary")
    stage.until(lambda: stage.on_air == "primary")

    os.kill(int(stage.read("primary.pid").split()[0]), signal.SIGKILL)
    stage.stop("primary")
    stage.send("primary", "other size")
    stage.until(lambda: stage.on_air == "slate")
    stage.until(lambda: stage.on_air == "primary")
    stage.until(stage.more(1))

    assert stage.findings() == []
    assert "RESOLUTION=160x90" in stage.read("master.m3u8").decode()


def test_after_a_restart_the_slate_bridges_the_time_until_the_encoder_is_back(stage):
    stage.listen("primary")
    stage.send("primary")
    stage.until(lambda: stage.on_air == "primary")
    stage.until(stage.more(1))
    stage.studio.close()

    stage.studio = Studio(stage.folder, stage.plan)
    stage.until(lambda: stage.on_air == "slate")
    stage.until(lambda: stage.on_air == "primary")

    assert stage.findings() == []


def test_strangers_and_garbage_get_nothing_onto_the_stage_and_the_producer_is_told(stage, caplog):
    stage.listen("primary")
    stage.send("primary", passphrase="x" * 12)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for size in range(200):
            stranger.sendto(os.urandom(7 * size), ("127.0.0.1", stage.port("primary")))
    stage.until(lambda: "wrong-passphrase" in stage.troubles())
    stage.until(stage.more(1))

    assert stage.on_air == "slate"
    stage.stop("primary")
    stage.send("primary")
    stage.until(lambda: stage.on_air == "primary")
    assert stage.findings() == []
    assert PASSPHRASE not in caplog.text


def test_a_picture_without_sound_is_shown_with_silence_and_the_producer_is_told(stage):
    stage.listen("primary")
    stage.send("primary", "silent")
    stage.until(lambda: stage.on_air == "primary")
    stage.until(stage.more(1))

    assert stage.troubles() == {"no-sound"}
    assert stage.findings() == []


def test_key_frames_too_far_apart_are_put_right_and_the_producer_is_told(stage):
    stage.listen("primary")
    stage.send("primary", "long groups")
    stage.until(lambda: stage.on_air == "primary")
    stage.until(stage.more(1))

    assert stage.troubles() == {"long-key-frames"}
    assert stage.findings() == []


def test_the_producer_holds_the_slate_and_sends_an_encoder_away(stage):
    stage.listen("primary")
    stage.send("primary")
    stage.until(lambda: stage.on_air == "primary")

    stage.studio.apply(replace(stage.plan, held="slate"))
    stage.until(lambda: stage.on_air == "slate")
    first = stage.read("primary.pid")
    other = replace(stage.plan.sources[0], connections=1)
    stage.studio.apply(replace(stage.plan, sources=(other,)))
    stage.until(lambda: stage.on_air == "primary")

    assert stage.read("primary.pid") != first
    assert stage.findings() == []


def test_renditions_switch_together_and_sound_alone_is_a_playlist_of_its_own(stage):
    stage.listen("primary", "backup", quality="three", since=time.time())
    stage.send("primary", "large")
    stage.send("backup", "other size")
    stage.until(lambda: stage.on_air == "primary")
    stage.until(stage.more(2))
    stage.stop("primary")
    stage.until(lambda: stage.on_air == "backup")
    stage.until(stage.more(1))
    stage.stop("backup")
    stage.until(lambda: stage.on_air == "slate")
    stage.until(stage.more(1))

    assert stage.findings() == []
    live, sound = (read_playlist(stage.read(f"{n}.m3u8").decode())[0] for n in ("live", "au"))
    assert [e.starts for e in sound.entries] == [e.starts for e in live.entries]
    assert all("-au-" in e.uri for e in sound.entries)


def test_viewers_can_go_back_to_the_beginning_of_the_session(stage):
    began = time.time() - 8
    stage.listen("primary", since=time.time())
    stage.until(lambda: len(stage.judge.known) > 0)
    filmed = stage.studio._slate
    filmed.begin(began, time.time())

    stage.until(stage.more(1))
    back, findings = read_playlist(stage.read("dvr.m3u8").decode())

    assert findings == []
    assert back.entries[0].sequence == 0
