# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Those who watch, grouped by what they watch: one write per viewer and tick."""

from __future__ import annotations

import random
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

from konvent.foundation.access import Access

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterable

    from konvent.foundation.front.answers import Answer
    from konvent.foundation.front.hub import Hub
    from konvent.foundation.front.live_topic import LiveTopic
    from konvent.foundation.front.porter import Holder

WELL, WAITING, FULL, BEHIND, GONE = range(5)
"""Gets everything; waits for the greeting; has a full buffer; has missed something; is gone."""

HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-store\r\n"
    b"x-content-type-options: nosniff\r\nx-accel-buffering: no\r\nconnection: close\r\n\r\n"
)
SOONEST, LATEST = 500, 4000
"""Milliseconds after which a browser comes back; spread, so that not all come at once."""
HIGH_WATER = 65_536
KERNEL_BUFFER = 32_768
"""Without it the kernel takes in almost a megabyte for a viewer who has stopped reading."""
MILLISECONDS_UNHEARD = 60_000
"""How long a network may swallow what we say before the connection counts as lost."""


def retry() -> bytes:
    """Tell a browser when to come back."""
    return b"retry: %d\n\n" % random.randint(SOONEST, LATEST)  # noqa: S311 -- spreads load, guards nothing


class Group:
    """All viewers of the same set of topics of a convention."""

    __slots__ = ("_state", "access", "convention", "heard_at", "hub", "topics", "viewers")

    def __init__(self, hub: Hub, convention: str, topics: Iterable[LiveTopic]) -> None:
        self.hub = hub
        self.convention = convention
        self.topics = tuple(topics)
        is_public = all(live.topic.access is Access.PUBLIC for live in self.topics)
        self.access = {live.topic.access for live in self.topics} if not is_public else set()
        """What its topics ask of a visitor, besides nothing."""
        self.viewers: dict[Viewer, None] = {}
        self.heard_at = 0.0
        self._state = (-1, b"")

    @property
    def is_read(self) -> bool:
        """Whether the state of every topic is known."""
        return all(live.is_read for live in self.topics)

    def state(self) -> bytes:
        """Return the events that bring a newcomer up to date."""
        tick = self.hub.tick
        if self._state[0] != tick:
            self._state = (tick, self.events([live.state_event() for live in self.topics]))
        return self._state[1]

    def events(self, events: list[bytes]) -> bytes:
        """Join events; the last one carries the tick, so that a viewer has all of it or none."""
        return b"".join((*events[:-1], self.hub.tick_line(), events[-1]))

    def missed(self, last_event_id: bytes) -> bytes:
        """Return what a returning viewer has missed: patches if we have them, else the state."""
        tick = self.hub.known_tick(last_event_id)
        if tick is None:
            return self.state()
        patches: list[tuple[int, bytes]] = []
        for live in self.topics:
            since = live.patches_since(tick)
            if since is None:
                return self.state()
            patches += since
        if not patches:
            return b""
        state = self.state()
        patches.sort(key=lambda patch: patch[0])
        events = self.events([event for _, event in patches])
        return events if len(events) < len(state) else state

    def greet(self, viewer: Viewer, last_event_id: bytes) -> None:
        """Begin the stream."""
        viewer.status = WELL
        viewer.transport.write(HEAD + retry() + self.missed(last_event_id))


class Viewer:
    """One open stream; together with its transport, all that somebody who watches costs."""

    __slots__ = ("group", "holder", "status", "transport")

    def __init__(self, transport: asyncio.Transport, group: Group, holder: Holder | None) -> None:
        self.transport = transport
        self.group = group
        self.holder = holder
        self.status = WAITING
        transport.set_write_buffer_limits(high=HIGH_WATER)
        transport.set_protocol(self)  # type: ignore[arg-type]  # has all that a protocol is asked for
        _bound_kernel_buffer(transport)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        pass

    def data_received(self, data: bytes) -> None:  # noqa: ARG002 -- asyncio's signature
        """Hang up: a viewer has nothing more to say."""
        self.hang_up()

    def eof_received(self) -> bool:
        return False

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 -- asyncio's signature
        self.leave()

    def pause_writing(self) -> None:
        if self.status == WELL:
            self.status = FULL
            self.group.hub.is_full(self)

    def resume_writing(self) -> None:
        """After a pause a viewer gets the present state, not what has piled up meanwhile."""
        self.group.hub.is_drained(self)
        if self.status == BEHIND:
            self.status = WELL
            self.transport.write(self.group.state())
        elif self.status == FULL:
            self.status = WELL

    def leave(self) -> None:
        if self.status != GONE:
            self.status = GONE
            self.group.hub.has_left(self)

    def hang_up(self) -> None:
        self.leave()
        self.transport.abort()

    def refuse(self, answer: Answer) -> None:
        """Say why there is no stream; only before it has begun."""
        self.leave()
        self.transport.write(answer.head + b"connection: close\r\n\r\n" + answer.body)
        self.transport.close()

    def say_goodbye(self) -> None:
        """End the stream; the browser comes back by itself, not all at once."""
        if self.status == GONE:
            return
        is_greeted = self.status != WAITING
        self.leave()
        if is_greeted:
            self.transport.write(retry())
        self.transport.close()


def _bound_kernel_buffer(transport: asyncio.Transport) -> None:
    own: socket.socket | None = transport.get_extra_info("socket")
    if own is None:
        return
    with suppress(OSError):
        own.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            own.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, MILLISECONDS_UNHEARD)
