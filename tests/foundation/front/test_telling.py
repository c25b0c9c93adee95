# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Telling very many: everybody who listens hears it, and what it takes decides when the next is."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace

import pytest

from konvent.foundation.front import telling
from konvent.foundation.front.telling import LONGEST_PAUSE, MOST_OF_A_CORE, SLICE, Telling
from konvent.foundation.front.viewers import BEHIND, FULL, WAITING, WELL


class Line:
    """A connection whose writes take as much of a core as it is told."""

    def __init__(self, cpu_seconds: float = 0.0) -> None:
        self.cpu_seconds = cpu_seconds
        self.said: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.said.append(data)
        until = time.thread_time() + self.cpu_seconds
        while time.thread_time() < until:
            pass


def viewers(count, *, status=WELL, cpu_seconds=0.0):
    return [SimpleNamespace(status=status, transport=Line(cpu_seconds)) for _ in range(count)]


def test_everybody_hears_their_own_news_and_others_have_a_turn_after_each_slice():
    plaza, lab = viewers(2 * SLICE + 1), viewers(3)
    turns = []
    teller = Telling()

    async def look_on():
        while True:
            turns.append(teller.sent)
            await asyncio.sleep(0)

    async def tell():
        watching = asyncio.create_task(look_on())
        await teller.tell([(plaza, b"plaza"), (lab, b"lab")])
        watching.cancel()

    asyncio.run(tell())

    assert {tuple(one.transport.said) for one in plaza} == {(b"plaza",)}
    assert {tuple(one.transport.said) for one in lab} == {(b"lab",)}
    assert sorted(set(turns)) == [SLICE, 2 * SLICE, 2 * SLICE + 1, 2 * SLICE + 4]


def test_who_cannot_listen_is_left_alone_and_remembered():
    full, waiting = viewers(1, status=FULL), viewers(1, status=WAITING)

    asyncio.run(Telling().tell([(full + waiting, b"news")]))

    assert [one.status for one in full + waiting] == [BEHIND, WAITING]
    assert not full[0].transport.said
    assert not waiting[0].transport.said


def test_the_next_tick_waits_until_the_last_one_is_paid_for():
    teller = Telling()
    asyncio.run(teller.tell([(viewers(20, cpu_seconds=0.001), b"news")]))

    assert teller.cpu_seconds >= 0.02
    assert teller.pause == pytest.approx(min(teller.cpu_seconds / MOST_OF_A_CORE, LONGEST_PAUSE))


def test_nobody_waits_longer_than_half_a_second(monkeypatch):
    monkeypatch.setattr(telling, "MOST_OF_A_CORE", 0.01)
    teller = Telling()
    asyncio.run(teller.tell([(viewers(10, cpu_seconds=0.001), b"news")]))

    assert teller.pause == LONGEST_PAUSE


def test_what_others_do_meanwhile_is_not_counted():
    teller = Telling()

    async def work():
        until = time.thread_time() + 0.05
        while time.thread_time() < until:
            pass

    async def tell():
        working = asyncio.create_task(work())
        await teller.tell([(viewers(2), b"news")])
        assert working.done()

    asyncio.run(tell())

    assert teller.cpu_seconds < 0.05
