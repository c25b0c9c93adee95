# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A full disk, however it is said."""

from __future__ import annotations

import sqlite3
from errno import EDQUOT, ENOSPC

POSTGRES_DISK_FULL = "53100"
"""SQLSTATE of PostgreSQL's appendix A."""
WORDS = (
    "The disk that holds {data} is full, so this was not done. "
    "Make room there, or name another folder with --data, and run the command again."
)


def is_full(error: BaseException | None) -> bool:
    """Whether it failed for want of room; files and both databases say so each in their way."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in {ENOSPC, EDQUOT}:
            return True
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            return True
        if getattr(error, "sqlstate", None) == POSTGRES_DISK_FULL:
            return True
        error = error.__cause__ or error.__context__
    return False
