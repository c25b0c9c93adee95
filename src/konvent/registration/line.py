# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""One queue at the doors: numbers in the order of arrival, called one after the other.

Numbers below `turn` have been called. Whoever is called has a place inside kept for a while; who
does not come in that time has missed it, and is the first to be called again when they come back.
"""

from __future__ import annotations

from collections import deque
from itertools import islice, takewhile

SECONDS_CALLED = 60.0
"""How long a place inside is kept for somebody who was called."""
RATE_OVER = 120.0
"""Seconds over which it is measured how many are called."""


class Line:
    """The numbers of one lane."""

    def __init__(self) -> None:
        self.next = 1
        """The number that the next comer gets."""
        self.turn = 1
        self.called: dict[int, float] = {}
        """Numbers for which a place inside is kept, and until when; in the order of their calls."""
        self.missed: set[int] = set()
        self.back: dict[int, None] = {}
        """Who missed their call and has come back, in that order."""
        self.calls: deque[tuple[float, int]] = deque()

    @property
    def waiting(self) -> int:
        """How many wait to be called."""
        return self.next - self.turn + len(self.back)

    def give(self, number: int = 0) -> int:
        """Return the next number, or note one that was given before."""
        number = number or self.next
        self.next = max(self.next, number + 1)
        return number

    def is_open(self, number: int) -> bool:
        """Whether a number can still come in: it was not used before."""
        return number >= self.turn or number in self.called or number in self.missed

    def call(self, most: int, now: float) -> int:
        """Call up to so many; return how many were called."""
        returned = list(islice(self.back, max(most, 0)))
        for number in returned:
            del self.back[number]
            self.missed.discard(number)
        to = self.turn + min(max(most - len(returned), 0), self.next - self.turn)
        numbers = [*returned, *range(self.turn, to)]
        self.called.update(dict.fromkeys(numbers, now + SECONDS_CALLED))
        self.turn = to
        if numbers:
            self.calls.append((now, len(numbers)))
        return len(numbers)

    def take(self, number: int) -> bool:
        """Use a number that is called; say whether it was."""
        return self.called.pop(number, None) is not None

    def come_back(self, number: int) -> None:
        """Note that somebody who missed their call is here again."""
        if number in self.missed:
            self.back[number] = None

    def use_missed(self, number: int) -> None:
        """Use a number that missed its call."""
        self.missed.discard(number)
        self.back.pop(number, None)

    def let_go_of_the_late(self, now: float) -> None:
        """Keep no place any longer for those who did not come."""
        late = list(takewhile(lambda number: self.called[number] <= now, self.called))
        for number in late:
            del self.called[number]
        self.missed.update(late)

    def per_minute(self, now: float) -> int:
        """Return how many were called a minute, of late."""
        while self.calls and self.calls[0][0] < now - RATE_OVER:
            self.calls.popleft()
        if not self.calls:
            return 0
        seconds = max(now - self.calls[0][0], 1.0)
        return round(sum(count for _, count in self.calls) * 60 / seconds)
