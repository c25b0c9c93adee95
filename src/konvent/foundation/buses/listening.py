# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Listening to a server that may be away: what was missed meanwhile is read anew."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol, TypeAlias

Heard: TypeAlias = Callable[[str], None]
Missed: TypeAlias = Callable[[], None]

SECONDS_TO_CONNECT = 2.0
LOOK_EVERY = 2.0
"""While the bus is away, hubs look by themselves whether something has changed."""

logger = logging.getLogger(__name__)


class Ear(Protocol):
    """Tells the names that come on the bus."""

    async def open(self) -> None:
        """Listen from now on."""
        ...

    async def close(self) -> None:
        """Listen no longer."""
        ...


class PatientEar(ABC):
    """Listens to a server, and again whenever that was away."""

    def __init__(self, heard: Heard, missed: Missed) -> None:
        self.heard = heard
        self.missed = missed
        self.listens = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Listen from now on; a bus that is away keeps nobody from starting."""
        self.task = asyncio.create_task(self._run())
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_TO_CONNECT):
                await self.listens.wait()

    async def _run(self) -> None:
        while True:
            try:
                await self.listen()
            except Exception as error:  # noqa: BLE001 -- whatever it is, we try again
                if self.listens.is_set():
                    logger.warning("The bus is away: %s", error)
            self.listens.clear()
            self.missed()
            await asyncio.sleep(LOOK_EVERY)

    def begins(self) -> None:
        """Say that from now on nothing is lost; what was before is read anew."""
        self.listens.set()
        self.missed()

    def tell(self, message: str) -> None:
        """Pass on the names in a message."""
        for topic in message.split("\n"):
            if topic:
                self.heard(topic)

    @abstractmethod
    async def listen(self) -> None:
        """Connect, say that it `begins`, and `tell` what comes, until the connection is lost."""

    async def close(self) -> None:
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)
