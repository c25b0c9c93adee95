# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Tells how many are watching, when that has changed, at a bounded rate."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from konvent.foundation.front.hub import Hub

SECONDS = 5.0
AGAIN_AFTER = 20.0
"""Also when nothing has changed: who is silent for a minute counts as gone."""

logger = logging.getLogger(__name__)


class Attendance:
    """Counts the hub's streams by topic, and has the numbers written down."""

    def __init__(self, hub: Hub, note: Callable[[Mapping[str, int]], Awaitable[None]]) -> None:
        self.hub = hub
        self.note = note
        self.told: dict[str, int] = {}
        self.told_at = 0.0

    async def run(self) -> None:
        """Count, until cancelled."""
        while True:
            await asyncio.sleep(SECONDS)
            try:
                await self.count()
            except Exception as error:  # noqa: BLE001 -- whatever it is, the next count is due soon
                logger.warning("The attendance could not be written down: %s", error)

    async def count(self) -> None:
        """Tell the numbers if they are others than before, or were told long ago."""
        counted = self.hub.tally()
        gone = dict.fromkeys(self.told.keys() - counted.keys(), 0)
        now = asyncio.get_running_loop().time()
        if counted == self.told and (not counted or now < self.told_at + AGAIN_AFTER):
            return
        await self.note({**gone, **counted})
        self.told, self.told_at = counted, now
