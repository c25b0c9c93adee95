# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Segments as a source writes them: what ffmpeg is told, and what it has finished."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from konvent.foundation.media.names import SECONDS, SEGMENT, init_name

if TYPE_CHECKING:
    from pathlib import Path

KEPT_IN_LIST = 8

ENTRY = re.compile(r"#EXTINF:([\d.]+),[^\n]*\n([^#\n]+)\n")


@dataclass(frozen=True, slots=True)
class Segment:
    """A finished piece of a run."""

    run: str
    number: int
    name: str
    duration: float
    closed_at: float
    """When its file was complete, in seconds since the epoch."""
    size: int


def output(run: str) -> list[str]:
    """Tell ffmpeg to write a run's segments into the folder it works in.

    Its own playlist is read here and shown to nobody. It deletes nothing.
    """
    return [
        *("-f", "hls", "-hls_time", str(SECONDS), "-hls_list_size", str(KEPT_IN_LIST)),
        *("-hls_segment_type", "fmp4", "-hls_fmp4_init_filename", init_name(run)),
        *("-hls_flags", "independent_segments+temp_file+omit_endlist"),
        *("-hls_segment_filename", f"{run}-%05d.m4s", list_name(run)),
    ]


def list_name(run: str) -> str:
    """Name ffmpeg's own playlist so that no player ever gets it."""
    return f"{run}.list"


def finished(folder: Path, run: str, *, after: int) -> list[Segment]:
    """Return the segments of a run that have been completed after number ``after``."""
    try:
        text = (folder / list_name(run)).read_text()
    except FileNotFoundError:
        return []
    listed = ((SEGMENT.fullmatch(name), float(length)) for length, name in ENTRY.findall(text))
    return [
        _segment(folder / name[0], run, int(name["number"]), length)
        for name, length in listed
        if name and int(name["number"]) > after
    ]


def _segment(file: Path, run: str, number: int, duration: float) -> Segment:
    facts = file.stat()
    return Segment(run, number, file.name, duration, facts.st_mtime, facts.st_size)
