# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""How many watch is counted by stream, told when it changes, and names nobody."""

from __future__ import annotations

import asyncio

import pytest
from tests.foundation.front.running import eventually

HERE = "stage/plaza/watching"
pytestmark = pytest.mark.usefixtures("open_database")


def count(front):
    asyncio.run_coroutine_threadsafe(front.front.attendance.count(), front.loop).result(10)
    return front.counted[-1] if front.counted else None


def test_who_watches_is_counted_once_for_each_stream(front, board):
    board.states |= {f"smart/{HERE}": {"count": 0}, "smart/stage/plaza/now": {"x": 1}}
    ada = front.watch(HERE)
    ada.next()
    front.watch(f"{HERE},stage/plaza/now").next()
    front.watch("stage/plaza/now").next()

    assert count(front) == {"front": {f"smart/{HERE}": 2}}
    ada.leave()
    eventually(lambda: front.front.hub.count == 2)
    assert count(front) == {"front": {f"smart/{HERE}": 1}}


def test_what_has_not_changed_is_not_told_again_for_a_while(front, board):
    board.states[f"smart/{HERE}"] = {"count": 0}
    front.watch(HERE).next()
    count(front), count(front)

    assert len(front.counted) == 1
    front.front.attendance.told_at = float("-inf")
    count(front)
    assert len(front.counted) == 2


def test_a_stage_that_everybody_has_left_has_nobody(front, board):
    board.states[f"smart/{HERE}"] = {"count": 0}
    ada = front.watch(HERE)
    ada.next()
    count(front)
    ada.leave()
    hub = front.front.hub
    eventually(lambda: hub.count == 0)
    hub._close_idle_topics(float("inf"))

    assert count(front) == {"front": {f"smart/{HERE}": 0}}
