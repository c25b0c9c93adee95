# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""One person: opens the ticket, looks at the programme, watches a stage, takes part, and leaves."""

from __future__ import annotations

import asyncio
import json
import random
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING

from konvent.ops.rehearsal.wire import Answer, Connection, LostError, connect

if TYPE_CHECKING:
    from konvent.ops.rehearsal.evening import Evening

OK, SEE_OTHER, SAID_NO = 200, 303, 409
LOOKS_FOR = (0.5, 2.5)
"""Seconds that somebody looks at a page before going on."""
LONGEST_WAIT = 300.0
SEGMENT = 2.0
SECONDS_AWAY = (0.5, 4.0)
"""After which a browser comes back to a stream that was cut off."""
ASKS, SUPPORTS, VOTES = 0.02, 0.3, 0.5
"""Below the first share of what people do they ask, then support, then vote; else applaud."""
ANSWERS = ("1", "2")
SEEN_WITHIN = 8.0
"""Seconds after which nobody looks any more whether what they did has changed the page."""
UNSEEN_AFTER = 1.0
"""Seconds after which whoever leaves says that it has not."""


class Person:
    """Somebody at a rehearsal."""

    def __init__(self, evening: Evening, number: int) -> None:
        self.evening = evening
        self.plan = evening.plan
        self.number = number
        self.dice = random.Random(number)  # noqa: S311 -- behaviour, the same each time
        self.room = self.dice.choice(self.plan.rooms)
        self.cookies: dict[str, str] = {}
        self.lines: set[Connection] = set()
        """Kept open, as browsers do."""
        self.idle: list[Connection] = []
        """Those of them that wait for the next request."""
        self.stream: Connection | None = None
        self.opening: Connection | None = None
        """The stream that has not said anything yet."""
        self.returning: asyncio.Task[None] | None = None
        self.last_id = b""
        self.hoped_at = 0.0
        """When something was done whose effect is not on the page yet; 0 when nothing was."""

    # The whole evening

    async def take_part(self) -> None:
        """Come, stay, leave; what goes wrong is noted."""
        try:
            await self.come_in()
            await self.stay()
        except LostError:
            self.evening.fail("journey", "lost")
        finally:
            self.leave()

    def leave(self) -> None:
        """Close the browser."""
        self._give_up_hope(after=UNSEEN_AFTER)
        if self.stream is not None:
            self.evening.streams -= 1
        for connection in (*self.lines, self.opening, self.stream):
            if connection is not None:
                connection.close()
        self.lines.clear()
        self.opening = self.stream = None
        if self.returning is not None:
            self.returning.cancel()

    async def come_in(self) -> None:
        """Ticket, programme, stage, stream: one journey; the time to look does not count."""
        began = self.evening.now()
        took = await self.use_ticket()
        for step in ("programme", "stage"):
            await self.look_around()
            path = "programme/" if step == "programme" else f"stage/{self.room}/"
            took += await self._read(step, f"/{self.plan.convention}/{self.plan.language}/{path}")
            if step == "programme":
                for address in self.evening.static:
                    took += await self._read("static", address)
        took += await self.open_stream("stream")
        self.evening.measures.counts["arrived"] += 1
        self.evening.measures.note("journey", began, took)

    async def look_around(self) -> None:
        await asyncio.sleep(self.dice.uniform(*LOOKS_FOR) * self.evening.calm)

    async def stay(self) -> None:
        """Watch, react, lose the connection now and then, until it is over."""
        work = [asyncio.create_task(self._watch())] if self.number in self.evening.watchers else []
        leaves_at = self.evening.ends_at - self.dice.random() * self.evening.leaving
        if self.dice.random() < self.evening.share_leaving:
            leaves_at -= self.dice.random() * self.evening.stays
        loses = self.dice.random() < self.evening.share_losing
        try:
            while (left := leaves_at - self.evening.now()) > 0:
                await asyncio.sleep(min(left, self.dice.expovariate(1 / self.evening.acts_every)))
                if loses and self.evening.now() < leaves_at:
                    loses = False
                    await self.lose_connection()
                elif self.evening.now() < leaves_at:
                    await self.act()
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            self.evening.measures.counts["left"] += 1

    # Pages

    async def ask(
        self, kind: str, path: str, *lines: str, body: bytes = b"", packed: bool = True
    ) -> Answer:
        """Ask, and note how long it took."""
        request = self.evening.request(path, self.cookies, *lines, body=body, packed=packed)
        began = self.evening.now()
        answer = await self._fetch(request)
        self.evening.measures.note(kind, began, self.evening.moment(answer.at) - began)
        return answer

    async def _fetch(self, request: bytes) -> Answer:
        """Ask on a connection that is idle, or else on a new one."""
        while self.idle:
            line = self.idle.pop()
            with suppress(LostError):  # it may have been closed meanwhile
                return await self._ask_on(line, request)
        line = await connect(self.evening.place)
        self.lines.add(line)
        return await self._ask_on(line, request)

    async def _ask_on(self, line: Connection, request: bytes) -> Answer:
        try:
            answer = await line.ask(request)
        except LostError:
            self.lines.discard(line)
            raise
        self.idle.append(line)
        self.evening.measures.bytes += answer.size
        return answer

    async def _read(self, kind: str, path: str) -> float:
        began = self.evening.now()
        answer = await self.ask(kind, path)
        if answer.status == SEE_OTHER and kind == "stage":
            await self._wait_inside(answer)
            began = self.evening.now()
            answer = await self.ask(kind, path)
        if answer.status != OK:
            self.evening.fail(kind, str(answer.status))
        return self.evening.moment(answer.at) - began

    async def use_ticket(self) -> float:
        began = self.evening.now()
        ticket = self.plan.tickets[self.number]
        answer = await self.ask("ticket", f"/{self.plan.convention}/ticket/{ticket}")
        took = self.evening.moment(answer.at) - began
        if answer.status != SEE_OTHER or not self._keep_cookie(answer):
            self.evening.fail("ticket", str(answer.status))
            raise LostError
        await self._wait_inside(answer)
        return took

    def _keep_cookie(self, answer: Answer) -> bool:
        name, _, rest = answer.header(b"set-cookie").partition("=")
        if name:
            self.cookies[name] = rest.partition(";")[0]
        return bool(name)

    async def _wait_inside(self, answer: Answer) -> None:
        """Where the house is full, take a place and wait until it is time."""
        goes_to = answer.header(b"location")
        if "/my/enter" not in goes_to:
            return
        began = self.evening.now()
        while self.evening.now() < began + LONGEST_WAIT:
            entered = await self.ask("enter", goes_to)
            self._keep_cookie(entered)
            if "/waiting/" not in entered.header(b"location"):
                break
            self.evening.measures.counts["waited"] += 1
            await self._wait_for_turn()
        self.evening.measures.note("queue", began, self.evening.now() - began)

    async def _wait_for_turn(self) -> None:
        place = json.loads((await self.ask("place", f"/{self.plan.convention}/my/place")).body)
        while place and self.evening.now() < self.evening.ends_at:
            queue = json.loads((await self.ask("queue", f"/{self.plan.convention}/queue")).body)
            if not queue or queue["lanes"][place["lane"]]["turn"] > place["number"]:
                return
            await asyncio.sleep(self.dice.uniform(2, 4))

    # The live stream

    async def open_stream(self, kind: str) -> float:
        """Open the stream of the stage's page; return how long it took to say something."""
        began = self.evening.now()
        stream = await connect(self.evening.place)
        stream.hear = self._hear
        lines = ["Accept: text/event-stream"]
        if self.last_id:
            lines.append(f"Last-Event-ID: {self.last_id.decode()}")
        self.opening = stream
        answer = await stream.ask(self.evening.request(self._topics(), self.cookies, *lines))
        took = self.evening.moment(answer.at) - began
        self.evening.measures.note(kind, began, took)
        if answer.status != OK:
            self.evening.fail(kind, str(answer.status))
            raise LostError
        stream.lost = self._was_cut_off
        self.opening, self.stream = None, stream
        self.evening.streams += 1
        return took

    def _topics(self) -> str:
        topics = [f"stage/{self.room}/{name}" for name in ("now", "watching", "reactions")]
        return f"/{self.plan.convention}/live?topics={','.join(topics)}"

    def _hear(self, data: bytes) -> None:
        self.evening.measures.counts["frames"] += 1
        start = data.rfind(b"id: ")
        if start >= 0:
            self.last_id = data[start + 4 : data.find(b"\n", start)]
        if self.hoped_at and b"/reactions" in data:
            now = self.evening.now()
            self.evening.measures.note("update", now, now - self.hoped_at)
            self.hoped_at = 0.0

    def _was_cut_off(self) -> None:
        """The house has ended the stream: a browser comes back by itself."""
        self.evening.streams -= 1
        self.evening.measures.counts["cut off"] += 1
        self.stream = None
        self.returning = asyncio.create_task(self._come_back())

    async def lose_connection(self) -> None:
        """Lose the network without a word, and come back as a browser would."""
        if self.stream is None:
            return
        self.stream.close()
        self.stream = None
        self.evening.streams -= 1
        self.evening.measures.counts["lost"] += 1
        await self._come_back()

    async def _come_back(self) -> None:
        await asyncio.sleep(self.dice.uniform(*SECONDS_AWAY) * self.evening.calm)
        try:
            await self.open_stream("back")
        except LostError:
            self.evening.fail("back", "lost")

    # The picture, for a share of them

    async def _watch(self) -> None:
        """Fetch what a player fetches: the playlist, and each new segment."""
        folder, seen = f"/{self.plan.convention}/media/{self.room}", ""
        while True:
            began = self.evening.now()
            try:
                seen = await self._next_segment(folder, seen)
            except LostError:
                self.evening.fail("picture", "lost")
            await asyncio.sleep(max(0.1, began + SEGMENT - self.evening.now()))

    async def _next_segment(self, folder: str, seen: str) -> str:
        began = self.evening.now()
        listed = await self._fetch(self.evening.request(f"{folder}/live.m3u8", self.cookies))
        names = [row for row in listed.body.decode().splitlines() if row and row[0] != "#"]
        if listed.status != OK or not names:
            self.evening.fail("picture", str(listed.status))
            return seen
        if names[-1] == seen:
            return seen
        segment = await self._fetch(self.evening.request(f"{folder}/{names[-1]}", self.cookies))
        self.evening.measures.note("picture", began, self.evening.moment(segment.at) - began)
        if segment.status != OK:
            self.evening.fail("picture", str(segment.status))
        return names[-1]

    # Taking part

    async def act(self) -> None:
        """Applaud, vote, support a question or ask one."""
        luck = self.dice.random()
        if self.evening.may_ask and luck < ASKS:
            await self._ask_question()
        elif self.evening.questions and luck < SUPPORTS:
            number = self.dice.choice(self.evening.questions)
            wish = {"session": self.plan.session, "question": number, "on": True}
            await self._act("back-question", wish)
        elif self.plan.poll and luck < VOTES:
            await self._vote()
        elif self.stream is not None:
            await self._applaud()

    async def _applaud(self) -> None:
        """Applaud, and look when the page shows it."""
        began = self.evening.now()
        self._give_up_hope(after=SEEN_WITHIN)
        was_hoping = bool(self.hoped_at)
        answer = await self._act("react", {"room": self.room, "kind": "applause", "times": 1})
        if answer.status == OK and not was_hoping and self.stream is not None:
            self.hoped_at = began

    def _give_up_hope(self, *, after: float) -> None:
        """Note for how long something done was not to be seen."""
        now = self.evening.now()
        if self.hoped_at and now > self.hoped_at + after:
            self.evening.measures.note("update", now, now - self.hoped_at)
            self.hoped_at = 0.0

    async def _vote(self) -> None:
        """Answer the poll, or change one's mind."""
        choices = [self.dice.choice(ANSWERS)]
        wish = {
            "session": self.plan.session,
            "poll": self.plan.poll,
            "choices": choices,
            "text": "",
        }
        if (await self._act("answer-poll", wish)).status == OK:
            self.evening.measures.counts["voted"] += 1

    async def _ask_question(self) -> None:
        wish = {
            "session": self.plan.session,
            "key": str(uuid.UUID(int=self.dice.getrandbits(128), version=4)),
            "text": f"Generalprobe: Frage {self.number}?",
            "name": "",
            "sure": True,
        }
        answer = await self._act("ask-question", wish)
        if answer.status == OK:
            with suppress(ValueError, KeyError):
                self.evening.questions.append(int(json.loads(answer.body)["number"]))

    async def _act(self, name: str, wish: dict[str, object]) -> Answer:
        body = json.dumps(wish).encode()
        lines = ("Content-Type: application/json", "Sec-Fetch-Site: same-origin")
        answer = await self.ask("act", f"/{self.plan.convention}/act/{name}", *lines, body=body)
        if answer.status == SAID_NO:
            self.evening.measures.refused[f"{name} {_reason(answer)}"] += 1
        elif answer.status != OK:
            self.evening.fail("act", str(answer.status))
        return answer


def _reason(answer: Answer) -> str:
    """Return the word for why something was not done."""
    with suppress(ValueError, KeyError):
        return str(json.loads(answer.body)["error"])
    return ""
