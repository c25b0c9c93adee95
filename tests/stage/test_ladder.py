# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What is offered to viewers' lines: as many sizes as there are renditions, whatever arrives."""

from __future__ import annotations

import subprocess

import pytest

from konvent.foundation.media.boxes import read_tracks
from konvent.foundation.media.ffmpeg import program
from konvent.foundation.media.names import init_name
from konvent.foundation.media.segments import output
from konvent.stage.media.ladder import encode, outputs
from konvent.stage.media.plan import THREE, TWO

RUN = "20261027T090000000"


@pytest.mark.parametrize(
    ("size", "quality", "heights"),
    [
        ("1920x1080", THREE, [1080, 720, 360]),
        ("1280x720", THREE, [720, 480, 360]),
        ("640x360", THREE, [360, 240, 180]),
        ("1280x720", TWO, [720, 480]),
        ("854x480", TWO, [480, 320]),
    ],
)
def test_every_rendition_has_a_size_of_its_own(tmp_path, size, quality, heights):
    picture = ["-f", "lavfi", "-i", f"testsrc=size={size}:rate=2:duration=1"]
    tone = ["-f", "lavfi", "-i", "sine=sample_rate=48000:duration=1"]
    renditions = encode(quality, sound="1:a:0", copies_picture=False, copies_sound=False)
    command = [*picture, *tone, *renditions, *output(RUN, outputs(quality))]

    subprocess.run([program(), "-v", "error", *command], cwd=tmp_path, check=True)

    heads = [init_name(RUN, name) for name in outputs(quality) if name != "au"]
    tracks = [read_tracks((tmp_path / head).read_bytes()) for head in heads]
    assert [one.height for one in tracks] == heights
