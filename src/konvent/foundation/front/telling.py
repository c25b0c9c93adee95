# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Writes to very many viewers, a slice at a time, and knows what that costs."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from konvent.foundation.front.viewers import BEHIND, FULL, WELL

if TYPE_CHECKING:
    from konvent.foundation.front.viewers import Viewer

SLICE = 200
"""Viewers written to before everybody else gets a turn, as long as the slice took: else all who
watch would be busy in the same tenth of a second, and whoever acts then would wait.
"""
MOST_OF_A_CORE = 0.25
"""Where a tick's writes take more than this share of it, the next tick comes later."""
LONGEST_PAUSE = 0.5
"""Seconds between two ticks, however many watch; to that come the writes and their pauses."""
HEARTBEAT = b"event: beat\ndata: 1\n\n"
"""An event, not a comment: a browser that hears none for long knows that the line is dead."""


class Telling:
    """The writes of a hub."""

    def __init__(self) -> None:
        self.sent = 0
        """Frames, heartbeats not among them."""
        self.cpu_seconds = 0.0
        """What the last tick's writes took."""

    @property
    def pause(self) -> float:
        """The seconds from one tick to the next that keep to the share of a core."""
        return min(self.cpu_seconds / MOST_OF_A_CORE, LONGEST_PAUSE)

    async def tell(self, plan: list[tuple[list[Viewer], bytes]]) -> None:
        """Write a tick: to these viewers this, to those that."""
        self.cpu_seconds = 0.0
        for viewers, data in plan:
            for start in range(0, len(viewers), SLICE):
                began = time.thread_time()
                self._write(viewers[start : start + SLICE], data)
                took = time.thread_time() - began
                self.cpu_seconds += took
                await asyncio.sleep(took)  # half of the core is everybody else's meanwhile

    def _write(self, viewers: list[Viewer], data: bytes) -> None:
        for viewer in viewers:
            if viewer.status == WELL:
                viewer.transport.write(data)
            elif viewer.status == FULL:
                viewer.status = BEHIND
        self.sent += len(viewers)

    @staticmethod
    async def beat(viewers: list[Viewer]) -> None:
        """Let them hear that the line is alive."""
        for start in range(0, len(viewers), SLICE):
            for viewer in viewers[start : start + SLICE]:
                if viewer.status == WELL:
                    viewer.transport.write(HEARTBEAT)
            await asyncio.sleep(0.001)
