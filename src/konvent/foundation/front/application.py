# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The application process, as the front asks it: over a Unix socket, so many at once."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from konvent.foundation.front.answers import Headers, header

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Iterable
    from pathlib import Path

PATIENCE = 60.0
SLOWEST_DISK = 10_000_000
"""Bytes per second with which the application takes in a film at least."""
MOST_KEPT = 16
PIECE = 65536
SAFE = frozenset({"GET", "HEAD"})
WITHOUT_BODY = frozenset({204, 304})


class AwayError(Exception):
    """The application cannot be reached; it may be starting."""


class BusyError(Exception):
    """More people wait for the application than it can serve soon."""


class SlowError(Exception):
    """The application took too long."""


class Slots:
    """So many at once; so many may wait; the next one is told to come back."""

    def __init__(self, number: int, waiting: int) -> None:
        self.free = asyncio.Semaphore(number)
        self.places = waiting

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        if self.places <= 0:
            raise BusyError
        self.places -= 1
        try:
            await self.free.acquire()
        finally:
            self.places += 1
        try:
            yield
        finally:
            self.free.release()


@dataclass(slots=True)
class Request:
    """What is asked; headers come without those that speak about the connection."""

    method: str
    target: bytes
    headers: Headers
    length: int = 0
    body: Iterable[bytes] = ()

    @property
    def is_safe(self) -> bool:
        return self.method in SAFE

    def head(self) -> bytes:
        lines = [self.method.encode() + b" " + self.target + b" HTTP/1.1"]
        lines += [name + b": " + value for name, value in self.headers]
        if self.length or not self.is_safe:
            lines.append(b"content-length: %d" % self.length)
        return b"\r\n".join(lines) + b"\r\n\r\n"


@dataclass(slots=True)
class Connection:
    """A connection to the application, kept for the next request when this one went well."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @property
    def is_usable(self) -> bool:
        return not self.reader.at_eof() and not self.writer.is_closing()


class Reply:
    """What the application answers; its body is read as it comes."""

    def __init__(self, method: str, head: bytes, reader: asyncio.StreamReader) -> None:
        status_line, *lines = head[:-4].split(b"\r\n")
        self.status = int(status_line[9:12])
        pairs = (line.partition(b":") for line in lines)
        self.headers: Headers = [(name.lower(), value.strip()) for name, _, value in pairs]
        self.reader = reader
        self.is_finished = method == "HEAD" or self.status in WITHOUT_BODY
        self.is_kept = header(self.headers, b"connection").lower() != b"close"

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the body piece by piece."""
        if self.is_finished:
            return
        if header(self.headers, b"transfer-encoding").lower() == b"chunked":
            pieces = self._chunks()
        elif length := header(self.headers, b"content-length"):
            pieces = self._stretch(int(length))
        else:
            self.is_kept = False
            pieces = self._rest()
        async for piece in pieces:
            yield piece
        self.is_finished = True

    async def _chunks(self) -> AsyncIterator[bytes]:
        while size := await self._size_of_chunk():
            async for piece in self._stretch(size):
                yield piece
            await self._patiently(self.reader.readexactly(2))
        while (await self._patiently(self.reader.readline())).strip():
            pass

    async def _size_of_chunk(self) -> int:
        line = await self._patiently(self.reader.readline())
        try:
            return int(line.partition(b";")[0], 16)
        except ValueError:  # it ended in the middle of its answer
            raise AwayError from None

    async def _stretch(self, left: int) -> AsyncIterator[bytes]:
        while left:
            piece = await self._patiently(self.reader.read(min(left, PIECE)))
            if not piece:
                raise AwayError
            left -= len(piece)
            yield piece

    async def _rest(self) -> AsyncIterator[bytes]:
        while piece := await self._patiently(self.reader.read(PIECE)):
            yield piece

    async def _patiently(self, reading: Awaitable[bytes]) -> bytes:
        try:
            async with asyncio.timeout(PATIENCE):
                return await reading
        except TimeoutError:
            raise SlowError from None
        except (OSError, EOFError):
            raise AwayError from None

    async def whole(self) -> bytes:
        """Return the body at once."""
        return b"".join([piece async for piece in self.pieces()])


class Application:
    """Asks the application, with a few connections that stay open."""

    is_leaving = False

    def __init__(self, socket: Path) -> None:
        self.socket = socket
        self.kept: list[Connection] = []

    @asynccontextmanager
    async def ask(self, request: Request) -> AsyncIterator[Reply]:
        """Send a request and give its reply; raise AwayError or SlowError when there is none."""
        connection, reply = await self._exchange(request)
        try:
            yield reply
        finally:
            has_room = len(self.kept) < MOST_KEPT and not self.is_leaving
            if reply.is_finished and reply.is_kept and has_room:
                self.kept.append(connection)
            else:
                connection.writer.close()

    async def _exchange(self, request: Request) -> tuple[Connection, Reply]:
        """Try a kept connection for what may be asked twice; else, and for the rest, a new one."""
        while request.is_safe and self.kept:
            connection = self.kept.pop()
            if connection.is_usable:
                try:
                    return connection, await self._send(request, connection)
                except AwayError:
                    pass
            connection.writer.close()
        connection = await self._connect()
        try:
            return connection, await self._send(request, connection)
        except BaseException:
            connection.writer.close()
            raise

    async def _connect(self) -> Connection:
        try:
            return Connection(
                *await asyncio.open_unix_connection(str(self.socket), limit=PIECE * 2)
            )
        except OSError:
            raise AwayError from None

    async def _send(self, request: Request, connection: Connection) -> Reply:
        try:
            async with asyncio.timeout(PATIENCE + request.length // SLOWEST_DISK):
                connection.writer.write(request.head())
                for piece in request.body:
                    connection.writer.write(piece)
                    await connection.writer.drain()
                head = await connection.reader.readuntil(b"\r\n\r\n")
        except TimeoutError:
            connection.writer.close()
            raise SlowError from None
        except (OSError, EOFError, asyncio.LimitOverrunError):
            raise AwayError from None
        return Reply(request.method, head, connection.reader)

    async def leave(self) -> None:
        """Keep no connection from now on, so that an application that leaves can do so, too."""
        self.is_leaving = True
        await self.close()

    async def close(self) -> None:
        """Give the kept connections back."""
        while self.kept:
            writer = self.kept.pop().writer
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def answers(self) -> bool:
        """Whether the application is there to be asked."""
        try:
            connection = await self._connect()
        except AwayError:
            return False
        connection.writer.close()
        return True
