# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Many people who vote at once, and ask again as a browser does when they hear no answer."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from bisect import bisect_left
from itertools import count
from typing import TYPE_CHECKING

from tests.foundation.front.running import eventually

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

AT_ONCE = 100
EACH = AT_ONCE / 600
"""Seconds between two votes over one connection."""
ON_THEIR_WAY = 5
HIGHEST = 9_000
PAUSE = 0.05
HEAD = (
    "POST /smart-2026/act/back-question HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    "Sec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\nContent-Length: {length}\r\n\r\n"
)

PREPARE = """
from datetime import timedelta
from uuid import uuid4
from django.utils import timezone
from tests.factories import make_world, publish
from konvent.audience.actions.asking import ask_questions
from konvent.audience.models import Floor, QuestionDefaults
from konvent.audience.wishes import Ask
from konvent.convention.models import Convention
from konvent.foundation.intents import Intent, Participant, apply_one
world = Convention.objects.filter(slug="smart-2026").first()
if world is None:
    world = make_world()
    publish(world, timezone.now())
world.days.update(ends_at=timezone.now() + timedelta(days=1))  # else its voters would be forgotten
code = world.sessions.get(title__en="Compilers for cities").code
QuestionDefaults.objects.create(convention=world, moderation="after")
Floor.objects.create(convention=world, session_code=code, taking="open")
asked = Intent("smart-2026", Participant("t0"), Ask(code, uuid4(), "When?", is_sure=True))
apply_one(ask_questions, asked, at=timezone.now())
print(code)
"""
PASSES = f"""
import time
from konvent.registration.tickets import COOKIE, Pass, sign
for number in range(1, {HIGHEST}):
    print(COOKIE + "=" + sign("pass", Pass("smart-2026", "t", number, int(time.time()) + 3600)))
"""
COUNT = """
from konvent.audience.models import Question, Support
from konvent.audience.persons import person_of
supporters = list(Support.objects.values_list("person", flat=True))
keys = {{person_of("smart-2026", f"t{{number}}") for number in {acknowledged}}}
print(len(supporters), len(set(supporters)), len(keys - set(supporters)))
print(Question.objects.get().supports)
"""


class Voters:
    """So many connections, each of which votes for one person after the other, 600 times a second.

    What was asked and not answered yet is in ``unanswered``; whoever is cut off asks again.
    """

    def __init__(self, port: int, code: str, passes: Sequence[str]) -> None:
        self.port = port
        self.passes = passes
        self.body = json.dumps({"session": code, "question": 1}).encode()
        self.numbers = count(1)
        self.unanswered: set[int] = set()
        self.cut_off: set[int] = set()
        self.acknowledged: list[int] = []
        self.moments: list[float] = []
        self.strange: list[tuple[int, bytes]] = []
        self.is_over = False
        self.thread = threading.Thread(target=lambda: asyncio.run(self._vote()))
        self.thread.start()

    async def _vote(self) -> None:
        await asyncio.gather(*(self._one_by_one(place) for place in range(AT_ONCE)))

    async def _one_by_one(self, place: int) -> None:
        line = Line(self.port)
        next_at = time.monotonic() + EACH * place / AT_ONCE
        while not self.is_over:
            await asyncio.sleep(next_at - time.monotonic())
            number = next(self.numbers)
            while not (await self._is_settled(line, number) or self.is_over):  # noqa: ASYNC110 -- it asks each time
                await asyncio.sleep(PAUSE)
            next_at = max(next_at + EACH, time.monotonic())
        line.close()

    async def _is_settled(self, line: Line, number: int) -> bool:
        """Vote; a person who is not answered asks again."""
        self.unanswered.add(number)
        try:
            async with asyncio.timeout(20):
                status, content = await line.ask(self.passes[number - 1], self.body)
        except (OSError, EOFError, TimeoutError):
            self.cut_off.add(number)
            line.close()
            return False
        finally:
            self.unanswered.discard(number)
        if status == 200:
            self.acknowledged.append(number)
            self.moments.append(time.monotonic())
            return True
        if status not in {502, 503}:
            self.strange.append((status, content))
        return False

    @property
    def most_in_a_second(self) -> int:
        """How many votes were acknowledged in the busiest second."""
        moments = sorted(self.moments)
        return max(bisect_left(moments, at + 1) - place for place, at in enumerate(moments))

    def more(self, votes: int) -> None:
        """Return when so many more have been acknowledged."""
        goal = len(self.acknowledged) + votes
        eventually(lambda: len(self.acknowledged) >= goal, f"{goal} votes", 60)

    def strike(self, kill: Callable[[], object]) -> None:
        """Kill something while votes are on their way."""
        eventually(lambda: len(self.unanswered) >= ON_THEIR_WAY, "votes on their way")
        kill()

    def end(self) -> list[int]:
        """Let everybody finish what they have begun, and return who was acknowledged."""
        self.is_over = True
        self.thread.join(30)
        assert self.strange == []
        return sorted(self.acknowledged)


class Line:
    """One connection that is kept, and made anew when it broke."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, cookie: str, body: bytes) -> tuple[int, bytes]:
        """Send a vote; return what is answered. Raises OSError and EOFError."""
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        writer.write(HEAD.format(cookie=cookie, length=len(body)).encode() + body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length: ")[2].partition("\r\n")[0])
        return int(head[9:12]), await reader.readexactly(length)

    def close(self) -> None:
        if self.streams is not None:
            self.streams[1].close()
            self.streams = None
