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
from tests.stage.recorded import recorded

from konvent.stage.media.studio import Studio

pytestmark = pytest.mark.xdist_group("srt")


@pytest.fixture(scope="module")
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


@pytest.fixture(scope="module")
def busy_stage(tmp_path_factory, clips):
    """A stage with an encoder, to which one thing after the other happens."""
    stage = Stage(tmp_path_factory.mktemp("busy") / "smart-plaza", clips)
    stage.listen("primary")
    stage.send("primary")
    yield stage
    stage.close()


@pytest.fixture
def on_air(busy_stage):
    """The busy stage, when its encoder is on air."""
    busy_stage.until(lambda: busy_stage.on_air == "primary")
    return busy_stage


def test_a_killed_ffmpeg_is_replaced_and_its_encoder_is_back_in_another_size(on_air):
    stage = on_air
    os.kill(int(stage.read("primary.pid").split()[0]), signal.SIGKILL)
    stage.stop("primary")
    stage.send("primary", "other size")
    stage.until(lambda: stage.on_air == "slate")
    stage.until(lambda: stage.on_air == "primary")
    stage.until(stage.more(1))

    assert stage.findings() == []
    assert recorded(stage.folder) == (["primary"], [])
    assert "RESOLUTION=160x90" in stage.read("master.m3u8").decode()


def test_after_a_restart_the_slate_bridges_the_time_until_the_encoder_is_back(on_air):
    stage = on_air
    stage.studio.close()

    stage.studio = Studio(stage.folder, stage.plan)
    stage.until(lambda: stage.on_air == "slate")
    stage.until(lambda: stage.on_air == "primary")

    assert stage.findings() == []
    assert recorded(stage.folder) == (["primary"], [])


def test_the_producer_holds_the_slate_and_sends_an_encoder_away(on_air):
    stage = on_air
    stage.studio.apply(replace(stage.plan, held="slate"))
    stage.until(lambda: stage.on_air == "slate")
    first = stage.read("primary.pid")
    source = stage.plan.sources[0]
    other = replace(source, connections=source.connections + 1)
    stage.plan = replace(stage.plan, sources=(other,))
    stage.studio.apply(stage.plan)
    stage.until(lambda: stage.on_air == "primary")

    assert stage.read("primary.pid") != first
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
    stage.until(stage.more(1))
    assert stage.findings() == []
    assert recorded(stage.folder) == (["primary"], [])
    assert PASSPHRASE not in caplog.text


@pytest.fixture(scope="module")
def strange_stage(tmp_path_factory, clips):
    """A stage both of whose encoders send what no player should see as it is."""
    stage = Stage(tmp_path_factory.mktemp("strange") / "smart-plaza", clips)
    stage.listen("primary", "backup")
    stage.send("primary", "silent")
    stage.send("backup", "long groups")
    yield stage
    stage.close()


def hold(stage, role):
    stage.studio.apply(replace(stage.plan, held=role))
    stage.until(lambda: stage.on_air == role)
    stage.until(stage.more(1))


def test_a_picture_without_sound_is_shown_with_silence_and_the_producer_is_told(strange_stage):
    hold(strange_stage, "primary")

    assert strange_stage.troubles("primary") == {"no-sound"}
    assert strange_stage.findings() == []
    shown, wrong = recorded(strange_stage.folder)
    assert (shown[-1], wrong) == ("primary", [])


def test_key_frames_too_far_apart_are_put_right_and_the_producer_is_told(strange_stage):
    hold(strange_stage, "backup")

    assert strange_stage.troubles("backup") == {"long-key-frames"}
    assert strange_stage.findings() == []
    shown, wrong = recorded(strange_stage.folder)
    assert ("backup" in shown, wrong) == (True, [])


def test_when_encoders_die_the_backup_and_the_slate_go_on_in_all_renditions_together(stage):
    stage.listen("primary", "backup", quality="three", since=time.time())
    stage.send("primary", "large")
    stage.send("backup", "other size")
    stage.until(lambda: stage.on_air == "primary")
    stage.until(stage.more(1))
    stage.stop("primary")
    stage.until(lambda: stage.on_air == "backup")
    stage.until(stage.more(1))
    stage.stop("backup")
    stage.until(lambda: stage.on_air == "slate")
    stage.until(stage.more(1))

    assert stage.findings() == []
    shown, wrong = recorded(stage.folder)
    assert (set(shown), wrong) == ({"primary", "backup"}, [])
    for live, sound in (("live", "au"), ("dvr", "dvr-au")):
        both = [read_playlist(stage.read(f"{name}.m3u8").decode())[0] for name in (live, sound)]
        assert [e.starts for e in both[1].entries] == [e.starts for e in both[0].entries]
        assert all("-au-" in entry.uri for entry in both[1].entries)


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
