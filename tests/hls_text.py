# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Read a media playlist line by line (RFC 8216), and say what is wrong with its form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

PLAYLIST_TAGS = {
    "EXT-X-VERSION",
    "EXT-X-TARGETDURATION",
    "EXT-X-MEDIA-SEQUENCE",
    "EXT-X-DISCONTINUITY-SEQUENCE",
    "EXT-X-INDEPENDENT-SEGMENTS",
    "EXT-X-PLAYLIST-TYPE",
    "EXT-X-START",
}
NEEDED_TAGS = {"EXT-X-VERSION", "EXT-X-TARGETDURATION", "EXT-X-MEDIA-SEQUENCE"}
SEGMENT_TAGS = {
    "EXTINF",
    "EXT-X-MAP",
    "EXT-X-PROGRAM-DATE-TIME",
    "EXT-X-DISCONTINUITY",
    "EXT-X-GAP",
}
END_TAG = "EXT-X-ENDLIST"
NOT_ALLOWED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufeff]| $|^ ", re.MULTILINE)
LEAST_VERSION = 6

NAME = re.compile(r"(?P<run>\d{8}T\d{9}(-[a-z0-9]+)?)-((?P<number>\d{5,})\.m4s|init\.mp4)")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)")


class Finding(NamedTuple):
    """A broken rule."""

    rule: str
    what: str

    def __str__(self) -> str:
        return f"{self.rule} {self.what}"


@dataclass(frozen=True)
class Entry:
    """A segment as a playlist lists it."""

    sequence: int
    uri: str
    init: str
    duration: float
    starts: float
    stretch: int
    is_break: bool
    is_gap: bool = False

    @property
    def ends(self) -> float:
        return self.starts + self.duration

    @property
    def run(self) -> str:
        return run_of(self.uri)

    @property
    def number(self) -> int:
        found = NAME.fullmatch(self.uri.rpartition("/")[2])
        return int(found["number"] or 0) if found else 0


def run_of(uri: str) -> str:
    """Return the run whose file this is, as far as its name tells."""
    found = NAME.fullmatch(uri.rpartition("/")[2])
    return found["run"] if found else uri


@dataclass
class Playlist:
    """What one reading of a media playlist says."""

    version: int = 0
    target: int = 0
    sequence: int = 0
    stretch: int = 0
    has_end: bool = False
    kind: str = ""
    begins_in: float = 0.0
    entries: list[Entry] = field(default_factory=list)


def read_playlist(text: str) -> tuple[Playlist, list[Finding]]:
    """Read a playlist, and say what is wrong with its form."""
    reader = _Reader()
    lines = text.splitlines()
    if lines[:1] != ["#EXTM3U"] or not text.endswith("\n"):
        reader.find("it does not begin with #EXTM3U, or breaks off")
    if NOT_ALLOWED.search(text):
        reader.find("it has control characters, a byte order mark, or blanks around its lines")
    for line in lines[1:]:
        reader.take(line)
    reader.finish()
    return reader.playlist, reader.findings


class _Reader:
    """Goes through the lines of a playlist."""

    def __init__(self) -> None:
        self.playlist = Playlist()
        self.findings: list[Finding] = []
        self._seen: set[str] = set()
        self._pending: dict[str, str] = {}
        self._init = ""
        self._stretch = 0

    def find(self, what: str) -> None:
        self.findings.append(Finding("V1", what))

    def take(self, line: str) -> None:
        tag, _, value = line.removeprefix("#").partition(":")
        if self.playlist.has_end:
            self.find("something stands behind its end")
        if not line.startswith("#"):
            self._segment(line)
        elif tag in PLAYLIST_TAGS:
            self._about_all(tag, value)
        elif tag in SEGMENT_TAGS:
            if tag in self._pending:
                self.find(f"{tag} stands twice before a segment")
            self._pending[tag] = value
        elif tag == END_TAG:
            self.playlist.has_end = True
        elif tag.startswith("EXT"):
            self.find(f"{tag} is not agreed")

    def _about_all(self, tag: str, value: str) -> None:
        if tag in self._seen or self.playlist.entries:
            self.find(f"{tag} stands twice, or behind a segment")
        self._seen.add(tag)
        if tag == "EXT-X-VERSION":
            self.playlist.version = int(value)
        elif tag == "EXT-X-TARGETDURATION":
            self.playlist.target = int(value)
        elif tag == "EXT-X-MEDIA-SEQUENCE":
            self.playlist.sequence = int(value)
        elif tag == "EXT-X-DISCONTINUITY-SEQUENCE":
            self.playlist.stretch = self._stretch = int(value)
        elif tag == "EXT-X-PLAYLIST-TYPE":
            self.playlist.kind = value
        elif tag == "EXT-X-START":
            offset = re.search(r"TIME-OFFSET=(-?\d+\.\d+)(,|$)", value)
            self.playlist.begins_in = float(offset[1]) if offset else -1.0

    def _segment(self, uri: str) -> None:
        tags, self._pending = self._pending, {}
        if not uri:
            self.find("there is an empty line")
            return
        is_break = "EXT-X-DISCONTINUITY" in tags
        self._stretch += is_break
        if map_ := re.search(r'URI="([^"]+)"', tags.get("EXT-X-MAP", "")):
            self._init = map_[1]
        moment = tags.get("EXT-X-PROGRAM-DATE-TIME", "")
        length = tags.get("EXTINF", "").rstrip(",")
        is_gap = "EXT-X-GAP" in tags  # its MAP may be missing with it
        if not (
            (self._init or is_gap)
            and MOMENT.fullmatch(moment)
            and re.fullmatch(r"\d+\.\d+", length)
        ):
            self.find(f"{uri} comes without its EXTINF, its MAP or its moment")
            return
        entry = Entry(
            sequence=self.playlist.sequence + len(self.playlist.entries),
            uri=uri,
            init=self._init,
            duration=float(length),
            starts=datetime.fromisoformat(moment).timestamp(),
            stretch=self._stretch,
            is_break=is_break,
            is_gap=is_gap,
        )
        self.playlist.entries.append(entry)

    def finish(self) -> None:
        missing = NEEDED_TAGS - self._seen
        if missing or self.playlist.version < LEAST_VERSION:
            self.find(f"missing {sorted(missing)}, or version below {LEAST_VERSION}")
        if not self.playlist.entries:
            self.find("it lists nothing")
        if self._pending:
            self.find(f"{sorted(self._pending)} belong to no segment")
