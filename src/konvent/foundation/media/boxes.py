# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What an initialization segment says of its tracks (ISO/IEC 14496-12, -14 and -15)."""

from __future__ import annotations

import struct
from contextlib import suppress
from dataclasses import dataclass
from os import SEEK_CUR
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SAMPLE_TABLE = ("moov", "trak", "mdia", "minf", "stbl", "stsd")
BEFORE_ENTRIES = 8  # version, flags and count in stsd
IN_VISUAL_ENTRY = 78
IN_AUDIO_ENTRY = 28
SIZE_IN_VISUAL_ENTRY = 24
DECODER_CONFIG, DECODER_SPECIFIC = 0x04, 0x05
EXTENDED_OBJECT_TYPE = 31
BOX_HEAD, AFTER_FLAGS, FIRST = 8, 4, 1
SIZE_IN_HEAD, SIZE_IN_RUN = 0x10, 0x200


class UnknownTracksError(ValueError):
    """The file has tracks that a player could not be told about."""


@dataclass(frozen=True, slots=True)
class Tracks:
    """What a player has to know before it loads anything."""

    codecs: str
    """As in RFC 6381, picture first."""
    width: int
    height: int


def read_tracks(init: bytes) -> Tracks:
    """Read codecs and size. Raises UnknownTracksError."""
    entries = {
        kind: body
        for table in _find(init, SAMPLE_TABLE)
        for kind, body in _boxes(table[BEFORE_ENTRIES:])
    }
    try:
        picture, sound = entries["avc1"], entries["mp4a"]
        width, height = struct.unpack_from(">HH", picture, SIZE_IN_VISUAL_ENTRY)
        return Tracks(f"{_avc(picture)},{_aac(sound)}", width, height)
    except (KeyError, StopIteration, IndexError, struct.error) as error:
        raise UnknownTracksError(f"Tracks {sorted(entries)} are not H.264 with AAC.") from error


def sizes_of_tracks(segment: bytes) -> dict[int, int]:
    """Return how many bytes of a media segment belong to each track; its beginning is enough."""
    sizes: dict[int, int] = {}
    for fragment in _find(segment, ("moof", "traf")):
        parts = dict(_boxes(fragment))
        with suppress(KeyError, struct.error):
            track, default = _track_and_size(parts["tfhd"])
            sizes[track] = sizes.get(track, 0) + _size_of_run(parts["trun"], default)
    return sizes


def starts_of_tracks(init: bytes, segment: bytes) -> dict[str, float]:
    """Return when each track of a media segment begins in its run, by kind: ``vide``, ``soun``."""
    kinds = dict(_kinds(init))
    starts: dict[str, float] = {}
    for fragment in _find(segment, ("moof", "traf")):
        parts = dict(_boxes(fragment))
        with suppress(KeyError, struct.error, ZeroDivisionError):
            kind, scale = kinds[_number(parts["tfhd"])]
            moment = parts["tfdt"]
            at = struct.unpack_from(">Q" if moment[0] else ">I", moment, AFTER_FLAGS)[0] / scale
            starts.setdefault(kind, at)
    return starts


def _kinds(init: bytes) -> Iterator[tuple[int, tuple[str, int]]]:
    """Yield number, kind and timescale of each track."""
    for track in _find(init, ("moov", "trak")):
        head, media = dict(_boxes(track))["tkhd"], dict(_boxes(dict(_boxes(track))["mdia"]))
        number = struct.unpack_from(">I", head, 20 if head[0] else 12)[0]
        scale = struct.unpack_from(">I", media["mdhd"], 20 if media["mdhd"][0] else 12)[0]
        yield number, (media["hdlr"][8:12].decode("latin-1"), scale)


def _track_and_size(head: bytes) -> tuple[int, int]:
    """Read a fragment's track, and the size of a sample whose size is not said."""
    flags, track = struct.unpack_from(">II", head)
    before = (0x1, 8), (0x2, 4), (0x8, 4)
    at = 8 + sum(length for flag, length in before if flags & flag)
    size = struct.unpack_from(">I", head, at)[0] if flags & SIZE_IN_HEAD else 0
    return track, int(size)


def _size_of_run(run: bytes, default: int) -> int:
    flags, count = struct.unpack_from(">II", run)
    if not flags & SIZE_IN_RUN:
        return default * int(count)
    at = 2 + bool(flags & 0x1) + bool(flags & 0x4)
    before = bool(flags & 0x100)
    step = before + 1 + bool(flags & 0x400) + bool(flags & 0x800)
    words: tuple[int, ...] = struct.unpack_from(f">{at + count * step}I", run)
    return sum(words[at + before :: step])


