# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A visitor's connection, as light as can be: ten thousand of them share a core."""

from __future__ import annotations

import asyncio
import sys
import time
from itertools import cycle
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

PATIENCE = 15.0
SMALL = 65_536
"""Larger bodies are counted and thrown away."""
END_OF_HEAD = b"\r\n\r\n"
HERE = cycle(f"127.0.0.{number}" for number in range(1, 17))
"""Addresses of this machine, in turn: where half of one's 28,000 ports are in use, the kernel looks
for milliseconds for one that is free."""


class LostError(Exception):
    """The connection ended, or nothing came for long."""


class Answer(NamedTuple):
    """What came back."""

    status: int
    head: bytes
    body: bytes
    size: int
    at: float
    """When the end of it was there, by the machine's own clock, whoever had a turn then."""

    def header(self, name: bytes) -> str:
        """Return a header's value, by its small name; nothing when there is none."""
        start = self.head.lower().find(b"\r\n" + name + b": ")
        if start < 0:
            return ""
        start += len(name) + 4
        return self.head[start : self.head.find(b"\r\n", start)].decode("latin-1")


class Place(NamedTuple):
    """Where a house is reached."""

    host: str
    port: int
    tls: ssl.SSLContext | None = None


class Connection(asyncio.Protocol):
    """One request at a time; after a stream was asked for, whatever it says."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.waiting: asyncio.Future[Answer] | None = None
        self.said = b""
        self.head = b""
        self.size = self.left = self.status = 0
        self.hear: Callable[[bytes], None] | None = None
        """Is given what a stream says."""
        self.lost: Callable[[], None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 -- asyncio's signature
        self.transport = None
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_exception(LostError())
        if self.lost is not None:
            self.lost()

    def data_received(self, data: bytes) -> None:
        if self.hear is not None and self.waiting is None:
            self.hear(data)
        elif self.left > 0:
            self._take_body(data)
        else:
            self._take_head(data)

    def _take_head(self, data: bytes) -> None:
        self.said += data
        end = self.said.find(END_OF_HEAD)
        if end < 0:
            return
        self.head, rest, self.said = self.said[: end + 2], self.said[end + 4 :], b""
        self.status = int(self.head[9:12])
        if self.hear is not None and self.status == 200:  # noqa: PLR2004 -- HTTP's own word
            self._answer()
            self.hear(rest)
            return
        answer = Answer(self.status, self.head, b"", 0, 0.0)
        self.size = self.left = int(answer.header(b"content-length") or 0)
        self._take_body(rest)

    def _take_body(self, data: bytes) -> None:
        self.left -= len(data)
        if self.size <= SMALL:
            self.said += data
        if self.left <= 0:
            self._answer()

    def _answer(self) -> None:
        waiting, self.waiting = self.waiting, None
        answer = Answer(self.status, self.head, self.said, self.size, time.monotonic())
        self.said, self.left = b"", 0
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    async def ask(self, request: bytes) -> Answer:
        """Send a request and return what comes back. Raises LostError."""
        if self.transport is None:
            raise LostError
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        try:
            async with asyncio.timeout(PATIENCE):
                return await self.waiting
        except TimeoutError:
            self.close()
            raise LostError from None

    def close(self) -> None:
        """Leave at once, as a browser that is closed."""
        self.lost = None
        if self.transport is not None:
            self.transport.abort()


async def connect(place: Place) -> Connection:
    """Open a connection. Raises LostError."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(PATIENCE):
            _, connection = await loop.create_connection(
                Connection, place.host, place.port, ssl=place.tls, local_addr=_comes_from(place)
            )
    except (OSError, TimeoutError):
        raise LostError from None
    return connection


def _comes_from(place: Place) -> tuple[str, int] | None:
    is_here = sys.platform == "linux" and place.host.startswith("127.")
    return (next(HERE), 0) if is_here else None
