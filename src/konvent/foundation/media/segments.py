# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Segments as a source writes them: what ffmpeg is told, and what it has finished."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from konvent.foundation.media.names import SECONDS, SEGMENT, init_name, segment_name

if TYPE_CHECKING:
    from collections.abc import Sequence
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
    init: str
    others: tuple[str, ...] = ()
    """Names of the variants it exists in as well."""

    def rendition(self, variant: str) -> tuple[str, str]:
        """Return the names of another rendition and of its head."""
        return segment_name(self.run, self.number, variant), init_name(self.run, variant)

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> Segment:
        """Return what `asdict` was made of, once it went through JSON."""
        return cls(**{**facts, "others": tuple(facts["others"])})

    @property
    def files(self) -> list[str]:
        others = [name for variant in self.others for name in self.rendition(variant)]
        return [self.name, self.init, *others]


def output(run: str, variants: Sequence[str] = ()) -> list[str]:
    """Tell ffmpeg to write a run's segments into the folder it works in.

    Its own playlists are read here and shown to nobody. It deletes nothing.
    """
    name = f"{run}-%v" if variants else run
    return [
        *("-max_muxing_queue_size", "4096"),
        *("-f", "hls", "-hls_time", str(SECONDS), "-hls_list_size", str(KEPT_IN_LIST)),
        *("-hls_segment_type", "fmp4", "-hls_fmp4_init_filename", f"{name}-init.mp4"),
        *("-hls_flags", "independent_segments+temp_file+omit_endlist"),
        # Else each track of a run begins at zero, and what began apart would be out of step.
        *("-hls_segment_options", "movflags=+frag_discont"),
        *("-hls_segment_filename", f"{name}-%05d.m4s", f"{name}.list"),
    ]


def list_name(run: str, variant: str = "") -> str:
    """Name ffmpeg's own playlist so that no player ever gets it."""
    return f"{run}-{variant}.list" if variant else f"{run}.list"


def lists_of(folder: Path, run: str, variants: Sequence[str] = ()) -> list[str]:
    """Return the paths of ffmpeg's own playlists of a run."""
    return [str(folder / list_name(run, variant)) for variant in variants or ("",)]


def stamps_of(lists: Sequence[str]) -> list[tuple[int, int]]:
    """Return what changes when ffmpeg writes them anew: it replaces the file."""
    stamps = []
    for name in lists:
        try:
            status = os.stat(name)  # noqa: PTH116 -- asked several times a second
        except FileNotFoundError:
            continue
        stamps.append((status.st_ino, status.st_mtime_ns))
    return stamps


def finished(folder: Path, run: str, *, after: int, variants: Sequence[str] = ()) -> list[Segment]:
    """Return what of a run has been completed after number ``after``, in all variants."""
    main, *others = variants or ("",)
    done = [listed(folder / list_name(run, other)) for other in others]
    return [
        _segment(folder, run, number, length, main=main, others=others)
        for number, length in sorted(listed(folder / list_name(run, main)).items())
        if number > after and all(number in numbers for numbers in done)
    ]


def listed(file: Path) -> dict[int, float]:
    """Return the lengths of the segments that ffmpeg lists, by number."""
    try:
        text = file.read_text()
    except FileNotFoundError:
        return {}
    named = ((SEGMENT.fullmatch(name), float(length)) for length, name in ENTRY.findall(text))
    return {int(name["number"]): length for name, length in named if name}


def _segment(  # noqa: PLR0913 -- a segment is these facts
    folder: Path, run: str, number: int, duration: float, *, main: str, others: Sequence[str]
) -> Segment:
    file = folder / segment_name(run, number, main)
    facts = file.stat()
    init = init_name(run, main)
    segment = Segment(run, number, file.name, duration, facts.st_mtime, facts.st_size, init)
    return replace(segment, others=tuple(others)) if others else segment
