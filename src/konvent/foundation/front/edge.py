# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""An edge: a hub on another machine that watches each topic once and serves its own viewers.

It has no database and no application. Who may watch it decides by itself, from the same passes and
from the entrances, which it watches like any other topic. Everything but live streams it passes on.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from konvent.foundation.front.answers import Answer, as_json
from konvent.foundation.front.application import AwayError, Request, SlowError
from konvent.foundation.front.attendance import Attendance
from konvent.foundation.front.edge_door import MOST_PRESENT
from konvent.foundation.front.edge_pass import EDGE, THE_EDGE, edge_pass
from konvent.foundation.front.edge_vitals import EdgeVitals
from konvent.foundation.front.garbage import collect_garbage, spare_the_collector
from konvent.foundation.front.hub import Hub
from konvent.foundation.front.lanes import HEALTHY, LIVE_SIGN, NOT_READY, READY, split
from konvent.foundation.front.live import LiveLane
from konvent.foundation.front.pages import canonical
from konvent.foundation.front.proxy import ApplicationLane
from konvent.foundation.front.reader import Reader
from konvent.foundation.front.server import FrontServer, limits
from konvent.foundation.front.taps import House, Taps
from konvent.foundation.front.unending import going_on
from konvent.foundation.front.uploads import Uploads
from konvent.foundation.topics import find_topic

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from konvent.foundation.front.answers import Headers, Send
    from konvent.foundation.front.live_topic import LiveTopic
    from konvent.foundation.front.porter import Porter
    from konvent.foundation.front.small_posts import Hear
    from konvent.foundation.front.uploads import Receive
    from konvent.foundation.topics import State, Topic

TICK = 0.05
"""The house has gathered already; an edge only keeps several topics of one moment together."""
AT_ONCE, WAITING = 64, 2_000
SIGN_OF_LIFE_EVERY = 30.0
LARGEST_FILM = 0
"""Films are sent to the house itself."""


class EdgeHub(Hub):
    """A hub that reads its topics from the house's streams."""

    def __init__(self, taps: Taps, porter: Porter, most_viewers: int) -> None:
        super().__init__(Reader(), porter, most_viewers)
        self.interval = TICK
        self.taps = taps
        self.kept: set[str] = set()
        """Topics that the edge itself watches."""

    async def _read(self, topics: list[LiveTopic]) -> list[State | Exception | None]:
        reading = (self.taps.of(live.topic.name).first() for live in topics)
        answers = await asyncio.gather(*reading, return_exceptions=True)
        return [self._checked(answer) for answer in answers]

    @staticmethod
    def _checked(answer: State | BaseException | None) -> State | Exception | None:
        if isinstance(answer, BaseException) and not isinstance(answer, Exception):
            raise answer
        return answer

    def _close_idle_topics(self, now: float) -> None:
        super()._close_idle_topics(now)
        self.taps.close_all_but(self.topics.keys() | self.kept)


