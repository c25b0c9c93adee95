# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""All the people of a rehearsal, on one thread: they come within the ramp, stay, and leave."""

from __future__ import annotations

import asyncio
import gc
import re
import resource
import time
from typing import TYPE_CHECKING, TypeAlias

from konvent.ops.rehearsal.measures import Measures, Series
from konvent.ops.rehearsal.person import Person
from konvent.ops.rehearsal.wire import LostError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from konvent.ops.rehearsal.evening import Evening

    Tell: TypeAlias = Callable[[Evening], None]
    Weigh: TypeAlias = Callable[[], Mapping[str, float]]

STATIC = re.compile(rb'(?:src|href)="(/static/[^"]+\.(?:js|css))"')
WATCH_EVERY = 0.5
SPARE_FILES = 200


class TooManyError(Exception):
    """The system allows fewer open connections than there are people."""

    def __init__(self, allowed: int) -> None:
        self.allowed = allowed


async def hold(evening: Evening, tell: Tell, weigh: Weigh) -> None:
    """Have everybody come and leave; tell how far it is, and weigh the processes."""
    _allow_files(len(evening.plan.tickets) * 2 + SPARE_FILES)
    evening.static = await _walk_through(evening)
    evening.measures = Measures()
    gc.disable()  # with ten thousand people it looks for garbage for a third of a second
    evening.began = time.monotonic()
    used = time.process_time()
    watching = asyncio.create_task(_watch(evening, tell, weigh))
    try:
        await asyncio.gather(*(_arrive(evening, n) for n in range(len(evening.plan.tickets))))
    finally:
        gc.enable()
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    await asyncio.sleep(WATCH_EVERY / 10)  # for the connections that have just been closed
    evening.cpu_seconds = time.process_time() - used
    tell(evening)


async def _arrive(evening: Evening, number: int) -> None:
    await asyncio.sleep(evening.ramp * number / max(len(evening.plan.tickets), 1))
    await Person(evening, number).take_part()


async def _walk_through(evening: Evening) -> list[str]:
    """Look at every page once, as after a house was opened; return what a stage's page loads."""
    visitor = Person(evening, 0)
    found: list[str] = []
    try:
        await visitor.use_ticket()
        root = f"/{evening.plan.convention}/{evening.plan.language}/"
        await visitor.ask("first", f"{root}programme/")
        for room in evening.plan.rooms:
            page = await visitor.ask("first", f"{root}stage/{room}/", packed=False)
            found = [path.decode() for path in dict.fromkeys(STATIC.findall(page.body))]
    except LostError:
        return []
    finally:
        visitor.leave()
    return found


async def _watch(evening: Evening, tell: Tell, weigh: Weigh) -> None:
    weigh()
    while True:
        due = evening.now() + WATCH_EVERY
        await asyncio.sleep(WATCH_EVERY)
        now = evening.now()
        evening.measures.note("late", now, max(0.0, now - due))
        evening.measures.inside.add(now, evening.streams)
        for name, share in weigh().items():
            evening.measures.cpu.setdefault(name, Series()).add(now, share)
        tell(evening)


def _allow_files(needed: int) -> None:
    """Take as many open files as the system allows. Raises TooManyError."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    if most < needed // 2:
        raise TooManyError(hard // 2)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
