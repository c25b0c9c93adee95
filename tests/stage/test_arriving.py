# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""An encoder whose key frames are far apart, as they are until somebody sets them."""

from __future__ import annotations

import subprocess
import time
from dataclasses import replace

import pytest
from tests.stage.publishing import PASSPHRASE

from konvent.foundation.media.ffmpeg import program
from konvent.foundation.media.segments import finished, output
from konvent.stage.media.arriving import ArrivingRecipe
from konvent.stage.media.feed import STUCK_AFTER, TIME_TO_START, Feed
from konvent.stage.media.plan import COPY, COPY_AND_SOUND, TWO, Listening

RUN = "20261027T090000000"
GREETING = "Input #0, mpegts, from 'srt://'"
PICTURE = "Stream #0:0[0x100]: Video: h264 (High), yuv420p(tv, progressive), 64x36, 25 fps, 90k tbn"
CAMERA = ["-f", "lavfi", "-i", "testsrc2=size=64x36:rate=5", "-c:v", "libx264", "-g", "50"]
CAMERA += ["-preset", "ultrafast", "-tune", "zerolatency", "-pix_fmt", "yuv420p"]
PATIENCE = 30


@pytest.fixture(scope="module")
def arrived(tmp_path_factory):
    """A folder in which a run has one segment, and that segment."""
    folder = tmp_path_factory.mktemp("arrived")
    command = [program(), "-v", "error", *CAMERA, "-t", "2", *output(RUN)]
    subprocess.run(command, cwd=folder, check=True)
    return folder, finished(folder, RUN, after=-1)[0]


def connected(quality=COPY):
    """The recipe of a source to which an encoder has connected."""
    recipe = ArrivingRecipe(Listening("primary", 9710, PASSPHRASE, quality=quality))
    recipe.hear(GREETING, 0.0)
    recipe.hear(PICTURE, 0.0)
    return recipe


@pytest.mark.parametrize(
    ("lengths", "are_set_anew"),
    [
        ([2, 2, 2.4, 2], False),
        ([2, 10, 2, 2, 2, 2], False),
        ([8.3, 8.3], True),
        ([10, 2, 1.2, 10], True),
        ([10, *[2] * 12, 10], False),
    ],
)
def test_long_groups_are_put_right_also_where_short_ones_stand_between(
    arrived, lengths, are_set_anew
):
    folder, segment = arrived
    recipe = connected()
    recipe.looks.begin(folder)
    recipe._measures.begin(folder)

    shown = [recipe.weigh(replace(segment, duration=length)) for length in lengths]

    recipe.close()
    assert shown == [length < 2.5 for length in lengths]
    assert recipe.wants_another_run == are_set_anew
    assert ("long-key-frames" in recipe.health.troubles(0.0)) == are_set_anew
    assert ("libx264" in recipe.inputs()) == are_set_anew


class SlowGroups(ArrivingRecipe):
    """Somebody connects, sends twelve seconds at once and goes on; a key frame comes every ten."""

    def inputs(self):
        self.hear(GREETING, 0.0)
        self.hear(PICTURE, 0.0)
        quickly = ["-readrate", "1", "-readrate_initial_burst", "12"]
        return ["-loglevel", "error", *quickly, *CAMERA]


@pytest.fixture
def feed(tmp_path):
    feed = Feed(tmp_path, SlowGroups(Listening("primary", 9710, PASSPHRASE)))
    feed.look(0.0)
    yield feed
    feed.close()


def test_an_encoder_has_the_time_that_its_own_groups_take(feed, tmp_path):
    [run] = feed.heads
    deadline = time.monotonic() + PATIENCE
    while not list(tmp_path.glob("*-00000.m4s")) and time.monotonic() < deadline:
        time.sleep(0.02)

    for moment in (1.0, 1.0 + STUCK_AFTER + 3):
        feed.look(moment)

    assert feed.heads == {run}


def test_sound_beside_it_changes_nothing_about_a_picture_that_is_passed_on():
    recipe = connected(COPY_AND_SOUND)
    words = recipe.inputs()

    recipe.begin_nothing()

    assert words[words.index("-c:v:0") + 1] == "copy"
    assert "libx264" not in words
    assert words[-1] == "v:0,a:0,name:hi a:1,name:au"
    assert set(recipe.health.troubles(0.0)) == {"long-key-frames"}


def test_whoever_sends_no_second_key_frame_at_all_is_encoded_anew(feed):
    feed.look(TIME_TO_START + 1)

    assert set(feed.recipe.health.troubles(0.0)) == {"long-key-frames"}


def test_a_machine_that_encodes_too_slowly_is_not_taken_for_that():
    recipe = connected(TWO)

    recipe.begin_nothing()

    assert recipe.health.troubles(0.0) == {}
