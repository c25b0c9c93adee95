# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What of a recording is not on this disk, from the store: small files once, films in pieces.

Visitors never meet the store: every byte passes through here, after the same question at the door.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from konvent.foundation.front.answers import NO_SNIFFING, Answer, as_json
from konvent.foundation.front.downloads import DOWNLOADS, Download
from konvent.foundation.front.files import (
    CHANGING_TYPES,
    FOR_ITS_HOLDER,
    LARGEST_FILE,
    NO_SUCH_FILE,
    SEGMENT_TYPES,
)
from konvent.foundation.store import StoreAwayError
from konvent.foundation.stored_names import object_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from konvent.foundation.front.answers import Headers
    from konvent.foundation.store import Known, Store

    ShelfOf = Callable[[str, str], str]

MOST_BYTES = 64 << 20
AT_ONCE = 32
"""Questions to the store; more wait their turn."""
AWAY_FOR = 5.0
"""Seconds in which a store that did not answer is not asked again."""
PIECE = 1 << 20
AWAY = as_json(503, {"error": "store-away"}, (b"retry-after", b"5"))
PRESENT = (b"cache-control", b"no-cache, private")


class StoredFiles:
    """Everything of the recordings that is in the store, the latest used in memory."""

    def __init__(self, store: Store, shelf_of: ShelfOf) -> None:
        """Ask ``shelf_of`` on which shelf lies what was made of a recording as it is cut now."""
        self.store, self.shelf_of = store, shelf_of
        self.memory: OrderedDict[str, Answer] = OrderedDict()
        self.size = 0
        self.flights: dict[str, asyncio.Future[Answer]] = {}
        self.away_until = 0.0
        self._turns = asyncio.Semaphore(AT_ONCE)

    def quick(self, name: str) -> Answer | None:
        """Return what is in memory: under one name, the store always has the same."""
        place = self._object_of(name)
        answer = self.memory.get(place)
        if answer is not None:
            self.memory.move_to_end(place)
        return answer

    async def answer(self, name: str, headers: Headers) -> Answer | Download:
        """Return a small file, or what will be sent of a film."""
        place = self._object_of(name)
        kind = DOWNLOADS.get(name.rpartition("/")[2].encode())
        if not place:
            return NO_SUCH_FILE
        try:
            if kind is None:
                return await self._small(place)
            async with self.turn():
                known = await self.store.look(place)
        except FileNotFoundError:
            return NO_SUCH_FILE
        except StoreAwayError:
            return AWAY
        return Download(StoredFilm(self, place, known), kind, headers)

    def _object_of(self, name: str) -> str:
        """Return where a file lies in the store; nothing where it would be of another cut."""
        convention, recording, file = name.split("/")
        return object_of(convention, recording, file, self.shelf_of(convention, recording))

    async def _small(self, place: str) -> Answer:
        """Return the file; however many ask at once, the store is asked once."""
        flight = self.flights.get(place)
        if flight is None:
            flight = asyncio.ensure_future(self._fetch(place))
            self.flights[place] = flight
            flight.add_done_callback(lambda _: self.flights.pop(place, None))
        return await asyncio.shield(flight)

    async def _fetch(self, place: str) -> Answer:
        async with self.turn():
            known = await self.store.look(place)
            if known.size > LARGEST_FILE:
                raise FileNotFoundError(place)
            body = await self.store.get(place)
        ending = "." + place.rpartition(".")[2]
        kind = SEGMENT_TYPES.get(ending)
        headers = [(b"content-type", kind or CHANGING_TYPES[ending])]
        answer = Answer(200, [*headers, FOR_ITS_HOLDER if kind else PRESENT, NO_SNIFFING], body)
        self.memory[place] = answer
        self.size += len(body)
        while self.size > MOST_BYTES:
            _, oldest = self.memory.popitem(last=False)
            self.size -= len(oldest.body)
        return answer

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Ask the store, when it is there and not too many do."""
        async with self._turns:
            if time.monotonic() < self.away_until:  # also for who waited while others found out
                raise StoreAwayError("it did not answer a moment ago")
            try:
                yield
            except StoreAwayError:
                self.away_until = time.monotonic() + AWAY_FOR
                raise


class StoredFilm:
    """A film in the store, of which pieces are sent."""

    piece = PIECE

    def __init__(self, files: StoredFiles, place: str, known: Known) -> None:
        self.files, self.place = files, place
        self.size = known.size
        self.tag = known.tag

    async def read(self, at: int, length: int) -> bytes:
        try:
            async with self.files.turn():
                return await self.files.store.piece(self.place, at, length)
        except (StoreAwayError, FileNotFoundError):
            return b""

    def close(self) -> None:
        """There is nothing to give back."""
