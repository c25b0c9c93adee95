# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with a source: single signs become a trouble when there are enough of them."""

from __future__ import annotations

import time
from collections import deque
from typing import NamedTuple


class Rule(NamedTuple):
    """How many signs within how many seconds are a trouble."""

    signs: int
    within: float


RULES = {
    "corrupt-packets": Rule(5, 60.0),
    "dropped-pictures": Rule(3, 15.0),
    "high-bit-rate": Rule(3, 15.0),
    "no-picture": Rule(1, 30.0),
    "port-taken": Rule(1, 10.0),
    "rtmp-away": Rule(2, 30.0),
    "too-slow": Rule(2, 12.0),
    "wrong-passphrase": Rule(1, 60.0),
}


class Health:
    """Collects signs and says which troubles there are, each with its beginning."""

    def __init__(self) -> None:
        self._signs: dict[str, deque[float]] = {
            code: deque(maxlen=rule.signs) for code, rule in RULES.items()
        }
        self._lasting: set[str] = set()
        self._since: dict[str, float] = {}

    def sign(self, code: str, at: float) -> None:
        """Note one sign of a trouble."""
        self._signs[code].append(at)

    def begin(self, code: str) -> None:
        """Note a trouble that stays until it is said to be over."""
        self._lasting.add(code)

    def end(self, *codes: str) -> None:
        """Note that troubles are over."""
        self._lasting.difference_update(codes)

    def end_all(self) -> None:
        """Forget what was true of an encoder that has gone."""
        self._lasting.clear()

    def has(self, *codes: str) -> bool:
        """Say whether one of these troubles has been said to be there."""
        return not self._lasting.isdisjoint(codes)

    def troubles(self, at: float) -> dict[str, float]:
        """Return the codes of what is wrong at this moment and since when, in wall-clock time."""
        there = {*self._lasting, *(code for code in RULES if self._is_enough(code, at))}
        now = time.time()
        self._since = {code: self._since.get(code, now) for code in sorted(there)}
        return dict(self._since)

    def _is_enough(self, code: str, at: float) -> bool:
        signs, rule = self._signs[code], RULES[code]
        return len(signs) == rule.signs and signs[0] > at - rule.within
