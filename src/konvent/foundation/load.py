# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the house puts aside when it is too much: networking and search first, the picture never.

A *part* is something the house can do without for a while. They are put aside in one order, a
level at a time, and come back in the opposite one. The level is measured in the front (see
`front/shedding.py`), or set by hand; a level set by hand is the least.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class Part(StrEnum):
    """What can be put aside."""

    NETWORKING = "networking"
    SEARCH = "search"
    CHAT = "chat"
    QUESTIONS = "questions"

    @property
    def level(self) -> int:
        """Return the level from which on it is put aside."""
        return LEVELS[self]


LEVELS = {Part.NETWORKING: 1, Part.SEARCH: 1, Part.CHAT: 2, Part.QUESTIONS: 3}
LOAD = "load"
"""Topic of a convention that says what is put aside."""
HIGHEST = max(LEVELS.values())


class Burden:
    """How much is put aside, as the front has decided it; topics are read in the same process."""

    def __init__(self) -> None:
        self.measured = 0
        self.by_hand: dict[str, int] = {}
        """The least level of a convention, where somebody has said so."""

    def level(self, convention: str) -> int:
        """Return how much is put aside in a convention."""
        return max(self.measured, self.by_hand.get(convention, 0))

    def rests(self, part: Part | None, convention: str) -> bool:
        """Whether this part is put aside at the moment."""
        return part is not None and self.level(convention) >= part.level

    def state(self, convention: str) -> dict[str, Any]:
        """Return what everybody is told: the parts that rest."""
        return {"resting": {part: True for part in Part if self.rests(part, convention)}}


BURDEN = Burden()
