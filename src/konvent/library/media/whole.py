# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Prove that a tape is whole: every file there is what it was when it was kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from konvent.foundation.media.index import fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from konvent.foundation.media.index import Row

MISSING, CHANGED = "missing", "changed"


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that is not what it should be."""

    file: str
    what: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at, and what is wrong with it."""

    segments: int
    bytes: int
    faults: tuple[Fault, ...] = ()
    never_kept: int = 0
    """Segments that were shown while the disk took nothing; players are told of them."""


def look_at(folder: Path, rows: Sequence[Row]) -> Report:
    """Compare every file of a tape with its hash."""
    kept = [row for row in rows if not row.is_missing]
    wanted = {name: digest for row in kept for name, digest in row.hashes.items() if digest}
    size, faults = 0, []
    for name, digest in wanted.items():
        file = folder / name
        try:
            size += file.stat().st_size
            if fingerprint(file) != digest:
                faults.append(Fault(name, CHANGED))
        except FileNotFoundError:
            faults.append(Fault(name, MISSING))
    return Report(len(kept), size, tuple(faults), never_kept=len(rows) - len(kept))
