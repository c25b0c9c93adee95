# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a visitor may send: small bodies from anybody, films from staff alone.

A film is gigabytes. So it is taken only where films go, only from whom the application knows
there, and only if it fits on the disk; it never lies in memory, and a file without a name holds
it until the application has it: whatever breaks off leaves nothing behind.
"""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    Receive = Callable[[], Awaitable[Any]]

LARGEST_BODY, LARGEST_UPLOAD = 65_536, 20_000_000
UPLOADS_AT_ONCE, FILMS_AT_ONCE = 8, 2
UPLOADS_BELOW, FILMS_AT = b"/manage/", b"/films/"
SECONDS_FOR_BODY, SECONDS_FOR_UPLOAD = 20, 180
SLOWEST_LINE = 250_000
"""Bytes per second that a film has to come with at least."""
WRITTEN_AT_ONCE = 1_000_000
SPARE = 2_000_000_000
"""Bytes that stay free on the disk: the stages come first."""
COPIES = 3
"""Of a film on the disk: here, at the application, and what is made of it."""


class GoneError(Exception):
    """The visitor has left."""


@dataclass(slots=True)
class Uploads:
    """Counts who uploads, and knows what fits."""

    folder: Path
    largest: int
    """Bytes of a film."""
    places: int = UPLOADS_AT_ONCE
    film_places: int = field(default=FILMS_AT_ONCE)

    def objection(self, path: bytes, length: int) -> int:
        """Return the status with which a body of this length is refused, or 0."""
        if length <= LARGEST_BODY:
            return 0
        if not path.startswith(UPLOADS_BELOW) or length > self.most_at(path):
            return 413
        if self.is_film(length):
            if shutil.disk_usage(self.folder).free < COPIES * length + SPARE:
                return 507
            return 0 if self.film_places > 0 else 503
        return 0 if self.places > 0 else 503

    def most_at(self, path: bytes) -> int:
        """Return how many bytes are taken at an address at most."""
        return self.largest if path.endswith(FILMS_AT) else LARGEST_UPLOAD

    def is_film(self, length: int) -> bool:
        return length > LARGEST_UPLOAD

    def body(self) -> IO[bytes]:
        """Return where a body is kept meanwhile: in memory, and on the disk when it grows."""
        return SpooledTemporaryFile(max_size=LARGEST_BODY, dir=str(self.folder))

    async def take_in(self, receive: Receive, body: IO[bytes], length: int) -> None:
        """Take in a body within its time. Raises TimeoutError and GoneError."""
        if length <= LARGEST_BODY:
            async with asyncio.timeout(SECONDS_FOR_BODY):
                await _take_in(receive, body)
            return
        is_film = self.is_film(length)
        self.places -= not is_film
        self.film_places -= is_film
        try:
            async with asyncio.timeout(SECONDS_FOR_UPLOAD + length // SLOWEST_LINE):
                await _take_in(receive, body)
        finally:
            self.places += not is_film
            self.film_places += is_film


async def _take_in(receive: Receive, body: IO[bytes]) -> None:
    """Write what comes, large pieces in another thread: a slow disk must not hold up viewers."""
    pieces, size, has_more = [], 0, True
    while has_more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise GoneError
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        has_more = message.get("more_body", False)
        if size >= WRITTEN_AT_ONCE:
            await asyncio.to_thread(body.write, b"".join(pieces))
            pieces, size = [], 0
    body.write(b"".join(pieces))
