# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The wall clock of a run, taken from the moments at which its segments were complete."""

from __future__ import annotations

from collections import deque

REMEMBERED = 30


class RunClock:
    """Places a run's segments in time.

    A file can be complete late, because the machine was busy, but never early. So the least delay
    of the last minute is the true one.
    """

    def __init__(self) -> None:
        self._media = 0.0
        self._beginnings: deque[float] = deque(maxlen=REMEMBERED)

    def place(self, duration: float, closed_at: float) -> float:
        """Return when the next segment of this length began, in seconds since the epoch."""
        began = self._media
        self._media += duration
        self._beginnings.append(closed_at - self._media)
        return min(self._beginnings) + began
