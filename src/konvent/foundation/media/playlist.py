# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Playlists as text (RFC 8216): views of a channel's rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from konvent.foundation.media.names import SECONDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from konvent.foundation.media.boxes import Tracks
    from konvent.foundation.media.index import Row

TARGET_DURATION = SECONDS
"""Fixed for the life of a playlist, so it is policy and not the longest segment at hand."""
SHORTEST_SHARE, LONGEST_SHARE = 0.5, 1.5
"""Of a target duration, between which a rate is a peak (RFC 8216, section 4.3.4.2)."""

RESOLUTION = re.compile(r"^#EXT-X-STREAM-INF:.*RESOLUTION=(\d+)x(\d+)", re.MULTILINE)
ROUNDED_TO = 10_000
HEADROOM = 1.1


def live_playlist(window: Sequence[Row]) -> str:
    """List the newest rows of a channel."""
    befores = (None, *window)
    entries = (continue_playlist(before, row) for before, row in zip(befores, window, strict=False))
    return begin_playlist(window[0]) + "".join(entries)


def begin_playlist(first: Row, starts_in: float | None = None) -> str:
    """Return what stands above a live list's entries; players begin so many seconds into it."""
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{TARGET_DURATION}",
        f"#EXT-X-MEDIA-SEQUENCE:{first.sequence}",
        f"#EXT-X-DISCONTINUITY-SEQUENCE:{first.stretch}",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        *([] if starts_in is None else [_start(starts_in)]),
    ]
    return "\n".join(lines) + "\n"


def continue_playlist(before: Row | None, row: Row) -> str:
    """Return a row's entry in a list whose last one is the row ``before``."""
    return "\n".join(_entry(before, row) if before else _first_entry(row)) + "\n"


def finished_playlist(rows: Sequence[Row], *, begins: float = 0.0) -> str:
    """List all there will ever be; players begin at the moment ``begins`` if that is later."""
    first = rows[0]
    longest = max(round(row.duration) for row in rows)
    late = begins - first.starts
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{max(TARGET_DURATION, longest)}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        *([_start(late)] if late > 0 else []),
        *_first_entry(first),
    ]
    for before, row in pairwise(rows):
        lines += _entry(before, row)
    return "\n".join([*lines, "#EXT-X-ENDLIST"]) + "\n"


def _start(seconds: float) -> str:
    return f"#EXT-X-START:TIME-OFFSET={seconds:.3f},PRECISE=YES"


def _first_entry(row: Row) -> list[str]:
    """A break before the first row is not tagged: the playlist's head has counted it."""
    return [*_map(row), *_media(row)]


def _entry(before: Row, row: Row) -> list[str]:
    is_break = row.stretch != before.stretch
    tags = ["#EXT-X-DISCONTINUITY"] if is_break else []
    return [*tags, *(_map(row) if is_break or before.is_missing else ()), *_media(row)]


def _map(row: Row) -> list[str]:
    """Name what a stretch begins with, where it is there: a full disk did not take that, either."""
    return [] if row.is_missing else [f'#EXT-X-MAP:URI="{row.init}"']


def _media(row: Row) -> list[str]:
    start = datetime.fromtimestamp(row.starts, UTC)
    moment = f"{start:%Y-%m-%dT%H:%M:%S}.{start.microsecond // 1000:03}Z"
    gap = ["#EXT-X-GAP"] if row.is_missing else []
    return [f"#EXT-X-PROGRAM-DATE-TIME:{moment}", *gap, f"#EXTINF:{row.duration:.6f},", row.uri]


@dataclass(frozen=True, slots=True)
class Variant:
    """A playlist of the same moments, what it is made of and what it asks of a line."""

    name: str
    tracks: Tracks
    peak: int
    average: int


def master_playlist(variants: Sequence[Variant]) -> str:
    """Name the variants, best first."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for variant in variants:
        facts = {
            "BANDWIDTH": variant.peak,
            "AVERAGE-BANDWIDTH": variant.average,
            "CODECS": f'"{variant.tracks.codecs}"',
            "RESOLUTION": f"{variant.tracks.width}x{variant.tracks.height}",
        }
        attributes = ",".join(f"{name}={value}" for name, value in facts.items())
        lines += [f"#EXT-X-STREAM-INF:{attributes}", variant.name]
    return "\n".join(lines) + "\n"


def declared_size(master: str) -> tuple[int, int] | None:
    """Return width and height of the first variant that a master playlist names."""
    found = RESOLUTION.search(master)
    return (int(found[1]), int(found[2])) if found else None


def bandwidth(rows: Sequence[Row]) -> tuple[int, int]:
    """Return peak and average in bits per second, with some headroom and rounded up."""
    average = 8 * sum(row.size for row in rows) / sum(row.duration for row in rows)
    peak = max(peak_rate(rows), average)
    return _rounded(peak), _rounded(average)


def peak_rate(rows: Sequence[Row]) -> float:
    """Return the most bits per second of any neighbours that are about one segment long.

    The shortest segments, such as a run's last, say nothing about a line: they are mostly one
    large picture. 0 where there are no neighbours of that length.
    """
    peak = 0.0
    for first in range(len(rows)):
        size, seconds = 0, 0.0
        for row in rows[first:]:
            size, seconds = size + row.size, seconds + row.duration
            if seconds > LONGEST_SHARE * TARGET_DURATION:
                break
            if seconds >= SHORTEST_SHARE * TARGET_DURATION:
                peak = max(peak, 8 * size / seconds)
    return peak


def _rounded(bits: float) -> int:
    return ceil(HEADROOM * bits / ROUNDED_TO) * ROUNDED_TO
