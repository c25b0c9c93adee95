# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The slate: drawn, made once, with music that comes and goes where its end meets its beginning."""

from __future__ import annotations

import subprocess
import time
from dataclasses import replace
from itertools import pairwise

import pytest
from PIL import Image
from tests.foundation.media.test_probe import make
from tests.stage.publishing import CARD, LINES, PATIENCE, Stage

from konvent.foundation.media.ffmpeg import program
from konvent.stage.media import slate_picture
from konvent.stage.media.slate import Slate
from konvent.stage.media.slate_picture import Design, draw

DESIGN = Design(CARD, LINES)
LOUD = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100:duration=9,volume=8dB")


@pytest.fixture
def painting(tmp_path):
    Image.new("RGB", (900, 900), "#cc2200").save(tmp_path / "painting.png")
    return str(tmp_path / "painting.png")


def test_a_slate_has_the_look_or_a_picture_with_dark_ground_under_its_words(painting):
    plain, own = draw(DESIGN), draw(replace(DESIGN, picture=painting))

    assert plain.size == own.size == (slate_picture.WIDTH, slate_picture.HEIGHT)
    assert plain.getpixel((600, 30)) == (20, 23, 27)
    assert own.getpixel((600, 30)) == (204, 34, 0)
    assert max(own.getpixel((1270, 600))) < 70


def test_the_logo_stands_in_the_corner_on_white(painting):
    with_logo = draw(replace(DESIGN, logo=painting))

    right = slate_picture.WIDTH - slate_picture.MARGIN
    assert with_logo.getpixel((right + 9, 100)) == (255, 255, 255)
    assert with_logo.getpixel((right - 20, 100)) == (204, 34, 0)


def test_a_file_that_is_gone_costs_only_itself():
    gone = replace(DESIGN, picture="/nowhere.png", logo="/nowhere.png", music="/nowhere.mp3")

    assert draw(gone).tobytes() == draw(DESIGN).tobytes()


@pytest.fixture
def made(tmp_path):
    def made(design):
        slate = Slate(tmp_path, design)
        deadline = time.monotonic() + PATIENCE
        while not slate.is_ready:
            assert time.monotonic() < deadline, "it did not happen in time"
            slate.look()
            time.sleep(0.02)
        return slate

    return made


def test_music_is_as_long_as_a_round_and_faded_at_the_seam(made, tmp_path):
    slate = made(replace(DESIGN, music=str(make(tmp_path, "tune.mp3", *LOUD))))

    segments = slate._round
    assert [round(segment.duration, 1) for segment in segments] == [2.0] * 4
    first, middle, last = (levels(tmp_path, segments[n])[k] for n, k in ((0, 0), (1, 9), (3, -1)))
    assert middle > -20
    assert first < middle - 10
    assert last < middle - 10


def test_what_was_made_is_not_made_again(made, tmp_path):
    first = made(DESIGN)

    again = Slate(tmp_path, DESIGN)

    assert again.is_ready
    assert again.files == first.files
    assert not Slate(tmp_path, replace(DESIGN, lines=("Pause",))).is_ready


def test_another_slate_takes_the_place_of_the_one_on_air_without_a_hole(tmp_path):
    stage = Stage(tmp_path / "smart-plaza", {})
    stage.listen("primary")
    stage.until(stage.more(1))
    first = {entry.run for entry in stage.judge.known.values()}

    stage.studio.apply(replace(stage.plan, slate_lines=("Umbau bis 14 Uhr",)))
    stage.until(lambda: {entry.run for entry in stage.judge.known.values()} > first)
    stage.until(stage.more(1))
    stage.close()

    entries = [entry for _, entry in sorted(stage.judge.known.items())]
    holes = [after.starts - before.ends for before, after in pairwise(entries)]
    assert stage.findings() == []
    assert max(map(abs, holes)) < 0.1


def levels(folder, segment):
    """Return the peaks of every tenth of a second, in decibels."""
    joined = folder / "joined.mp4"
    joined.write_bytes((folder / segment.init).read_bytes() + (folder / segment.name).read_bytes())
    key = "lavfi.astats.Overall.Peak_level"
    watch = f"asetnsamples=4800,astats=metadata=1:reset=1,ametadata=mode=print:key={key}:file=-"
    command = [program(), "-v", "error", "-i", str(joined), "-map", "0:a", "-af", watch]
    done = subprocess.run([*command, "-f", "null", "-"], capture_output=True, text=True, check=True)
    return [
        float(line.partition("=")[2].replace("-inf", "-99"))
        for line in done.stdout.splitlines()
        if line.startswith(key)
    ]
