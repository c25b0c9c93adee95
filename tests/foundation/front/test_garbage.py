# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What refers to itself is freed, a little at a time while many watch."""

from __future__ import annotations

import asyncio
import gc
import weakref
from contextlib import contextmanager

import pytest

from konvent.foundation.front.garbage import FEW, collect_garbage


class Loop:
    """Refers to itself: counting references never frees it."""

    def __init__(self):
        self.itself = self


@pytest.fixture(autouse=True)
def _alone():
    """Nobody else looks, but the fronts of earlier tests, as seldom as any."""
    gc.disable()
    yield
    gc.enable()


@contextmanager
def collecting(viewers):
    task = asyncio.get_running_loop().create_task(
        collect_garbage(lambda: viewers, every=0.001, at_all_every=0.0)
    )
    try:
        yield
    finally:
        task.cancel()


def new():
    """Return an event that is set when something is freed that nobody needs any more."""
    is_freed = asyncio.Event()
    weakref.finalize(Loop(), is_freed.set)
    return is_freed


def old():
    """Return the same for something that was looked at while it was needed."""
    thing, is_freed = Loop(), asyncio.Event()
    gc.collect(1)
    weakref.finalize(thing, is_freed.set)
    return is_freed


def test_what_is_new_is_freed_while_many_watch():
    async def story():
        with collecting(viewers=FEW):
            await asyncio.wait_for(new().wait(), 10)

    asyncio.run(story())


def test_what_has_grown_old_waits_until_few_watch():
    async def story():
        with collecting(viewers=FEW):
            is_freed = old()
            await asyncio.sleep(0.05)
            assert not is_freed.is_set()
        with collecting(viewers=FEW - 1):
            await asyncio.wait_for(is_freed.wait(), 10)

    asyncio.run(story())
