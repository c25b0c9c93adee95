# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Small pictures show what is where."""

from __future__ import annotations

import pytest
from PIL import Image
from tests.library.showing import START, Shown, a_morning
from tests.stage.conftest import FIRST

from konvent.foundation.media.index import Row
from konvent.library.media.preview import make_preview, tiles
from konvent.library.media.tape import Span, Tape


def rows(count):
    name = f"{FIRST}-{{:05}}.m4s"
    where = (0, "primary", FIRST)
    return [
        Row(n, *where, n, name.format(n), f"{FIRST}-init.mp4", 2.0, START + 2 * n, 1)
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("segments", "pictures"), [(1, 1), (59, 59), (60, 60), (61, 31), (3600, 60)]
)
def test_however_long_it_is_the_strip_has_room_for_it(segments, pictures):
    chosen = tiles(rows(segments))

    assert len(chosen) == pictures
    assert [tile.starts for tile in chosen[1:]] == [tile.ends for tile in chosen[:-1]]
    assert (chosen[0].starts, chosen[-1].ends) == (0.0, 2.0 * segments)


def test_each_stretch_has_its_picture(tmp_path, filmed):
    stage = Shown(tmp_path / "stage", filmed)
    a_morning(stage)
    tape = Tape(tmp_path / "tape")
    tape.keep(stage.folder, Span(START))
    shares = []

    poster, strip, places = make_preview(tape.folder, tape.rows, tmp_path, shares.append)

    with Image.open(strip) as picture:
        assert picture.size == (960, 180)
        corners = [picture.getpixel((160 * n + 80, 45)) for n in range(6)]
        assert len({sum(colour) > 0 for colour in corners}) == 1  # none of them is black
    with Image.open(poster) as picture:
        assert picture.size == (640, 360)
    lines = places.read_text().splitlines()
    assert lines[2:4] == ["00:00:00.000 --> 00:00:02.000", "preview.jpg#xywh=0,0,160,90"]
    assert lines[-2:] == ["00:00:16.000 --> 00:00:18.000", "preview.jpg#xywh=320,90,160,90"]
    assert shares[-1] == 0.9


def test_a_segment_without_a_picture_leaves_a_dark_place(tmp_path, filmed):
    stage = Shown(tmp_path / "stage", filmed)
    stage.show(range(2), starts=START)
    tape = Tape(tmp_path / "tape")
    tape.keep(stage.folder, Span(START))
    (tape.folder / f"{FIRST}-00001.m4s").write_bytes(b"nothing")

    _poster, strip, _places = make_preview(tape.folder, tape.rows, tmp_path, print)

    with Image.open(strip) as picture:
        assert sum(picture.getpixel((80, 45))) > 30
        assert sum(picture.getpixel((240, 45))) < 30
