# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the doctor says: how good something is, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias


class State(StrEnum):
    """How good a finding is."""

    FINE = "fine"
    NOTE = "note"
    """It works; somebody should know."""
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, and how to mend it."""

    state: State
    says: str
    mend: str = ""


def fine(says: str) -> Finding:
    return Finding(State.FINE, says)


def note(says: str, mend: str = "") -> Finding:
    return Finding(State.NOTE, says, mend)


def wrong(says: str, mend: str) -> Finding:
    return Finding(State.WRONG, says, mend)


@dataclass(frozen=True, slots=True)
class Door:
    """Where the installation listens, or would."""

    host: str
    port: int


Check: TypeAlias = Callable[[Door, datetime], Finding]
