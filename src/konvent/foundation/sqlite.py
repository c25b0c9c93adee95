# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Has SQLite look for words as PostgreSQL does: in either case, also where a letter is not ASCII.

Its own LIKE takes “ö” and “Ö” for two letters, and so does every ``icontains`` of Django's there.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

MEANS = {"%": ".*", "_": "."}


def teach_letters(connection: BaseDatabaseWrapper, **_signal: object) -> None:
    """Give a connection that was just opened a LIKE that knows all letters."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("like", 3, is_like, deterministic=True)


def is_like(pattern: object, text: object, escape: str) -> bool | None:
    """Say whether a text is like a pattern, as SQL asks it; of nothing nobody knows."""
    if pattern is None or text is None:
        return None
    return _expression(str(pattern), escape).fullmatch(str(text)) is not None


@lru_cache(256)
def _expression(pattern: str, escape: str) -> re.Pattern[str]:
    signs = iter(pattern)
    parts = (
        re.escape(next(signs, "")) if sign == escape else MEANS.get(sign) or re.escape(sign)
        for sign in signs
    )
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)
