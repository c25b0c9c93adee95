# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Find what a convention does not want to read, however it is written."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from konvent.audience.models import WordList

if TYPE_CHECKING:
    from collections.abc import Collection

ANY_ENDING = "*"


def unwanted_words(conventions: Collection[str]) -> dict[str, str]:
    """Return the lists of these conventions, as they were written."""
    if not conventions:
        return {}
    lists = WordList.objects.filter(convention__slug__in=conventions)
    return dict(lists.values_list("convention__slug", "words"))


def first_found(words: str, *texts: str) -> str:
    """Return what of a list, a line each, stands in one of the texts, as it is compared."""
    search = _pattern(words)
    if search is None:
        return ""
    found = filter(None, (search.search(plain(text)) for text in texts))
    return next((match.group() for match in found), "")


def plain(text: str) -> str:
    """Return words as they are compared: without case, accents, and double space."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(part for part in parts if not unicodedata.combining(part)).split())


@lru_cache(maxsize=32)
def _pattern(words: str) -> re.Pattern[str] | None:
    lines = {plain(line) for line in words.splitlines()}
    parts = [_part(line) for line in sorted(lines) if line.rstrip(ANY_ENDING).strip()]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)") if parts else None


def _part(line: str) -> str:
    """Return the pattern of one line; spaces match as they are compared."""
    stem = line.rstrip(ANY_ENDING).strip()
    return re.escape(stem) + (r"\w*" if line.endswith(ANY_ENDING) else "")
