# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""How commands say how many and how much: one change, 1,200 files, 3 MB, 4.5 GB."""

from __future__ import annotations

MEGABYTE, GIGABYTE = 1_000_000, 1_000_000_000


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun; most nouns only get an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def sized(size: float) -> str:
    """Return bytes as they are read: in gigabytes, or where that would be nothing, in megabytes."""
    if size >= GIGABYTE / 10:
        return f"{size / GIGABYTE:,.1f} GB"
    return f"{max(round(size / MEGABYTE), 1 if size else 0)} MB"
