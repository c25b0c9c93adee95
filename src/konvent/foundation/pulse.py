# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The pulse of a part: a file whose time says when it last did its work; and who is ready to."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 1.0
"""Between two beats; more often would only cost."""


class Pulse:
    """What a part shows of its life; a full disk does not stop it."""

    def __init__(self, folder: Path, part: str) -> None:
        self.file = file_of(folder, part)
        self.beat_at = -SECONDS

    def beat(self) -> None:
        now = time.monotonic()
        if now < self.beat_at + SECONDS:
            return
        self.beat_at = now
        with suppress(OSError):
            try:
                os.utime(self.file)
            except FileNotFoundError:
                self.file.touch()


def say_ready(folder: Path, part: str, number: int) -> None:
    """Note which process does a part's work from now on."""
    beside = folder / f".{part}.ready"
    beside.write_text(f"{number}")
    beside.replace(folder / f"{part}.ready")


def who_is_ready(folder: Path, part: str) -> int:
    """Return the number of the process that does a part's work; 0 when none has said so."""
    try:
        return int((folder / f"{part}.ready").read_text() or 0)
    except (OSError, ValueError):
        return 0


def file_of(folder: Path, part: str) -> Path:
    return folder / f"{part}.pulse"


def seconds_since(file: Path, now: float) -> float | None:
    """Return how long ago a file was written; None when it never was."""
    try:
        return max(0.0, now - file.stat().st_mtime)
    except OSError:
        return None
