# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Read fragmented MP4 as a player must: every box, every sample. Knows nothing of Konvent."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MOVIE = "moov"
TRACK = "trak"
TABLE = ("mdia", "minf", "stbl", "stsd")
NOT_A_KEY = 1 << 16


class BrokenFileError(Exception):
    """The bytes are not what they should be."""


@dataclass(frozen=True)
class Track:
    kind: str
    """``vide`` or ``soun``."""
    timescale: int
    codec: str
    width: int = 0
    height: int = 0
    default_duration: int = 0
    default_flags: int = 0


@dataclass
class Fragment:
    """A track's part of a segment, in seconds."""

    base: float
    duration: float
    begins_with_key: bool


def boxes(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Go through the boxes that fill these bytes exactly."""
    at = 0
    while at < len(data):
        if at + 8 > len(data):
            raise BrokenFileError("it ends inside the head of a box")
        size, kind = struct.unpack_from(">I4s", data, at)
        if size < 8 or at + size > len(data):
            raise BrokenFileError(f"the box {kind!r} is cut off")
        yield kind.decode("latin-1"), data[at + 8 : at + size]
        at += size


def find(data: bytes, *path: str) -> list[bytes]:
    here = [body for kind, body in boxes(data) if kind == path[0]]
    return here if len(path) == 1 else [b for body in here for b in find(body, *path[1:])]


def one(data: bytes, *path: str) -> bytes:
    found = find(data, *path)
    if len(found) != 1:
        raise BrokenFileError(f"there are {len(found)} boxes {'/'.join(path)}")
    return found[0]


def full(box: bytes) -> tuple[int, int, bytes]:
    """Split a full box into version, flags and the rest."""
    return box[0], int.from_bytes(box[1:4], "big"), box[4:]


def read_init(data: bytes) -> dict[int, Track]:
    """Return the tracks by their number."""
    kinds = [kind for kind, _ in boxes(data)]
    if kinds[:1] != ["ftyp"] or MOVIE not in kinds:
        raise BrokenFileError("it is no initialization segment")
    movie = one(data, MOVIE)
    extends = {}
    for box in find(movie, "mvex", "trex"):
        number, _, duration, _, flags = struct.unpack_from(">5I", full(box)[2])
        extends[number] = (duration, flags)
    return dict(_track(track, extends) for track in find(movie, TRACK))


def _track(track: bytes, extends: dict[int, tuple[int, int]]) -> tuple[int, Track]:
    version, _, head = full(one(track, "tkhd"))
    number = struct.unpack_from(">I", head, 16 if version else 8)[0]
    version, _, head = full(one(track, "mdia", "mdhd"))
    timescale = struct.unpack_from(">I", head, 16 if version else 8)[0]
    kind = one(track, "mdia", "hdlr")[8:12].decode()
    entry, body = next(iter(boxes(one(track, *TABLE)[8:])))
    if number not in extends:
        raise BrokenFileError(f"track {number} is not meant to be fragmented")
    size = struct.unpack_from(">HH", body, 24) if kind == "vide" else (0, 0)
    return number, Track(kind, timescale, _codec(entry, body), *size, *extends[number])


def _codec(entry: str, body: bytes) -> str:
    if entry == "avc1":
        configuration = one(body[78:], "avcC")
        return f"avc1.{configuration[1:4].hex()}"
    if entry == "mp4a":
        description = one(body[28:], "esds")
        configuration = description.index(b"\x05", 20)  # the tag of the decoder's own description
        while description[configuration + 1] & 0x80:
            configuration += 1
        return f"mp4a.40.{description[configuration + 2] >> 3}"
    return entry


def read_segment(data: bytes, tracks: dict[int, Track]) -> dict[str, Fragment]:
    """Return what each track brings, by its kind."""
    kinds = [kind for kind, _ in boxes(data)]
    if "moof" not in kinds or kinds[-1] != "mdat":
        raise BrokenFileError(f"it is no media segment: {kinds}")
    fragments: dict[str, Fragment] = {}
    for part in find(data, "moof", "traf"):
        _add(part, tracks, fragments)
    if {track.kind for track in tracks.values()} != set(fragments):
        raise BrokenFileError(f"it brings only {sorted(fragments)}")
    return fragments


def _add(part: bytes, tracks: dict[int, Track], fragments: dict[str, Fragment]) -> None:
    _, flags, head = full(one(part, "tfhd"))
    track = tracks[struct.unpack_from(">I", head)[0]]
    at = 4 + 8 * bool(flags & 1) + 4 * bool(flags & 2)
    optional = _optional(head, at, flags, {0x8: "duration", 0x10: "size", 0x20: "flags"})
    version, _, base = full(one(part, "tfdt"))
    began = struct.unpack_from(">Q" if version else ">I", base)[0] / track.timescale
    for run in find(part, "trun"):
        duration, first = _samples(
            run,
            optional.get("duration", track.default_duration),
            optional.get("flags", track.default_flags),
        )
        known = fragments.setdefault(track.kind, Fragment(began, 0.0, not first & NOT_A_KEY))
        known.duration += duration / track.timescale


def _optional(data: bytes, at: int, flags: int, fields: dict[int, str]) -> dict[str, int]:
    """Read the four-byte fields that the flags announce, in their order."""
    values = {}
    for flag, name in fields.items():
        if flags & flag:
            values[name] = struct.unpack_from(">I", data, at)[0]
            at += 4
    return values


def _samples(run: bytes, duration: int, flags: int) -> tuple[int, int]:
    """Return the length of all samples together, and the first one's flags."""
    _, present, body = full(run)
    count = struct.unpack_from(">I", body)[0]
    before = _optional(body, 4, present, {0x1: "offset", 0x4: "flags"})
    at = 4 + 4 * len(before)
    fields = {0x100: "duration", 0x200: "size", 0x400: "flags", 0x800: "composition"}
    length = 4 * sum(bool(present & flag) for flag in fields)
    total, first = 0, None
    for number in range(count):
        sample = _optional(body, at + number * length, present, fields)
        total += sample.get("duration", duration)
        if first is None:
            first = before.get("flags", sample.get("flags", flags))
    return total, first or 0
