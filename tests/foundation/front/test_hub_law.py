# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The law of the hub: state + patches = fresh state, whatever happens in between."""

from __future__ import annotations

import asyncio
import json
import socket

import uvloop
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.foundation.front.blackboard import Blackboard
from tests.foundation.front.running import List, apply

from konvent.foundation.front.hub import Hub
from konvent.foundation.front.reader import Reader

A, B = TOPICS = ("stage/a/now", "stage/b/now")
BLOB = "x" * 60_000

names = st.sampled_from("abc")
leaves = st.booleans() | st.integers(0, 3) | st.sampled_from(["", "ada", BLOB])
values = leaves | st.dictionaries(names, leaves, max_size=2)
states = st.dictionaries(names, values, max_size=3)
viewers = st.integers(0, 1)
events = st.one_of(
    st.tuples(st.just("change"), st.sampled_from(TOPICS), states),
    st.tuples(st.just("change unannounced"), st.sampled_from(TOPICS), states),
    st.tuples(st.just("tick")),
    st.tuples(st.just("settle")),
    st.tuples(st.just("join"), viewers, st.sets(st.sampled_from(TOPICS), min_size=1)),
    st.tuples(st.just("come back"), viewers),
    st.tuples(st.just("drop"), viewers),
    st.tuples(st.just("stop reading"), viewers),
    st.tuples(st.just("read again"), viewers),
    st.tuples(st.just("close what nobody watches")),
)


class Browser:
    """What a page's script does with a stream, as strictly as it could."""

    def __init__(self) -> None:
        self.topics: frozenset[str] = frozenset()
        self.connection: socket.socket | None = None
        self.reads = True
        self.buffer = b""
        self.last_event_id = ""
        self.states: dict[str, object] = {}
        self.seqs: dict[str, int] = {}

    def take_in(self) -> None:
        if self.connection is None or not self.reads:
            return
        try:
            while piece := self.connection.recv(1 << 20):
                self.buffer += piece
        except BlockingIOError:
            pass
        *frames, self.buffer = self.buffer.split(b"\n\n")
        for frame in frames:
            said = frame.rpartition(b"\r\n\r\n")[2].decode()
            self._frame(dict(line.split(": ", 1) for line in said.split("\n")))

    def _frame(self, fields: dict[str, str]) -> None:
        self.last_event_id = fields.get("id", self.last_event_id)
        if "data" not in fields:
            return
        event = json.loads(fields["data"])
        topic, seq = event["topic"], event["seq"]
        if "state" in event:
            self.states[topic], self.seqs[topic] = event["state"], seq
        elif seq > self.seqs[topic]:
            assert seq == self.seqs[topic] + 1, "a patch is missing"
            self.states[topic], self.seqs[topic] = apply(self.states[topic], event["patch"]), seq


