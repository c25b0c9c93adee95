# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Work that goes on as long as the process, beside answering: whatever befalls it, it goes on."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    Work = Callable[[], Awaitable[None]]

AGAIN_AFTER = 1.0

logger = logging.getLogger(__name__)


@asynccontextmanager
async def going_on(*works: Work) -> AsyncIterator[None]:
    """Have these go on meanwhile."""
    tasks = [asyncio.create_task(keep_doing(work)) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def keep_doing(work: Work, *, again_after: float = AGAIN_AFTER) -> None:
    """Do it until it ends by itself or is cancelled; what fails is said, and begun anew."""
    while True:
        try:
            await work()
        except Exception:
            logger.exception("A part of the front failed and is begun anew")
        else:
            return
        await asyncio.sleep(again_after)