@dataclass(slots=True)
class EdgeLanes:
    """Streams are the edge's; the rest is the house's."""

    live: LiveLane
    house: ApplicationLane
    vitals: EdgeVitals
    date_line: bytes = b"\r\n"

    @property
    def viewers(self) -> int:
        return self.live.hub.count

    def takes(self, transport: asyncio.Transport, url: bytes, headers: Headers) -> bool:
        """Give the connection of a stream to the hub; say whether this was one."""
        if LIVE_SIGN not in url:
            return False
        path, _, query = url.partition(b"?")
        convention, *rest = split(path)
        return rest == [b"live"] and self.live.takes(
            transport, convention.decode("latin-1"), query, headers
        )

    def quick(self, url: bytes, headers: Headers) -> Answer | None:  # noqa: ARG002 -- as all lanes
        """Return what an edge knows by itself."""
        return HEALTHY if url.partition(b"?")[0] == b"/health" else None

    def hears(self, url: bytes) -> Hear | None:  # noqa: ARG002 -- as all lanes
        """Return nothing: small requests are the house's as well."""
        return None

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer what was not answered at once; an ASGI application."""
        if scope["type"] != "http":
            return
        match split(canonical(scope["raw_path"])):
            case [b"ready"]:
                answer = READY if await self.house.application.answers() else NOT_READY
                await answer.send(send)
            case [b"metrics"]:
                await (await self.vitals.answer(scope)).send(send)
            case [b"edge", *_]:
                await as_json(404, {"error": "no-such-address"}).send(send)
            case [first, b"live"]:
                convention = first.decode("latin-1")
                refusal = self.live.refusal(convention, scope["query_string"], scope["headers"])
                await refusal.send(send)
            case _:
                await self.house(scope, receive, send)


class Edge:
    """Owns everything that lives as long as the process."""

    def __init__(  # noqa: PLR0913 -- an edge is put together from these, once
        self,
        *,
        upstream: str,
        scheme: str,
        name: str,
        entrances: str,
        porter: Porter,
        opened: Callable[[State | None], None],
        folder: Path,
        find: Callable[[str, str], Topic | None] = find_topic,
        metrics_token: str = "",
    ) -> None:
        """Opened is told what the entrances' topic says, whenever it says something new."""
        self.name = name
        self.entrances = entrances
        self.porter = porter
        self.opened = opened
        self.house = House(upstream)
        self.taps = Taps(self.house, self.heard)
        most = limits()
        self.hub = EdgeHub(self.taps, porter, most.viewers)
        self.hub.kept.add(entrances)
        self.attendance = Attendance(self.hub, self.note)
        passing_on = ApplicationLane(
            self.house, scheme, Uploads(folder, LARGEST_FILM), at_once=AT_ONCE, waiting=WAITING
        )
        vitals = EdgeVitals(self.hub, self.taps, entrances, metrics_token)
        lanes = EdgeLanes(LiveLane(self.hub, porter, find), passing_on, vitals)
        self.server = FrontServer(lanes, most, self.hub.close)
        self.checks: set[asyncio.Task[None]] = set()

    def heard(self, topic: str) -> None:
        """Pass on that a topic has changed; of the entrances, let the porter know first."""
        self.hub.changed(topic)
        if topic == self.entrances:
            self.opened(self.taps.of(topic).state)
            check = asyncio.create_task(self.hub.check_passes())
            self.checks.add(check)
            check.add_done_callback(self.checks.discard)

    async def note(self, counted: Mapping[str, int]) -> None:
        """Tell the house how many watch here."""
        await self._tell({"hub": self.name, "watching": dict(counted)})

    async def keep_places(self) -> None:
        """Tell the house who is here, so that a full one keeps their places, until cancelled."""
        while True:
            await asyncio.sleep(SIGN_OF_LIFE_EVERY)
            with suppress(OSError):  # the next one is due soon, long before anybody is given up
                await self.tell_present()

    async def tell_present(self) -> None:
        """Tell the house whose streams are open here."""
        here: dict[str, set[str]] = {}
        for group in self.hub.groups.values():
            keys = {viewer.holder.key for viewer in group.viewers if viewer.holder is not None}
            here.setdefault(group.convention, set()).update(keys - {THE_EDGE.key})
        for convention, found in here.items():
            keys_in_order = sorted(found)
            for start in range(0, len(found), MOST_PRESENT):
                some = keys_in_order[start : start + MOST_PRESENT]
                await self._tell({"present": {convention: some}})

    async def _tell(self, facts: dict[str, Any]) -> None:
        body = json.dumps(facts).encode()
        told = Request(
            "POST",
            f"/{EDGE}/attendance".encode(),
            [
                (b"host", self.house.address.netloc.encode()),
                (b"authorization", edge_pass()),
                (b"content-type", b"application/json"),
            ],
            len(body),
            [body],
        )
        try:
            async with self.house.ask(told) as reply:
                await reply.whole()
        except (AwayError, SlowError):
            raise OSError("the house is away") from None

    async def run(self, door: socket.socket) -> None:
        """Serve viewers until the process is told to stop."""
        self.taps.of(self.entrances)
        work = (
            self.hub.run,
            self.hub.open_topics,
            self.hub.care,
            self.attendance.run,
            self.keep_places,
            partial(collect_garbage, lambda: self.hub.count),
        )
        try:
            async with going_on(*work):
                spare_the_collector()
                await self.server.serve([door])
        finally:
            self.taps.close_all_but(())
            await self.house.close()
            self.hub.reader.close()
