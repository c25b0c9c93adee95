# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Names in addresses for things that are added by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.text import slugify

if TYPE_CHECKING:
    from collections.abc import Container
    from uuid import UUID

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ3789"
"""No letter or digit that is mistaken for another when it is read out."""
UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)


def free_slug(text: str, taken: Container[str], *, longest: int = 60) -> str:
    """Return a short name made of the text that nothing else has."""
    start = slugify(text.translate(UMLAUTS))[:longest].strip("-") or "x"
    slug, number = start, 1
    while slug in taken:
        number += 1
        slug = f"{start}-{number}"
    return slug


def free_code(guid: UUID, taken: Container[str], *, length: int = 6) -> str:
    """Return a code of a few letters that nothing else has, always the same for the same guid."""
    number = guid.int
    code = ""
    while len(code) < length or code in taken:
        number, letter = divmod(number, len(LETTERS))
        code += LETTERS[letter]
    return code
