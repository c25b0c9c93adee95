# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The files of recordings: small ones from memory, downloads from the disk, in part or whole."""

from __future__ import annotations

import asyncio
import os
import re
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any

from konvent.foundation.access import Access
from konvent.foundation.front.answers import NO_SNIFFING, Answer, header
from konvent.foundation.front.files import (
    CHANGING_TYPES,
    NO_SUCH_FILE,
    SEGMENT_NAME,
    SEGMENT_TYPES,
    StageFiles,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from concurrent.futures import Executor
    from pathlib import Path

    from konvent.foundation.front.answers import Headers, Send

    Receive = Callable[[], Awaitable[Any]]

MOST_BYTES = 96 << 20
PIECE = 256 << 10
SECONDS_TO_TAKE = 30
"""How long a visitor may leave a piece lying about."""
DOWNLOADS = {b"download.mp4": b"video/mp4", b"download.m4a": b"audio/mp4"}
PUBLIC = frozenset({b"thumbnail.jpg"})
"""What of a published recording stands on pages for everybody, beside its title."""
KEY = re.compile(rb"[0-9a-f]{32}")
RANGE = re.compile(rb"bytes=(\d{0,18})-(\d{0,18})")
MODEST = (b"cache-control", b"private, no-cache")


class RecordingFiles:
    """Everything below the folder of the recordings. Who may have it is asked before."""

    def __init__(self, folder: Path, threads: Executor) -> None:
        self.folder = folder
        self.threads = threads
        self.small = StageFiles([folder], threads, MOST_BYTES)

    def quick(self, name: str) -> Answer | None:
        """Return what is in memory and surely current."""
        return self.small.quick(name)

    async def answer(self, name: str, headers: Headers) -> Answer | Download:
        """Return a small file, or what will be sent of a large one."""
        kind = DOWNLOADS.get(name.rpartition("/")[2].encode())
        if kind is None:
            return await self.small.answer(name)
        loop = asyncio.get_running_loop()
        try:
            file = await loop.run_in_executor(self.threads, self.folder.joinpath(name).open, "rb")
        except OSError:
            return NO_SUCH_FILE
        return Download(file, kind, headers, self.threads)


class Download:
    """A large file, or the stretch of it that was asked for, sent piece by piece."""

    def __init__(self, file: IO[bytes], kind: bytes, wanted: Headers, threads: Executor) -> None:
        self.file = file
        self.threads = threads
        self.size = file.seek(0, 2)
        tag = b'"%x-%x"' % (_written(file), self.size)
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
            self.file.close()

    async def _pieces(self, send: Send, gone: asyncio.Future[None]) -> bool:
        loop = asyncio.get_running_loop()
        left = self.length
        self.file.seek(self.first)
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_TO_TAKE) as limit:
                while left:
                    piece = await loop.run_in_executor(
                        self.threads, self.file.read, min(PIECE, left)
                    )
                    if not piece or gone.done():
                        return False
                    left -= len(piece)
                    limit.reschedule(loop.time() + SECONDS_TO_TAKE)
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                return True
        return False


def recording_file(convention: bytes, parts: list[bytes]) -> str | None:
    """Return the name of a file below the folder of the recordings, when this can be one."""
    if len(parts) != 2 or not KEY.fullmatch(parts[0]):  # noqa: PLR2004 -- recording, file
        return None
    names = [part.decode("latin-1") for part in (convention, *parts)]
    if not all(map(SEGMENT_NAME.fullmatch, names)):
        return None
    ending = "." + names[-1].rpartition(".")[2]
    is_known = ending in SEGMENT_TYPES or ending in CHANGING_TYPES or parts[1] in DOWNLOADS
    return "/".join(names) if is_known else None


def access_to(file: bytes, recording: Access) -> Access:
    """Return what a file asks for when its recording asks for so much."""
    is_public = file in PUBLIC and recording is Access.STAGE
    return Access.PUBLIC if is_public else recording


def _written(file: IO[bytes]) -> int:
    return os.fstat(file.fileno()).st_mtime_ns


async def _left(receive: Receive) -> None:
    """Return when the visitor has left."""
    while (await receive())["type"] != "http.disconnect":
        pass
