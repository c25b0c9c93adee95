# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Python's garbage collector, kept from stopping the loop while many are here.

Nearly everything is freed at once, by counting references; the collector finds what refers to each
other. Left alone it counts how many more objects there are, and looks at all that are new: where
many come and as many go that is seldom, and then a hundred thousand, for a tenth of a second.
"""

from __future__ import annotations

import asyncio
import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LOOK_EVERY = 0.25
"""Seconds; what ten thousand viewers leave behind meanwhile is looked at in one or two ms."""
LOOK_AT_ALL_EVERY = 60.0
FEW = 200
"""Viewers, beside whom everything is looked at in a few milliseconds."""
MORE_AT_MOST = 1_000
"""Objects, as when thousands come within a second: then it looks at once."""
NEVER = 1_000_000_000


def spare_the_collector() -> None:
    """Keep the collector away from what lives for ever, and let it look at the rest when told."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(MORE_AT_MOST, NEVER, NEVER)


async def collect_garbage(
    viewers: Callable[[], int],
    *,
    every: float = LOOK_EVERY,
    at_all_every: float = LOOK_AT_ALL_EVERY,
) -> None:
    """Look at what is new all the time, and at everything while few watch; until cancelled."""
    loop = asyncio.get_running_loop()
    looked_at_all = loop.time()
    while True:
        await asyncio.sleep(every)
        is_due = loop.time() > looked_at_all + at_all_every
        if is_due and viewers() < FEW:
            looked_at_all = loop.time()
            gc.collect()
        else:
            gc.collect(0)
