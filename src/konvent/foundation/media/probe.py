# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Look into a file that somebody uploaded: what it really is, whatever it is called.

ffmpeg is told which of a few containers it is, and which decoders it may use. So a playlist or a
script that calls itself a video is opened by nothing, and no file can refer to another one.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from konvent.foundation.media.ffmpeg import program
from konvent.foundation.refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeAlias

    from django_stubs_ext import StrOrPromise

    Sign: TypeAlias = Callable[[bytes], bool]

PATIENCE = 60.0
"""Seconds that looking may take."""
LOOKED_AT = "1"
"""Seconds that are decoded for it."""
WIDEST, TALLEST = 4096, 2304
SHORTEST, LONGEST = 2.0, 12 * 3600.0
BEGINNING = 1024
PACKET = 188
DECODERS = (
    *("h264", "hevc", "vp8", "vp9", "av1", "libdav1d", "mpeg4", "mpeg2video", "prores", "dnxhd"),
    *("mjpeg", "png", "aac", "mp3", "mp3float", "opus", "libopus", "vorbis", "flac", "alac", "ac3"),
    *("eac3", "mp2", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_f32le"),
)

LENGTH = re.compile(r"Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)")
PICTURE = re.compile(r"Stream #0:\d+.*?: Video: (\w+)(.*)")
SOUND = re.compile(r"Stream #0:\d+.*?: Audio: (\w+)(.*)")
SIZE = re.compile(r", (\d{2,5})x(\d{2,5})")
PIXELS = re.compile(r", ((?:yuv|gray|rgb|bgr|gbr|nv)\w+)")
WOVEN = (" first", "interlaced")
"""What ffmpeg says of pictures that consist of two halves."""
COVER, LACKING = "(attached pic)", "matches no streams"

NO_FILM = _("This is no video that can be played. MP4, MOV, MKV, WebM and MPEG-TS are.")
NO_SOUND = _("This is no sound that can be played. MP3, M4A, WAV, Ogg, FLAC and videos are.")
NO_MUSIC = _("This is no music that can be played. MP3, M4A, Ogg, FLAC and WAV are.")
BROKEN = _("This file is damaged or incomplete. Export it again, or upload it again.")


def _is_transport_stream(beginning: bytes) -> bool:
    return len(beginning) > PACKET and beginning[0] == beginning[PACKET] == ord("G")


def _is_mp3(beginning: bytes) -> bool:
    """Whether it begins with a tag, or with a frame of layer III."""
    return beginning[:3] == b"ID3" or (beginning[:1] == b"\xff" and beginning[1:2] in FRAMES)


FRAMES = {b"\xfb", b"\xfa", b"\xf3", b"\xf2", b"\xe3", b"\xe2"}
MP4: tuple[str, Sign] = ("mov", lambda beginning: beginning[4:8] in {b"ftyp", b"moov", b"wide"})
FILMS: tuple[tuple[str, Sign], ...] = (
    MP4,
    ("matroska", lambda beginning: beginning.startswith(b"\x1a\x45\xdf\xa3")),
    ("mpegts", _is_transport_stream),
)
MUSIC: tuple[tuple[str, Sign], ...] = (
    MP4,
    ("ogg", lambda beginning: beginning.startswith(b"OggS")),
    ("flac", lambda beginning: beginning.startswith(b"fLaC")),
    ("wav", lambda beginning: beginning[:4] == b"RIFF" and beginning[8:12] == b"WAVE"),
    ("mp3", _is_mp3),
)


SOUNDS = (*MUSIC, *(kind for kind in FILMS if kind not in MUSIC))


class NotPlayableError(RefusedError):
    """This file cannot be played; the message says why."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file holds."""

    container: str
    seconds: float = 0.0
    picture: str = ""
    """Its codec; empty when there is none."""
    width: int = 0
    height: int = 0
    suits_players: bool = False
    """Whether its pictures could be passed on as they are."""
    sound: str = ""
    """Its codec; empty when there is none."""
    is_interlaced: bool = False
    """Whether its pictures are woven of two halves each."""


def opening(container: str) -> list[str]:
    """Tell ffmpeg how an uploaded file is to be opened, and nothing else with it."""
    most = str(WIDEST * TALLEST)
    return [
        *("-protocol_whitelist", "file", "-codec_whitelist", ",".join(DECODERS)),
        *("-max_pixels", most, "-f", container),
    ]


class Kind(NamedTuple):
    """What a file is looked into as."""

    containers: tuple[tuple[str, Sign], ...]
    stream: str
    otherwise: StrOrPromise
    """What is said of a file that is something else."""
    judge: Callable[[Facts], Facts]
    """Raises NotPlayableError."""


def look_into_film(file: Path) -> Facts:
    """Say what a video holds. Raises NotPlayableError."""
    return _look(file, FILM)


def look_into_music(file: Path) -> Facts:
    """Say what a piece of music holds. Raises NotPlayableError."""
    return _look(file, PIECE_OF_MUSIC)


def look_into_sound(file: Path) -> Facts:
    """Say what a sound holds, be it that of a video. Raises NotPlayableError."""
    return _look(file, SOUND_OF_ANYTHING)


class Look:
    """A look for which nobody waits."""

    def __init__(self, file: Path, kind: Kind) -> None:
        """Begin it. Raises NotPlayableError, and OSError when there is no such file."""
        self._kind = kind
        self._container = _container_of(file, kind)
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 -- closed when it ends
        self._until = time.monotonic() + PATIENCE
        self._process = subprocess.Popen(
            _command(file, self._container, kind.stream),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._said,
            env={},
        )

    def result(self) -> Facts | None:
        """Say what it holds, or None as long as it lasts. Raises NotPlayableError."""
        if self._process.poll() is None and time.monotonic() < self._until:
            return None
        self._said.seek(0)
        said = self._said.read()
        self.end()
        return self._kind.judge(_facts(self._container, self._process.returncode, said))

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._said.close()


def _film(facts: Facts) -> Facts:
    if not facts.picture:
        raise NotPlayableError(_("This file has no picture."))
    if facts.width > WIDEST or facts.height > TALLEST:
        raise NotPlayableError(_("This picture is larger than 4096 by 2304. Export it as 1080p."))
    if facts.seconds < SHORTEST:
        raise NotPlayableError(_("This video is shorter than two seconds."))
    if facts.seconds > LONGEST:
        raise NotPlayableError(_("This video is longer than twelve hours."))
    return facts


def _music(facts: Facts) -> Facts:
    if not facts.sound:
        raise NotPlayableError(NO_MUSIC)
    if facts.seconds < SHORTEST:
        raise NotPlayableError(_("This music is shorter than two seconds."))
    return facts


def _sound(facts: Facts) -> Facts:
    if not facts.sound:
        raise NotPlayableError(_("Nothing is to be heard in this file."))
    if facts.seconds < SHORTEST:
        raise NotPlayableError(_("This sound is shorter than two seconds."))
    if facts.seconds > LONGEST:
        raise NotPlayableError(_("This sound is longer than twelve hours."))
    return facts


FILM = Kind(FILMS, "0:v:0", NO_FILM, _film)
PIECE_OF_MUSIC = Kind(MUSIC, "0:a:0", NO_MUSIC, _music)
SOUND_OF_ANYTHING = Kind(SOUNDS, "0:a:0", NO_SOUND, _sound)


def _look(file: Path, kind: Kind) -> Facts:
    container = _container_of(file, kind)
    try:
        done = subprocess.run(
            _command(file, container, kind.stream),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env={},
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotPlayableError(BROKEN) from None
    return kind.judge(_facts(container, done.returncode, done.stderr))


def _container_of(file: Path, kind: Kind) -> str:
    """Return which of the known kinds a file is by its beginning. Raises NotPlayableError."""
    with file.open("rb") as opened:
        beginning = opened.read(BEGINNING)
    container = next((name for name, is_so in kind.containers if is_so(beginning)), "")
    if not container:
        raise NotPlayableError(kind.otherwise)
    return container


def _command(file: Path, container: str, stream: str) -> list[str]:
    source = [*opening(container), "-i", str(file.absolute())]
    look = ["-t", LOOKED_AT, "-map", stream, "-f", "null", "-"]
    return [program(), "-nostdin", "-hide_banner", "-nostats", *source, *look]


def _facts(container: str, code: int, words: bytes) -> Facts:
    said = words.decode(errors="replace")
    if code and LACKING not in said:
        raise NotPlayableError(BROKEN)
    return _read(container, said.partition("Output #0")[0])


def _read(container: str, said: str) -> Facts:
    length, sound = LENGTH.search(said), SOUND.search(said)
    pictures = [found for found in PICTURE.finditer(said) if COVER not in found[2]]
    seconds = 0.0
    if length:
        seconds = 3600 * int(length[1]) + 60 * int(length[2]) + float(length[3])
    codec = sound[1] if sound else ""
    if not pictures:
        return Facts(container, seconds, sound=codec)
    size, pixels = SIZE.search(pictures[0][2]), PIXELS.search(pictures[0][2])
    is_interlaced = any(word in pictures[0][2] for word in WOVEN)
    is_plain = pictures[0][1] == "h264" and bool(pixels and pixels[1] == "yuv420p")
    return Facts(
        container,
        seconds,
        picture=pictures[0][1],
        width=int(size[1]) if size else 0,
        height=int(size[2]) if size else 0,
        suits_players=is_plain and "displaymatrix" not in said and not is_interlaced,
        sound=codec,
        is_interlaced=is_interlaced,
    )
