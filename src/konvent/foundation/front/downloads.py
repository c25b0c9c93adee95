# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Large files, sent piece by piece: whole, or the stretch that was asked for."""

from __future__ import annotations

import asyncio
import os
import re
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any, Protocol

from konvent.foundation.front.answers import NO_SNIFFING, header

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from concurrent.futures import Executor

    from konvent.foundation.front.answers import Headers, Send

    Receive = Callable[[], Awaitable[Any]]

PIECE = 256 << 10
SECONDS_TO_TAKE = 30
"""How long a visitor may leave a piece lying about."""
DOWNLOADS = {b"download.mp4": b"video/mp4", b"download.m4a": b"audio/mp4"}
RANGE = re.compile(rb"bytes=(\d{0,18})-(\d{0,18})")
MODEST = (b"cache-control", b"private, no-cache")


class Film(Protocol):
    """A large file, wherever it is."""

    size: int
    tag: str
    """Another one when it is another file."""
    piece: int
    """How many bytes are fetched at once."""

    async def read(self, at: int, length: int) -> bytes:
        """Return a piece; nothing when it cannot be had."""
        ...

    def close(self) -> None:
        """Give back what it holds."""
        ...


class FilmOnDisk:
    """An open file."""

    piece = PIECE

    def __init__(self, file: IO[bytes], threads: Executor) -> None:
        self.file, self.threads = file, threads
        self.size = file.seek(0, 2)
        self.tag = f"{os.fstat(file.fileno()).st_mtime_ns:x}-{self.size:x}"

    async def read(self, at: int, length: int) -> bytes:
        return await asyncio.get_running_loop().run_in_executor(
            self.threads, self._read, at, length
        )

    def _read(self, at: int, length: int) -> bytes:
        self.file.seek(at)
        return self.file.read(length)

    def close(self) -> None:
        self.file.close()


class Download:
    """A large file, or the stretch of it that was asked for, sent piece by piece."""

    def __init__(self, film: Film, kind: bytes, wanted: Headers) -> None:
        self.film, self.size = film, film.size
        tag = b'"%s"' % film.tag.encode()
        self.headers = [(b"content-type", kind), (b"etag", tag), MODEST, NO_SNIFFING]
        self.headers.append((b"accept-ranges", b"bytes"))
        self.first, self.last = 0, self.size - 1
        self.status = 200
        if header(wanted, b"if-none-match") == tag:
            self.status = 304
        elif header(wanted, b"if-range") in {b"", tag}:
            self._restrict(header(wanted, b"range"))

    @property
    def length(self) -> int:
        return self.last - self.first + 1 if self.status in {200, 206} else 0

    def _restrict(self, wanted: bytes) -> None:
        """Take one range; several at once, and other units, get the whole file."""
        found = RANGE.fullmatch(wanted)
        if found is None or found[0] == b"bytes=-":
            return
        begin, end = found.groups()
        if begin:
            first, last = int(begin), min(int(end or self.last), self.last)
        else:
            first, last = max(0, self.size - int(end)), self.last
        if first > last:
            self.status = 416
            self.headers.append((b"content-range", b"bytes */%d" % self.size))
            return
        self.status, self.first, self.last = 206, first, last
        spoken = b"bytes %d-%d/%d" % (first, last, self.size)
        self.headers.append((b"content-range", spoken))

    async def send(self, send: Send, *, method: str, receive: Receive) -> None:
        """Send it as fast as it is taken; who leaves, or stops reading, is let go."""
        gone = asyncio.ensure_future(_left(receive))
        try:
            headers = [*self.headers]
            if self.status != 304:  # noqa: PLR2004 -- HTTP's own word for unchanged
                headers.append((b"content-length", b"%d" % self.length))
            await send({"type": "http.response.start", "status": self.status, "headers": headers})
            if method != "HEAD" and not await self._pieces(send, gone):
                return  # the server closes the connection, so that nobody takes it for complete
            await send({"type": "http.response.body", "body": b""})
        finally:
            gone.cancel()
            self.film.close()

    async def _pieces(self, send: Send, gone: asyncio.Future[None]) -> bool:
        loop = asyncio.get_running_loop()
        at, end = self.first, self.first + self.length
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_TO_TAKE) as limit:
                while at < end:
                    piece = await self.film.read(at, min(self.film.piece, end - at))
                    if not piece or gone.done():
                        return False
                    at += len(piece)
                    limit.reschedule(loop.time() + SECONDS_TO_TAKE)
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                return True
        return False


async def _left(receive: Receive) -> None:
    """Return when the visitor has left."""
    while (await receive())["type"] != "http.disconnect":
        pass
