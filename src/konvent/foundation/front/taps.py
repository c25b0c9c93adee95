# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""An edge's side of the house's streams: one stream for each topic, whoever watches it here."""

from __future__ import annotations

import asyncio
import json
import logging
import random
import ssl
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from konvent.foundation.front.application import PIECE, Application, AwayError, Connection
from konvent.foundation.front.edge_pass import EDGE, edge_pass
from konvent.foundation.front.merge_patch import apply

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from konvent.foundation.topics import State

SECONDS_TO_CONNECT = 5.0
SECONDS_OF_SILENCE = 40.0
"""The house is heard every fifteen; after this the line is dead."""
SECONDS_FOR_FIRST = 5.0
SOONEST, LATEST = 0.1, 0.6
AGAIN_AFTER_REFUSAL = 2.0
OK, NOT_FOUND = 200, 404

logger = logging.getLogger(__name__)


class House(Application):
    """The house an edge belongs to, over the network."""

    def __init__(self, url: str) -> None:
        self.address = urlsplit(url)
        self.kept: list[Connection] = []

    async def _connect(self) -> Connection:
        is_safe = self.address.scheme == "https"
        port = self.address.port or (443 if is_safe else 80)
        try:
            async with asyncio.timeout(SECONDS_TO_CONNECT):
                return Connection(
                    *await asyncio.open_connection(
                        self.address.hostname,
                        port,
                        ssl=ssl.create_default_context() if is_safe else None,
                        limit=LARGEST_EVENT,
                    )
                )
        except (OSError, TimeoutError):
            raise AwayError from None

    async def stream(self, topic: str, last_event_id: str) -> Connection:
        """Begin to watch a topic by its full name."""
        connection = await self._connect()
        lines = [
            f"GET /{EDGE}/live?topics={quote(topic, safe='')} HTTP/1.1",
            f"Host: {self.address.netloc}",
            f"Authorization: {edge_pass().decode()}",
        ]
        lines += [f"Last-Event-ID: {last_event_id}"] if last_event_id else []
        connection.writer.write("\r\n".join([*lines, "", ""]).encode())
        return connection


LARGEST_EVENT = PIECE * 64


class RefusedError(Exception):
    """The house does not show this topic; says with which status."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the house answers {status}")
        self.status = status


class GapError(Exception):
    """A patch is missing: begin anew."""


class Tap:
    """One topic as the house shows it; what was known stays while the house is away."""

    def __init__(self, house: House, topic: str, changed: Callable[[str], None]) -> None:
        self.house = house
        self.topic = topic
        self.changed = changed
        self.state: State | None = None
        self.seq = 0
        self.last_event_id = ""
        self.is_known = asyncio.Event()
        self.is_open = False
        """Whether the house is heard; else this is how it was."""
        self.heard_at = time.monotonic()
        self.task = asyncio.create_task(self._run())

    async def first(self) -> State | None:
        """Return the state as soon as it is known; None when there is no such topic."""
        async with asyncio.timeout(SECONDS_FOR_FIRST):
            await self.is_known.wait()
        return self.state

    async def _run(self) -> None:
        while True:
            pause = random.uniform(SOONEST, LATEST)  # noqa: S311 -- spreads load, guards nothing
            try:
                await self._watch()
            except (AwayError, OSError, EOFError, TimeoutError):
                pass
            except GapError:
                self.last_event_id = ""
            except RefusedError as refusal:
                pause = AGAIN_AFTER_REFUSAL
                self._refused(refusal)
            except Exception:
                logger.exception("The topic %s could not be followed", self.topic)
                self.last_event_id = ""
            await asyncio.sleep(pause)

    def _refused(self, refusal: RefusedError) -> None:
        if refusal.status == NOT_FOUND:
            self.state = None
            self.is_known.set()
        else:
            logger.warning("The house does not show %s: %s", self.topic, refusal)

    async def _watch(self) -> None:
        connection = await self.house.stream(self.topic, self.last_event_id)
        try:
            await _begin(connection.reader)
            while True:
                async with asyncio.timeout(SECONDS_OF_SILENCE):
                    event = await connection.reader.readuntil(b"\n\n")
                self.is_open, self.heard_at = True, time.monotonic()
                self._take(event.decode())
        finally:
            self.is_open = False
            connection.writer.close()

    def _take(self, event: str) -> None:
        fields = dict(line.split(": ", 1) for line in event.strip().split("\n") if ": " in line)
        if "data" in fields and "event" not in fields:
            self._change(json.loads(fields["data"]))
        self.last_event_id = fields.get("id", self.last_event_id)

    def _change(self, told: dict[str, Any]) -> None:
        if "state" in told:
            self.state = told["state"]
        elif told["seq"] <= self.seq:
            return
        elif told["seq"] > self.seq + 1 or self.state is None:
            raise GapError
        else:
            self.state = apply(self.state, told["patch"])
        self.seq = told["seq"]
        self.is_known.set()
        self.changed(self.topic)

    def close(self) -> None:
        self.task.cancel()


async def _begin(reader: asyncio.StreamReader) -> None:
    async with asyncio.timeout(SECONDS_TO_CONNECT + SECONDS_FOR_FIRST):
        head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    if status != OK:
        raise RefusedError(status)


class Taps:
    """The taps of an edge, opened when somebody watches and closed when nobody does."""

    def __init__(self, house: House, changed: Callable[[str], None]) -> None:
        self.house = house
        self.changed = changed
        self.open: dict[str, Tap] = {}

    def of(self, topic: str) -> Tap:
        """Return the tap of a topic."""
        if topic not in self.open:
            self.open[topic] = Tap(self.house, topic, self.changed)
        return self.open[topic]

    def close_all_but(self, wanted: Container[str]) -> None:
        for topic in [topic for topic in self.open if topic not in wanted]:
            self.open.pop(topic).close()
