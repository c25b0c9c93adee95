# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Pictures and sounds that something is wrong with, as a producer would see and hear it."""

from __future__ import annotations

import subprocess
import time

import pytest
from tests.stage.conftest import FIRST
from tests.stage.publishing import PATIENCE

from konvent.foundation.media.boxes import sizes_of_tracks
from konvent.foundation.media.ffmpeg import program
from konvent.foundation.media.names import WATCHED, still_name
from konvent.foundation.media.segments import Segment
from konvent.stage.media.health import Health
from konvent.stage.media.looks import CALM_EVERY, CLOSE_AT_FIRST, Looks

MOVING = "testsrc2=size=160x90:rate=15,noise=alls=12:allf=t"
TONE = "sine=frequency=500:sample_rate=48000,volume=0.5"
FILMS = {
    "good": (MOVING, TONE),
    "black": ("color=black:size=160x90:rate=15", TONE),
    "frozen": ("testsrc2=size=160x90:rate=15,loop=loop=-1:size=1", TONE),
    "silent": (MOVING, "anullsrc=sample_rate=48000"),
    "loud": (MOVING, "aevalsrc=sgn(sin(500*2*PI*t)):sample_rate=48000"),
}


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    folder = tmp_path_factory.mktemp("films")
    for name, (picture, sound) in FILMS.items():
        codec = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "30", "-pix_fmt", "yuv420p"]
        hls = ["-f", "hls", "-hls_time", "2", "-hls_segment_type", "fmp4"]
        hls += ["-hls_fmp4_init_filename", f"{name}-init.mp4"]
        hls += ["-hls_segment_filename", f"{name}-%d.m4s", f"{name}.m3u8"]
        inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound, "-t", "6"]
        command = [program(), "-v", "error", *inputs, *codec, "-c:a", "aac", *hls]
        subprocess.run(command, cwd=folder, check=True)
    return folder


class Source:
    """A source that sends one film after the other, on a clock that the test turns."""

    def __init__(self, folder):
        self.folder, self.now, self.number = folder, 1000.0, 0
        self.health, self.looked = Health(), []
        self.looks = Looks("primary", self.health)
        self.looks.begin(folder)

    def send(self, film, seconds):
        """Send two seconds after two seconds; return how long it took until trouble was said."""
        began, said = self.now, {}
        for _ in range(round(seconds / 2)):
            self.now += 2
            name = f"{film}-{self.number % 3}.m4s"
            self.number += 1
            segment = Segment(FIRST, self.number, name, 2.0, self.now, 1, f"{film}-init.mp4")
            self.looks.take(segment, self.now, has_sound=True)
            if self.looks.is_looking:
                self.looked.append(self.now)
                self.wait()
            for code in self.health.troubles(self.now):
                said.setdefault(code, self.now - began)
        return said

    def wait(self):
        deadline = time.monotonic() + PATIENCE
        while self.looks.is_looking:
            assert time.monotonic() < deadline
            self.looks._harvest()
            time.sleep(0.01)


@pytest.fixture
def source(films):
    source = Source(films)
    yield source
    source.looks.end()
    (films / WATCHED).unlink(missing_ok=True)


def test_a_good_source_is_looked_at_closely_at_first_and_then_seldom(source, films):
    assert source.send("good", 180) == {}

    close = [at for at in source.looked if at <= 1000 + CLOSE_AT_FIRST]
    assert len(close) == 7
    assert len(source.looked) - len(close) <= 1 + 180 // CALM_EVERY
    assert -30 < source.looks.peak < 0
    assert (films / still_name("primary")).read_bytes().startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    ("film", "code", "at_first", "later"),
    [
        ("black", "black-picture", 6, 10),
        ("silent", "silence", 10, 14),
        ("loud", "clipping", 6, CALM_EVERY + 10),
        ("frozen", "frozen-picture", 24, 30),
    ],
)
def test_what_is_wrong_is_said_soon_and_its_end_as_well(source, film, code, at_first, later):
    assert source.send(film, 30)[code] <= at_first
    source.send("good", 12)
    assert source.health.troubles(source.now) == {}

    assert source.send(film, CALM_EVERY + 20)[code] <= later


def test_somebody_who_watches_gets_every_picture(source, films):
    source.send("good", 20)
    (films / WATCHED).touch()
    source.looked.clear()

    source.send("good", 10)

    assert len(source.looked) == 5


def test_what_was_wrong_with_an_encoder_goes_with_it(source):
    source.send("black", 20)

    source.looks.end()

    assert source.health.troubles(source.now) == {}


def test_the_sizes_of_its_tracks_stand_at_the_beginning_of_a_segment(films):
    content = (films / "good-1.m4s").read_bytes()

    sizes = sizes_of_tracks(content[:16_384])

    media = len(content) - content.index(b"mdat") - 4
    assert sum(sizes.values()) == media
    assert len(sizes) == 2