def count_pictures(file: Path) -> int:
    """Return how many pictures a media segment holds; 0 when it is no such thing, or is gone."""
    try:
        return sum(_pictures(fragment) for fragment in _fragments(file))
    except (OSError, IndexError, struct.error):
        return 0


def _fragments(file: Path) -> Iterator[bytes]:
    """Yield the heads of a segment's fragments, without reading what they are about."""
    with file.open("rb") as opened:
        while len(head := opened.read(BOX_HEAD)) == BOX_HEAD:
            size, kind = struct.unpack(">I4s", head)
            if size < BOX_HEAD:
                return
            if kind == b"moof":
                yield opened.read(size - BOX_HEAD)
            else:
                opened.seek(size - BOX_HEAD, SEEK_CUR)


def _pictures(fragment: bytes) -> int:
    """Count the samples of the first track: pictures come first in all that we write."""
    return sum(
        struct.unpack_from(">I", run, AFTER_FLAGS)[0]
        for kind, track in _boxes(fragment)
        if kind == "traf" and _number(dict(_boxes(track)).get("tfhd", b"")) == FIRST
        for name, run in _boxes(track)
        if name == "trun"
    )


def _number(head: bytes) -> int:
    return int(struct.unpack_from(">I", head, AFTER_FLAGS)[0])


def _avc(entry: bytes) -> str:
    """Profile, constraints and level are the three bytes after avcC's version."""
    configuration = dict(_boxes(entry[IN_VISUAL_ENTRY:]))["avcC"]
    return f"avc1.{configuration[1:4].hex()}"


def _aac(entry: bytes) -> str:
    """The audio object type stands in the first bits of the decoder's own description."""
    description = dict(_boxes(entry[IN_AUDIO_ENTRY:]))["esds"][4:]
    configuration = next(_descriptors(description, DECODER_CONFIG))
    specific = next(_descriptors(configuration[13:], DECODER_SPECIFIC))
    object_type = specific[0] >> 3
    if object_type == EXTENDED_OBJECT_TYPE:
        object_type = 32 + ((specific[0] & 7) << 3 | specific[1] >> 5)
    return f"mp4a.{configuration[0]:x}.{object_type}"


def _boxes(data: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        if size < 8:  # noqa: PLR2004 -- shorter than its own head: not a box
            return
        yield kind.decode("latin-1"), data[at + 8 : at + size]
        at += size


def _find(data: bytes, path: tuple[str, ...]) -> Iterator[bytes]:
    for kind, body in _boxes(data):
        if kind == path[0]:
            if len(path) == 1:
                yield body
            else:
                yield from _find(body, path[1:])


def _descriptors(data: bytes, wanted: int) -> Iterator[bytes]:
    """Yield the bodies of a kind of descriptor; the elementary stream's own is looked into."""
    at = 0
    while at + 2 <= len(data):
        tag, length, at = data[at], 0, at + 1
        while data[at] & 0x80:
            length, at = length << 7 | data[at] & 0x7F, at + 1
        length, at = length << 7 | data[at], at + 1
        if tag == wanted:
            yield data[at : at + length]
        elif tag == 0x03:  # noqa: PLR2004 -- ES_Descriptor: its parts follow three bytes
            yield from _descriptors(data[at + 3 : at + length], wanted)
        at += length


def read_lengths(file: Path) -> list[float]:
    """Return how long each track of a finished film is, in seconds; nothing for what is none."""
    return [_length(header) for header in _find(_movie(file), ("trak", "mdia", "mdhd"))]


def _movie(file: Path) -> bytes:
    """Return the body of the box that describes the tracks; what is media is jumped over."""
    try:
        with file.open("rb") as opened:
            while len(head := opened.read(8)) == 8:  # noqa: PLR2004 -- size and kind
                size, kind = struct.unpack(">I4s", head)
                if size == 1:
                    size = struct.unpack(">Q", opened.read(8))[0] - 8
                if kind == b"moov":
                    return opened.read(size - 8)
                if size < 8:  # noqa: PLR2004 -- to the end of the file
                    break
                opened.seek(size - 8, SEEK_CUR)
    except (OSError, struct.error):
        pass
    return b""


def _length(header: bytes) -> float:
    is_long = header[0] == 1
    scale, duration = struct.unpack_from(">IQ" if is_long else ">II", header, 20 if is_long else 12)
    return float(duration) / scale if scale else 0.0
