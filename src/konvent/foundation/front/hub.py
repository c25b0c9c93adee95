# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The hub: everybody who watches a topic gets its state, and then what changes, within a tick.

However often a topic was announced, it is read once per tick, and each viewer gets one write for
all of its topics. There is no queue per viewer: whoever cannot keep up gets the state later. The
law that the tests hold it to: state + patches = fresh state.
"""

from __future__ import annotations

import asyncio
import logging
import os
from typing import TYPE_CHECKING

from konvent.foundation.front.answers import as_json
from konvent.foundation.front.edge_pass import THE_EDGE
from konvent.foundation.front.live_topic import LiveTopic, read_state
from konvent.foundation.front.telling import SLICE, Telling
from konvent.foundation.front.viewers import WAITING, Group, Viewer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from konvent.foundation.front.porter import Holder, Porter
    from konvent.foundation.front.reader import Reader
    from konvent.foundation.topics import State, Topic

TICK = 0.25
CARE_EVERY = 1.0
HEARTBEAT_AFTER = 15.0
SECONDS_BEHIND = 30.0
SECONDS_IDLE = 30.0
MOST_OPENED_AT_ONCE = 32
MOST_UNREAD = 500
MISSING_FOR = 2.0
AGAIN_AFTER = 1.0
"""When to read a topic again whose reading failed."""
SECONDS_TO_LISTEN = 0.1
HOUSE = "konvent"
"""Stands for a convention in the names of topics that belong to all of them."""

NO_SUCH_TOPIC = as_json(404, {"error": "no-such-topic"})
UNREADABLE = as_json(503, {"error": "unavailable"}, (b"retry-after", b"5"))

logger = logging.getLogger(__name__)


class Hub:
    """Owns the sockets of all viewers."""

    def __init__(self, reader: Reader, porter: Porter, most_viewers: int = 10_000) -> None:
        self.reader = reader
        self.porter = porter
        self.most_viewers = most_viewers
        self.rests: Callable[[Topic], bool] = lambda _topic: False
        """Whether a topic's changes are kept for later, as it is too much at the moment."""
        self.interval = TICK
        self.care_every = CARE_EVERY
        self.telling = Telling()
        self.slowed_by = 0.0
        """Seconds that each tick takes longer, on purpose: for the rehearsal's own test."""
        self.epoch = os.urandom(4).hex().encode()
        self.tick = 0
        self.count = 0
        self.is_closing = False
        self.topics: dict[str, LiveTopic] = {}
        self.groups: dict[tuple[str, ...], Group] = {}
        self.announced: set[str] = set()
        self.unread: dict[str, LiveTopic] = {}
        self.waiting: dict[Viewer, bytes] = {}
        """Viewers whose topics are being read for the first time, with their Last-Event-ID."""
        self.slow: dict[Viewer, float] = {}
        self.missing: dict[str, float] = {}
        self.to_open = asyncio.Event()
        self.checked_at = 0.0

    @property
    def is_full_house(self) -> bool:
        return self.is_closing or self.count >= self.most_viewers

    @property
    def is_flooded(self) -> bool:
        """Whether more topics wait to be read for the first time than is reasonable."""
        return len(self.unread) >= MOST_UNREAD

    def changed(self, name: str) -> None:
        """Read this topic at the next tick, if anybody watches it."""
        if name in self.topics:
            self.announced.add(name)
        self.missing.pop(name, None)

    def everything_changed(self) -> None:
        """Read every topic at the next tick; who watches gets only what is different."""
        self.announced.update(self.topics)
        self.missing.clear()

    def is_missing(self, name: str) -> bool:
        """Whether there was no such thing a moment ago."""
        until = self.missing.get(name)
        return until is not None and asyncio.get_running_loop().time() < until

    def shows(self, name: str) -> bool:
        """Say whether there is this topic, and somebody has watched it of late."""
        live = self.topics.get(name)
        return live is not None and live.is_read

    def tally(self) -> dict[str, int]:
        """Return how many streams watch each topic that is to be counted."""
        return {
            name: sum(
                viewer.holder is not THE_EDGE for group in live.groups for viewer in group.viewers
            )
            for name, live in self.topics.items()
            if live.topic.is_counted
        }

    # Viewers come and go

    def join(
        self,
        transport: asyncio.Transport,
        wanted: Iterable[Topic],
        holder: Holder | None,
        last_event_id: bytes = b"",
    ) -> None:
        """Take over a connection for these topics of one convention."""
        group = self._group(wanted)
        viewer = Viewer(transport, group, holder)
        group.viewers[viewer] = None
        self.count += 1
        if group.is_read:
            group.greet(viewer, last_event_id)
        else:
            self.waiting[viewer] = last_event_id
            self.to_open.set()

    def _group(self, wanted: Iterable[Topic]) -> Group:
        by_name = {topic.name: topic for topic in wanted}
        key = tuple(sorted(by_name))
        group = self.groups.get(key)
        if group is None:
            topics = [self._live(by_name[name]) for name in key]
            group = Group(self, topics[0].topic.convention, topics)
            group.heard_at = asyncio.get_running_loop().time()
            self.groups[key] = group
            for live in topics:
                live.groups.add(group)
                live.idle_since = None
        return group

    def _live(self, topic: Topic) -> LiveTopic:
        live = self.topics.get(topic.name)
        if live is None:
            live = self.topics[topic.name] = self.unread[topic.name] = LiveTopic(topic)
        return live

    def has_left(self, viewer: Viewer) -> None:
        """Forget a viewer, and the group when it was the last one."""
        self.count -= 1
        self.slow.pop(viewer, None)
        self.waiting.pop(viewer, None)
        group = viewer.group
        group.viewers.pop(viewer, None)
        if not group.viewers:
            self.groups.pop(tuple(live.topic.name for live in group.topics), None)
            for live in group.topics:
                live.groups.discard(group)
                if not live.groups:
                    live.idle_since = asyncio.get_running_loop().time()

    def is_full(self, viewer: Viewer) -> None:
        """Remember since when a viewer has not been reading."""
        self.slow[viewer] = asyncio.get_running_loop().time()

    def is_drained(self, viewer: Viewer) -> None:
        """Note that a viewer reads again."""
        self.slow.pop(viewer, None)

    # What an event's id means

    def tick_line(self) -> bytes:
        """Return the line that names the present tick."""
        return b"id: %s-%d\n" % (self.epoch, self.tick)

    def known_tick(self, last_event_id: bytes) -> int | None:
        """Return the tick a viewer has seen, or None when it is none of ours."""
        epoch, _, number = last_event_id.partition(b"-")
        if epoch != self.epoch or not number.isdigit() or len(number) > 18:  # noqa: PLR2004 -- beyond any tick
            return None
        tick = int(number)
        return tick if tick <= self.tick else None

    # The tick

    async def run(self) -> None:
        """Tell everybody what has changed, until the hub is closed.

        Four times a second, and less often where so many watch that it takes too much of the core.
        """
        loop = asyncio.get_running_loop()
        next_at = loop.time()
        while not self.is_closing:
            next_at = max(next_at + max(self.interval, self.telling.pause), loop.time())
            await asyncio.sleep(next_at - loop.time())
            try:
                await self.turn()
            except Exception:
                logger.exception("A tick of the hub failed")

    async def turn(self) -> None:
        """Read what was announced and write the differences."""
        if self.slowed_by and self.announced:
            await asyncio.sleep(self.slowed_by)
        names = [name for name in self.announced if self._is_due(self.topics[name])]
        if not names:
            return
        self.announced.difference_update(names)  # before reading, so that no change is missed
        topics = [self.topics[name] for name in names]
        states = await self._read(topics)
        tick = self.tick + 1
        events: dict[LiveTopic, bytes] = {}
        for live, state in zip(topics, states, strict=True):
            if isinstance(state, dict) and (event := self._advance(live, state, tick)):
                events[live] = event
            elif isinstance(state, Exception):
                asyncio.get_running_loop().call_later(AGAIN_AFTER, self.changed, live.topic.name)
        if not events:
            return
        self.tick = tick  # nothing yields from here to the sweep: who joins later has the new state
        groups = {group for live in events for group in live.groups}
        now = asyncio.get_running_loop().time()
        plan = []
        for group in groups:
            group.heard_at = now
            changed = [events[live] for live in group.topics if live in events]
            plan.append((list(group.viewers), group.events(changed)))
        await self.telling.tell(plan)

    def _is_due(self, live: LiveTopic) -> bool:
        return live.is_read and not self.rests(live.topic)

    @staticmethod
    def _advance(live: LiveTopic, state: State, tick: int) -> bytes:
        try:
            return live.advance(state, tick)
        except (TypeError, ValueError):
            logger.exception("The state of %s is not JSON", live.topic.name)
            return b""

    async def _read(self, topics: list[LiveTopic]) -> list[State | Exception | None]:
        """Ask the database for these topics; one that fails does not harm the others."""

        def read_all() -> list[State | Exception | None]:
            return [read_state(live.topic) for live in topics]

        return await self.reader.ask(read_all)

    # Topics are opened when the first viewer comes

    async def open_topics(self) -> None:
        """Read what nobody watched before, and greet those who wait for it."""
        while not self.is_closing:
            await self.to_open.wait()
            self.to_open.clear()
            while self.unread:
                topics = list(self.unread.values())[:MOST_OPENED_AT_ONCE]
                try:
                    await self._open(topics)
                except Exception:
                    logger.exception("The hub could not open topics")
                    await asyncio.sleep(self.interval)
            await self._greet_waiting()

    async def _open(self, topics: list[LiveTopic]) -> None:
        states = await self._read(topics)
        self.tick += 1  # whoever saw an earlier tick has not seen what these topics are now
        for live, state in zip(topics, states, strict=True):
            del self.unread[live.topic.name]
            if not (isinstance(state, dict) and self._is_opened(live, state)):
                self._refuse(live, is_missing=state is None)

    def _is_opened(self, live: LiveTopic, state: State) -> bool:
        try:
            live.open(state, self.tick)
        except (TypeError, ValueError):
            logger.exception("The state of %s is not JSON", live.topic.name)
            return False
        return True

    def _refuse(self, live: LiveTopic, *, is_missing: bool) -> None:
        name = live.topic.name
        del self.topics[name]
        self.announced.discard(name)
        if is_missing:
            if len(self.missing) > MOST_UNREAD:
                self.missing.clear()
            self.missing[name] = asyncio.get_running_loop().time() + MISSING_FOR
        for viewer in [viewer for group in live.groups for viewer in group.viewers]:
            viewer.refuse(NO_SUCH_TOPIC if is_missing else UNREADABLE)

    async def _greet_waiting(self) -> None:
        ready = [viewer for viewer in self.waiting if viewer.group.is_read]
        for start in range(0, len(ready), SLICE):
            for viewer in ready[start : start + SLICE]:
                last_event_id = self.waiting.pop(viewer, b"")
                if viewer.status == WAITING:
                    viewer.group.greet(viewer, last_event_id)
            await asyncio.sleep(0)

    # Now and then

    async def care(self) -> None:
        """Keep streams alive, let go of who does not read, close what nobody watches."""
        loop = asyncio.get_running_loop()
        while not self.is_closing:
            await asyncio.sleep(self.care_every)
            try:
                self._let_go_of_the_slow(loop.time())
                self._close_idle_topics(loop.time())
                await self._heartbeat(loop.time())
                if loop.time() > self.checked_at + HEARTBEAT_AFTER:
                    await self.check_passes()
            except Exception:
                logger.exception("The hub's care failed")

    def _let_go_of_the_slow(self, now: float) -> None:
        for viewer in [v for v, since in self.slow.items() if now > since + SECONDS_BEHIND]:
            viewer.hang_up()

    def _close_idle_topics(self, now: float) -> None:
        idle = [
            name
            for name, live in self.topics.items()
            if not live.groups and live.is_read and now > (live.idle_since or now) + SECONDS_IDLE
        ]
        for name in idle:
            del self.topics[name]
            self.announced.discard(name)

    async def _heartbeat(self, now: float) -> None:
        quiet = [group for group in self.groups.values() if now > group.heard_at + HEARTBEAT_AFTER]
        for group in quiet:
            group.heard_at = now
            await self.telling.beat(list(group.viewers))

    async def check_passes(self) -> None:
        """End the streams of those who may not watch any more: revoked, expired, or closed."""
        self.checked_at = asyncio.get_running_loop().time()
        for group in list(self.groups.values()):
            is_closed = group.convention != HOUSE and not self.porter.languages(group.convention)
            viewers = list(group.viewers) if is_closed or group.access else []
            for start in range(0, len(viewers), SLICE):
                for viewer in viewers[start : start + SLICE]:
                    if is_closed or self._objects_to(viewer):
                        viewer.say_goodbye()
                await asyncio.sleep(0)

    def _objects_to(self, viewer: Viewer) -> bool:
        group = viewer.group
        return viewer.holder is not THE_EDGE and any(
            self.porter.objection(access, group.convention, viewer.holder)
            for access in group.access
        )

    async def close(self) -> None:
        """Send everybody away, to come back at different moments."""
        self.is_closing = True
        viewers = [viewer for group in self.groups.values() for viewer in group.viewers]
        for start in range(0, len(viewers), SLICE):
            for viewer in viewers[start : start + SLICE]:
                viewer.say_goodbye()
            await asyncio.sleep(0)
        await asyncio.sleep(SECONDS_TO_LISTEN if viewers else 0)
        for viewer in viewers:
            viewer.transport.abort()  # those who have stopped reading hear no goodbye