class World:
    """A hub, a blackboard and two browsers."""

    def __init__(self) -> None:
        self.board = Blackboard()
        self.reader = Reader()
        self.hub = Hub(self.reader, List())
        self.browsers = [Browser() for _ in range(2)]
        for topic in TOPICS:
            self.board.states[f"smart/{topic}"] = {"a": 0}
        self.silent: set[str] = set()

    async def play(self, story: list[tuple]) -> None:
        opener = asyncio.create_task(self.hub.open_topics())
        for event, *facts in story:
            await getattr(self, event.replace(" ", "_"))(*facts)
        for browser in self.browsers:
            browser.reads = True
        for topic in self.silent:
            self.hub.changed(f"smart/{topic}")
        await self.settle()
        for viewer in [v for group in self.hub.groups.values() for v in group.viewers]:
            viewer.hang_up()
        opener.cancel()
        await asyncio.sleep(0.001)
        self.reader.close()

    def fresh(self, browser: Browser) -> dict[str, object]:
        return {topic: self.board.states[f"smart/{topic}"] for topic in browser.topics}

    async def settle(self) -> None:
        """Let everything arrive that is on its way."""
        await self.tick()
        quiet = 0
        while quiet < 3:
            before = [(b.last_event_id, len(b.buffer)) for b in self.browsers]
            await asyncio.sleep(0.001)
            for browser in self.browsers:
                browser.take_in()
            busy = self.hub.unread or self.hub.waiting or self.hub.announced
            after = [(b.last_event_id, len(b.buffer)) for b in self.browsers]
            quiet = 0 if busy or before != after else quiet + 1
            if self.hub.announced:
                await self.hub.turn()

    async def change(self, topic: str, state: dict) -> None:
        self.board.states[f"smart/{topic}"] = state
        self.hub.changed(f"smart/{topic}")

    async def change_unannounced(self, topic: str, state: dict) -> None:
        """Something has changed, and the word of it is still on its way."""
        self.board.states[f"smart/{topic}"] = state
        self.silent.add(topic)

    async def tick(self) -> None:
        await self.hub.turn()
        await asyncio.sleep(0)
        for browser in self.browsers:
            browser.take_in()

    async def join(self, number: int, topics: set[str]) -> None:
        await self.drop(number)
        browser = self.browsers[number] = Browser()
        browser.topics = frozenset(topics)
        await self._connect(browser)

    async def come_back(self, number: int) -> None:
        browser = self.browsers[number]
        if browser.topics:
            await self.drop(number)
            await self._connect(browser)

    async def _connect(self, browser: Browser) -> None:
        ours, theirs = socket.socketpair()
        ours.settimeout(0)
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        browser.connection, browser.buffer = ours, b""
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_connection(asyncio.Protocol, sock=theirs)
        wanted = [self.board.find("smart", topic) for topic in browser.topics]
        self.hub.join(transport, wanted, None, browser.last_event_id.encode())
        browser.buffer = b""

    async def drop(self, number: int) -> None:
        browser = self.browsers[number]
        if browser.connection is not None:
            browser.connection.close()
            browser.connection = None
            await asyncio.sleep(0.001)

    async def stop_reading(self, number: int) -> None:
        self.browsers[number].reads = False

    async def read_again(self, number: int) -> None:
        self.browsers[number].reads = True
        self.browsers[number].take_in()

    async def close_what_nobody_watches(self) -> None:
        self.hub._close_idle_topics(float("inf"))


LEFT_BEFORE_IT_CHANGED = [
    ("join", 0, {A}),
    ("settle",),
    ("drop", 0),
    ("close what nobody watches",),
    ("change", A, {"a": 1}),
    ("come back", 0),
]
TWO_TOPICS_CHANGED_WHILE_AWAY = [
    ("change", A, {"a": 0, "big": BLOB}),
    ("join", 0, {A, B}),
    ("join", 1, {A}),
    ("settle",),
    ("drop", 0),
    ("change", A, {"a": 1, "b": 1, "big": BLOB}),
    ("tick",),
    ("change", B, {"b": 2}),
    ("change", A, {"a": 2, "b": 1, "big": BLOB}),
    ("tick",),
    ("come back", 0),
]
MORE_CHANGED_THAN_IS_KEPT = [
    ("join", 0, {A}),
    ("join", 1, {A}),
    ("settle",),
    ("drop", 0),
    *[event for n in range(70) for event in (("change", A, {"a": n, f"b{n}": n}), ("tick",))],
    ("come back", 0),
]
SLEPT_AND_WOKE = [
    ("join", 0, {A, B}),
    ("settle",),
    ("stop reading", 0),
    *[event for n in range(9) for event in (("change", A, {f"a{n}": BLOB}), ("tick",))],
    ("change", B, {"b": 1}),
    ("tick",),
    ("read again", 0),
    ("tick",),
]


@example(LEFT_BEFORE_IT_CHANGED)
@example(TWO_TOPICS_CHANGED_WHILE_AWAY)
@example(MORE_CHANGED_THAN_IS_KEPT)
@example(SLEPT_AND_WOKE)
@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(st.lists(events, max_size=40))
def test_state_and_patches_are_the_fresh_state(story):
    world = World()

    uvloop.run(world.play(story))

    open_ones = [browser for browser in world.browsers if browser.connection is not None]
    mistaken = [browser for browser in open_ones if browser.states != world.fresh(browser)]
    assert mistaken == []
    for browser in open_ones:
        browser.connection.close()
