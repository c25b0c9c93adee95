# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What an uploaded file really is, whatever it is called; nothing else is opened with it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from konvent.foundation.media.ffmpeg import program
from konvent.foundation.media.probe import NotPlayableError, look_into_film, look_into_music

if TYPE_CHECKING:
    from pathlib import Path

PICTURE = ("-f", "lavfi", "-i", "testsrc2=size=128x72:rate=10:duration=3")
TONE = ("-f", "lavfi", "-i", "sine=sample_rate=48000:duration=3")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")


@pytest.fixture(scope="session")
def films(tmp_path_factory):
    return tmp_path_factory.mktemp("films")


def make(folder: Path, name: str, *words: str) -> Path:
    file = folder / name
    if not file.exists():
        subprocess.run([program(), "-v", "error", *words, str(file)], check=True)
    return file


@pytest.mark.parametrize("name", ["talk.mp4", "talk.mkv", "talk.ts", "talk.mov"])
def test_what_players_show_is_known_in_every_container(films, name):
    facts = look_into_film(make(films, name, *PICTURE, *TONE, *H264, "-c:a", "aac"))

    assert (facts.picture, facts.width, facts.height, facts.sound) == ("h264", 128, 72, "aac")
    assert facts.suits_players
    assert 2.9 < facts.seconds < 3.2


@pytest.mark.parametrize("how", [("-c:v", "libx265"), (*H264[:-1], "yuv444p"), ("-c:v", "mpeg4")])
def test_other_codecs_and_colours_are_known_as_what_players_cannot_show(films, how):
    facts = look_into_film(make(films, f"{how[1]}{how[-1]}.mp4", *PICTURE, *how))

    assert not facts.suits_players
    assert facts.sound == ""


def test_a_file_is_what_it_holds_and_not_what_it_is_called(films):
    film = make(films, "talk.mp4", *PICTURE, *TONE, *H264, "-c:a", "aac")
    renamed = films / "talk.exe"
    renamed.write_bytes(film.read_bytes())

    assert look_into_film(renamed).picture == "h264"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x00" * 4000,
    ],
)
def test_what_is_no_film_is_refused_whatever_it_is_called(tmp_path, content):
    file = tmp_path / "talk.mp4"
    file.write_bytes(content)

    with pytest.raises(NotPlayableError, match="no video"):
        look_into_film(file)


@pytest.mark.parametrize(
    ("cut", "words"), [(0.6, "damaged or incomplete"), (0.02, "damaged or incomplete")]
)
def test_an_upload_that_broke_off_is_refused(films, tmp_path, cut, words):
    whole = make(films, "talk.mp4", *PICTURE, *TONE, *H264, "-c:a", "aac").read_bytes()
    file = tmp_path / "talk.mp4"
    file.write_bytes(whole[: int(cut * len(whole))])

    with pytest.raises(NotPlayableError, match=words):
        look_into_film(file)


def test_sound_alone_a_blink_and_a_wall_are_refused_as_films(films):
    blink = ("-f", "lavfi", "-i", "testsrc2=size=128x72:rate=10:duration=1")
    wall = ("-f", "lavfi", "-i", "color=size=4200x100:rate=1:duration=3")

    for name, words, why in (
        ("sound.mp4", TONE, "no picture"),
        ("blink.mp4", (*blink, *H264), "two seconds"),
        ("wall.mp4", (*wall, *H264), "4096"),
    ):
        with pytest.raises(NotPlayableError, match=why):
            look_into_film(make(films, name, *words))


@pytest.mark.parametrize("name", ["tune.mp3", "tune.m4a", "tune.ogg", "tune.flac", "tune.wav"])
def test_music_is_known_in_every_container(films, name):
    facts = look_into_music(make(films, name, *TONE))

    assert facts.sound
    assert 2.9 < facts.seconds < 3.2


def test_a_film_without_sound_and_a_text_are_refused_as_music(films, tmp_path):
    (tmp_path / "tune.mp3").write_text("la la la")

    for file in (make(films, "silent.mp4", *PICTURE, *H264), tmp_path / "tune.mp3"):
        with pytest.raises(NotPlayableError, match="no music"):
            look_into_music(file)
