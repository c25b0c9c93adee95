# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Who asks too often: a bucket of tokens for each, in memory only and forgotten when it is full."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from konvent.foundation.networks import at_least_for

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from konvent.foundation.intents import Pace

MOST_REMEMBERED = 50_000


class Buckets:
    """Counts how often each of many asks for something."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.full_at: dict[Hashable, float] = {}
        """When each bucket will be full again; the fuller it is, the sooner."""

    def take(self, who: Hashable, pace: Pace) -> int:
        """Take a token; return 0, or when there is none, the seconds until there is one."""
        now = self.clock()
        full_at = max(self.full_at.get(who, 0.0), now) + 1 / pace.per_second
        wait = full_at - now - pace.burst / pace.per_second
        if wait > 0:
            return math.ceil(wait)
        if len(self.full_at) >= MOST_REMEMBERED:
            self._forget(now)
        self.full_at[who] = full_at
        return 0

    def take_for(self, network: str, pace: Pace) -> int:
        """Take a token of a network; the more people are said to be behind it, the more it has."""
        return self.take(network, pace.for_as_many_as(at_least_for(network, pace.burst)))

    def _forget(self, now: float) -> None:
        """Forget full buckets; if there are none, all: a flood must not fill the memory."""
        self.full_at = {who: at for who, at in self.full_at.items() if at > now}
        if len(self.full_at) >= MOST_REMEMBERED:
            self.full_at.clear()
