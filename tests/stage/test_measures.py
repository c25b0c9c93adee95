# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The numbers of an encoder: what it declares, what it leaves out, and whether it keeps up."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import pytest

from konvent.foundation.media.boxes import count_pictures, starts_of_tracks
from konvent.foundation.media.ffmpeg import program
from konvent.foundation.media.segments import finished, output
from konvent.stage.media.arriving import ArrivingRecipe
from konvent.stage.media.health import Health
from konvent.stage.media.measures import WINDOW, Measures
from konvent.stage.media.plan import Listening
from konvent.stage.troubles import TROUBLES

RUN = "20261027T090000000"
LINE = "Stream #0:0[0x100]: Video: h264 (High), {colours}, {size} [SAR 1:1], {rate} fps, 90k tbn"
USUAL = {"colours": "yuv420p(tv, bt709, progressive)", "size": "1280x720", "rate": "30"}


@pytest.fixture(scope="session")
def twenty(tmp_path_factory):
    """A run of six seconds with twenty pictures in each, and its folder."""
    folder = tmp_path_factory.mktemp("twenty")
    inputs = ("testsrc2=size=64x36:rate=20:duration=6", "sine=sample_rate=48000:duration=6")
    sources = [word for one in inputs for word in ("-f", "lavfi", "-i", one)]
    codecs = ["-c:v", "libx264", "-g", "40", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    command = [program(), "-v", "error", *sources, *codecs, *output(RUN)]
    subprocess.run(command, cwd=folder, check=True)
    return folder


@pytest.fixture
def segments(twenty):
    return finished(twenty, RUN, after=-1)


@pytest.fixture
def measured(twenty):
    health = Health()
    measures = Measures(health, "copy")
    measures.begin(twenty)
    return measures, health


@pytest.mark.parametrize(
    ("later", "troubles"),
    [(0.0, set()), (0.2, set()), (0.6, {"out-of-step"}), (-0.6, set()), (-2.6, {"out-of-step"})],
)
def test_picture_and_sound_that_begin_apart_are_noticed_and_stay_where_they_belong(
    tmp_path, later, troubles
):
    sound = ["-itsoffset", str(later), "-f", "lavfi", "-i", "sine=sample_rate=48000:duration=6"]
    picture = ["-f", "lavfi", "-i", "testsrc2=size=64x36:rate=20:duration=6"]
    codecs = ["-c:v", "libx264", "-bf", "0", "-g", "40", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    maps = ["-map", "0:v", "-map", "1:a"]
    command = [program(), "-v", "error", *picture, *sound, *maps, *codecs, *output(RUN)]
    subprocess.run(command, cwd=tmp_path, check=True)
    first, second = finished(tmp_path, RUN, after=-1)[:2]
    health = Health()
    measures = Measures(health, "copy")
    measures.begin(tmp_path)

    measures.take(first, 0.0, is_copied=True)
    measures.take(second, 2.0, is_copied=True)

    init = (tmp_path / first.init).read_bytes()
    starts = starts_of_tracks(init, (tmp_path / first.name).read_bytes())
    assert starts["soun"] - starts["vide"] == pytest.approx(later, abs=0.1)
    assert set(health.troubles(0.0)) == troubles
    measures.end()
    assert set(health.troubles(0.0)) == set()


@pytest.mark.parametrize(
    ("facts", "troubles"),
    [
        ({}, set()),
        ({"rate": "50", "size": "1920x1080"}, set()),
        ({"size": "3840x2160"}, {"large-picture"}),
        ({"size": "1080x1920"}, {"large-picture"}),
        ({"rate": "120"}, {"many-pictures"}),
        ({"rate": "5"}, {"few-pictures"}),
        ({"colours": "yuv420p(tv, bt709, top first)"}, {"interlaced"}),
        ({"colours": "yuv444p(progressive)"}, {"wrong-colours"}),
        ({"colours": "yuv420p10le(tv)"}, {"wrong-colours"}),
    ],
)
def test_what_an_encoder_declares_is_judged_until_it_goes(measured, facts, troubles):
    measures, health = measured

    is_playable = measures.declare(LINE.format(**{**USUAL, **facts}))

    assert set(health.troubles(0.0)) == troubles
    assert is_playable == ("wrong-colours" not in troubles)
    measures.end()
    assert health.troubles(0.0) == {}


def test_the_pictures_of_a_segment_are_counted_without_decoding(twenty, segments, tmp_path):
    assert [count_pictures(twenty / segment.name) for segment in segments] == [40] * 3
    assert count_pictures(tmp_path / "gone.m4s") == 0
    (tmp_path / "garbage.m4s").write_bytes(bytes(range(256)) * 9)
    assert count_pictures(tmp_path / "garbage.m4s") == 0


@pytest.mark.parametrize(("declared", "is_told"), [("20", False), ("21", False), ("30", True)])
def test_pictures_that_are_left_out_are_told(measured, segments, declared, is_told):
    measures, health = measured
    measures.declare(LINE.format(**{**USUAL, "rate": declared}))

    for at, segment in enumerate(segments):
        measures.take(segment, 2.0 * at, is_copied=True)

    assert ("dropped-pictures" in health.troubles(5.0)) == is_told


@pytest.mark.parametrize("is_told", [False, True])
def test_pictures_that_are_left_out_are_told_where_the_picture_is_encoded_anew(tmp_path, is_told):
    left_out = "select='mod(n,4)'" if is_told else "null"
    inputs = (f"testsrc2=size=64x36:rate=20:duration=24,{left_out}", "sine=duration=24")
    sources = [word for one in inputs for word in ("-f", "lavfi", "-i", one)]
    codecs = ["-fps_mode", "passthrough", "-c:v", "libx264", "-g", "400", "-pix_fmt", "yuv420p"]
    clip = str(tmp_path / "clip.ts")
    subprocess.run([program(), "-v", "error", *sources, *codecs, "-c:a", "aac", clip], check=True)
    recipe = ArrivingRecipe(Listening("primary", 9710, "a-word"))
    recipe.prepare(tmp_path)
    recipe.hear("Input #0, mpegts, from 'srt://'", 0.0)
    recipe.hear(LINE.format(**{**USUAL, "rate": "20"}), 0.0)
    recipe.hear("Output #0, hls, to 'list'", 0.0)
    recipe._set_key_frames()

    words = recipe.inputs()
    words[words.index("-stats_period") + 1] = "0.2"
    place = words.index("-i")
    words[place - 4 : place + 2] = ["-readrate", "10", "-i", clip]  # ten times as fast
    command = [program(), "-nostdin", "-hide_banner", "-nostats", *words, *output(RUN)]
    said = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
    for line in said.stderr.splitlines():
        if "Input #0" not in line and "Video:" not in line and "Audio:" not in line:
            recipe.hear(line, 1.0)

    assert ("dropped-pictures" in recipe.health.troubles(1.0)) == is_told


@pytest.mark.parametrize(
    ("quality", "megabits", "is_told"),
    [
        ("copy", 6, False),
        ("copy", 9, True),
        ("sound", 9, True),
        ("two", 9, False),
        ("two", 16, True),
    ],
)
def test_too_many_bits_are_told_where_viewers_have_to_take_them(
    twenty, segments, quality, megabits, is_told
):
    health = Health()
    measures = Measures(health, quality)
    measures.begin(twenty)

    for at, segment in enumerate(segments):
        large = replace(segment, size=int(megabits * 1e6 / 8 * segment.duration))
        measures.take(large, 2.0 * at, is_copied=True)

    assert ("high-bit-rate" in health.troubles(5.0)) == is_told


@pytest.mark.parametrize(("every", "is_told"), [(2.0, False), (2.1, False), (2.5, True)])
def test_a_picture_that_comes_in_slower_than_time_passes_is_told(
    measured, segments, every, is_told
):
    measures, health = measured

    for number in range(WINDOW + 1):
        late = replace(segments[0], closed_at=1000 + every * number)
        measures.take(late, every * number, is_copied=False)

    assert ("too-slow" in health.troubles(every * WINDOW)) == is_told


def test_every_trouble_that_is_measured_has_words():
    measured = {"dropped-pictures", "few-pictures", "high-bit-rate", "interlaced"}
    measured |= {"large-picture", "many-pictures", "too-slow", "wrong-colours"}

    assert measured <= set(TROUBLES)


def test_colours_that_no_browser_shows_are_encoded_anew_until_the_encoder_has_gone():
    recipe = ArrivingRecipe(Listening("primary", 9710, "a-word"))
    first = recipe.inputs()

    recipe.hear("Input #0, mpegts, from 'srt://'", 0.0)
    recipe.hear(LINE.format(**{**USUAL, "colours": "yuv444p(tv)"}), 0.0)

    assert recipe.wants_another_run
    assert set(recipe.health.troubles(0.0)) == {"wrong-colours"}
    assert "libx264" in recipe.inputs()
    recipe.hear("[out#0/hls] [info] video:1KiB audio:1KiB muxing overhead: unknown", 1.0)
    assert recipe.is_down
    assert recipe.health.troubles(1.0) == {}
    assert recipe.inputs() == first
