# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Whole numbers as people type them, and as forms and addresses carry them."""

from __future__ import annotations

LARGEST = 2**63 - 1
"""What a column holds."""


def whole_number(typed: str, *, most: int = LARGEST) -> int | None:
    """Return the number that was typed; None where it is none, or more than there can be.

    Python itself refuses to read very long ones, with an error that nobody expects.
    """
    is_readable = typed.isascii() and typed.isdecimal() and len(typed) <= len(str(LARGEST))
    number = int(typed) if is_readable else None
    return number if number is not None and number <= most else None
