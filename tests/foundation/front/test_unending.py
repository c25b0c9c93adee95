# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What goes on beside answering goes on after a failure, and ends with the process."""

from __future__ import annotations

import asyncio

from konvent.foundation.front.unending import going_on, keep_doing


def test_what_fails_is_said_and_begun_anew(caplog):
    begun = []

    async def work():
        begun.append(len(begun))
        if begun == [0]:
            raise ValueError("the pencil broke")

    asyncio.run(keep_doing(work, again_after=0))

    assert begun == [0, 1]
    assert "the pencil broke" in caplog.text


def test_it_ends_with_what_it_goes_on_beside():
    ended = []

    async def work():
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("work")

    async def answer():
        async with going_on(work):
            await asyncio.sleep(0)
            assert ended == []
        return ended

    assert asyncio.run(answer()) == ["work"]
