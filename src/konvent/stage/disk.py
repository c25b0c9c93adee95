# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""How full the server's disk is, and what follows from it for the stages."""

from __future__ import annotations

import logging
import os
import shutil
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

FULL, FULL_SHARE = 150_000_000, 0.05
"""Bytes, and share of the disk, that are left to the database: whichever is less."""
ALARM_BELOW = 0.2
"""Share of the disk that is free when the producer is told."""
FILLS, IS_FULL = "disk-nearly-full", "disk-full"
"""Codes of what is wrong with it."""

RESERVED, GIVEN_BELOW, TAKEN_ABOVE = 8_000_000, 8_000_000, 64_000_000
"""Bytes of the reserve; free ones below which it is given away, and above which made again."""

logger = logging.getLogger(__name__)


class Usage(Protocol):
    """What a disk says of itself, in bytes."""

    @property
    def total(self) -> int: ...
    @property
    def free(self) -> int: ...


def is_full(disk: Usage) -> bool:
    """Whether what is left is the database's."""
    return disk.free <= min(FULL, FULL_SHARE * disk.total)


def fills(disk: Usage) -> bool:
    return disk.free < ALARM_BELOW * disk.total


def troubles_of(disk: Usage) -> tuple[str, ...]:
    """Return the codes of what is wrong, the worst first."""
    return (*((IS_FULL,) if is_full(disk) else ()), *((FILLS,) if fills(disk) else ()))


def look_after_reserve(file: Path) -> None:
    """Keep some bytes of the disk, and give them up when the database would find none.

    So a session can be ended even then.
    """
    free = shutil.disk_usage(file.parent).free
    if free < GIVEN_BELOW and file.exists():
        file.unlink(missing_ok=True)
        logger.error("Nothing is left of the disk: its reserve is the database's now.")
    elif free > TAKEN_ABOVE and not file.exists():
        file.write_bytes(os.urandom(RESERVED))  # zeros would take nothing on some disks
