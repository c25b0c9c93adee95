# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A folder in memory for what is live: a full disk, or a slow one, stops no picture.

Everybody may write into such a folder, so this installation's place in it is only used when it
belongs to us and is closed to everybody else.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path

LEAST_BYTES = 256 << 20
"""Free memory without which the disk is used instead."""
UNWRITTEN = "unwritten.jsonl"
"""What a stage's index holds that the disk has not taken."""


def make_place_in_memory(memory: str, data: Path) -> Path | None:
    """Return an installation's place in memory, made if need be; None: there is none to trust."""
    if place := _place(memory, data):
        with suppress(OSError):
            place.mkdir(mode=0o700, exist_ok=True)
    return place_in_memory(memory, data)


def place_in_memory(memory: str, data: Path) -> Path | None:
    """Return an installation's place in memory, if there is one to trust."""
    place = _place(memory, data)
    try:
        status = place.lstat() if place else None
    except OSError:
        return None
    if not place or not status:
        return None
    is_closed = stat.S_ISDIR(status.st_mode) and not status.st_mode & 0o077
    return place if is_closed and status.st_uid == os.geteuid() else None


def has_room(place: Path) -> bool:
    """Say whether enough memory is free to rely on."""
    return shutil.disk_usage(place).free >= LEAST_BYTES


def clear_stage(folder: Path) -> None:
    """Give back what a stage takes in memory, but for what the disk has not taken."""
    if not (folder / UNWRITTEN).exists():
        shutil.rmtree(folder, ignore_errors=True)


def leave_memory(memory: str, data: Path) -> None:
    """Give the memory back, unless the disk has not taken something that is still to be known."""
    place = _place(memory, data)
    if place and place.is_dir() and not any(place.glob(f"*/*/{UNWRITTEN}")):
        shutil.rmtree(place, ignore_errors=True)


def _place(memory: str, data: Path) -> Path | None:
    if not memory or not Path(memory).is_dir():
        return None
    name = hashlib.sha256(os.fsencode(data.resolve())).hexdigest()[:16]
    return Path(memory) / f"konvent-{name}"
