# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The published lane: pages that are the same for everybody, rendered once, kept in memory.

A page is rendered through the application when it is first asked for, and again when one of its
topics changes: the ones people look at first. Whoever asks meanwhile waits a moment for the fresh
page and gets the one before when it does not come: looking never depends on the application.
"""

from __future__ import annotations

import asyncio
import logging
import time
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes

from konvent.foundation.access import Access
from konvent.foundation.front import friendly
from konvent.foundation.front.answers import Answer, header
from konvent.foundation.front.application import AwayError, BusyError, Request, Slots, SlowError
from konvent.foundation.front.page import NOT_KEPT, Page, convention_of, is_published, make_page

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from konvent.foundation.front.answers import Headers
    from konvent.foundation.front.application import Application
    from konvent.foundation.front.doors import Doors
    from konvent.foundation.front.page_files import PageFiles
    from konvent.foundation.front.porter import Porter

AT_ONCE, WAITING = 2, 200
PATIENCE_FOR_FRESH = 1.0
PATIENCE_FOR_FIRST = 30.0
MOST_PAGES, MOST_BYTES = 20_000, 256 << 20
UNKNOWN_FOR, MOST_UNKNOWN = 2.0, 1_000
MOST_TOPICS = 50_000
PAUSE_WHEN_AWAY = 0.5
PAUSE_AFTER_FAILURE = 3.0
SECONDS_BETWEEN_DOUBTS = 20.0
REFUSED = frozenset({404, 410})
FAILED = 500

logger = logging.getLogger(__name__)


class FailedError(Exception):
    """The application could not make the page."""


TROUBLES: dict[type[Exception], int] = {
    TimeoutError: 504,
    SlowError: 504,
    BusyError: 503,
    AwayError: 502,
    FailedError: 500,
}


class PublishedPages:
    """Keeps the pages, knows which are stale, and has them made."""

    def __init__(  # noqa: PLR0913 -- the lane is put together from these, once
        self,
        *,
        application: Application,
        files: PageFiles,
        doors: Doors,
        porter: Porter,
        threads: Executor,
        origin: Headers,
    ) -> None:
        self.application = application
        self.files = files
        self.doors = doors
        self.porter = porter
        self.threads = threads
        self.origin = origin
        """Headers that say under which address the pages are seen."""
        self.pages: dict[bytes, Page] = {}
        self.size = 0
        self.by_topic: dict[str, set[bytes]] = {}
        self.unknown: dict[bytes, tuple[float, Answer]] = {}
        self.flights: dict[bytes, asyncio.Task[Page | Answer]] = {}
        self.slots = Slots(AT_ONCE, WAITING)
        self.slots_for_strangers = Slots(AT_ONCE, WAITING)
        """Addresses never seen before wait in a row of their own: there is no end of them."""
        self.announced: dict[str, int] = {}
        self.announcements = 0
        self.failed: dict[bytes, float] = {}
        """Until when a page that could not be made is left alone."""
        self.stale = asyncio.Event()
        self.doubted_at = float("-inf")
        self.doubts_again: asyncio.TimerHandle | None = None

    async def load(self) -> None:
        """Take up what an earlier front has written; everything may have changed since."""
        loop = asyncio.get_running_loop()
        for page in await loop.run_in_executor(self.threads, lambda: list(self.files.load())):
            self._keep(page)
        if self.pages:
            self.stale.set()

    def quick(self, path: bytes, headers: Headers) -> Answer | None:
        """Return a page that is in memory and fresh; else leave it to `answer`."""
        page = self.pages.get(path)
        if page is None or page.is_stale:
            return None
        return self._show(page, headers)

    def _show(self, page: Page, headers: Headers) -> Answer:
        page.hits += 1
        holder = (
            None if page.access is Access.PUBLIC else self.porter.holder(header(headers, b"cookie"))
        )
        objection = self.porter.objection(page.access, page.convention, holder)
        if objection:
            onward = page.path.decode()
            return self.doors.refuse(page.convention, objection, language_of(page.path), onward)
        return page.variants.choose(headers)

    async def answer(self, path: bytes, headers: Headers) -> Answer:
        """Return the page at a canonical address, made or made anew when that is needed."""
        if not self.porter.languages(convention_of(path)):
            return friendly.page(404)
        page = self.pages.get(path)
        if page is not None:
            return self._show(await self._freshened(page), headers)
        until, unknown = self.unknown.get(path, (0.0, friendly.page(404)))
        if time.monotonic() < until:
            return unknown
        try:
            async with asyncio.timeout(PATIENCE_FOR_FIRST):
                made = await asyncio.shield(self._flight(path))
        except tuple(TROUBLES) as trouble:
            return friendly.page(TROUBLES[type(trouble)])
        return self._show(made, headers) if isinstance(made, Page) else made

    async def _freshened(self, page: Page) -> Page:
        """Wait a moment for the fresh page; the one before is better than none."""
        path = page.path
        if self.failed.get(path, 0) > time.monotonic():
            return page
        try:
            async with asyncio.timeout(PATIENCE_FOR_FRESH):
                while page.is_stale:
                    await asyncio.shield(self._flight(path))
                    page = self.pages.get(path, page)
                    if path not in self.pages:
                        break
        except tuple(TROUBLES):
            pass
        return self.pages.get(path, page)

    def changed(self, topic: str) -> None:
        """Mark what shows this topic as stale; it is made anew at once, the most seen first."""
        self.announcements += 1
        if len(self.announced) > MOST_TOPICS:
            self.announced.clear()
        self.announced[topic] = self.announcements
        for path in self.by_topic.get(topic, ()):
            self.pages[path].is_stale = True
            self.stale.set()
        self.unknown.clear()

    def everything_changed(self) -> None:
        """Mark all pages as stale, at most every so many seconds: each costs the application."""
        wait = self.doubted_at + SECONDS_BETWEEN_DOUBTS - time.monotonic()
        if wait > 0:
            if self.doubts_again is None:
                loop = asyncio.get_running_loop()
                self.doubts_again = loop.call_later(wait, self.everything_changed)
            return
        self.doubted_at, self.doubts_again = time.monotonic(), None
        for topic in list(self.by_topic):
            self.changed(topic)

    async def refresh_for_ever(self) -> None:
        """Make stale pages anew, one after the other, behind whatever people ask for."""
        while True:
            await self.stale.wait()
            self.stale.clear()
            waiting = [page for page in self.pages.values() if page.is_stale]
            waiting.sort(key=lambda page: (-page.hits, page.path.count(b"/")))
            for page in waiting:
                if not page.is_stale or self.pages.get(page.path) is not page:
                    continue
                try:
                    await asyncio.shield(self._flight(page.path))
                except (AwayError, BusyError, SlowError):
                    self.stale.set()
                    await asyncio.sleep(PAUSE_WHEN_AWAY)
                    break
                except FailedError:
                    asyncio.get_running_loop().call_later(PAUSE_AFTER_FAILURE, self.stale.set)
                    continue
                if self.stale.is_set():
                    break  # something else has changed: sort again

    def _flight(self, path: bytes) -> asyncio.Task[Page | Answer]:
        """Return the rendering of this page that is under way, or begin it."""
        flight = self.flights.get(path)
        if flight is None:
            flight = asyncio.create_task(self._make(path))
            self.flights[path] = flight
            flight.add_done_callback(lambda done: self._landed(path, done))
        return flight

    def _landed(self, path: bytes, flight: asyncio.Task[Page | Answer]) -> None:
        self.flights.pop(path, None)
        if not flight.cancelled():
            flight.exception()  # whoever waits has it; nobody waiting is no reason for a warning

    async def _make(self, path: bytes) -> Page | Answer:
        slots = self.slots if path in self.pages else self.slots_for_strangers
        async with slots.one():
            began = self.announcements
            request = Request("GET", path, [*self.origin])
            async with self.application.ask(request) as reply:
                body = await reply.whole()
        if reply.status == 200 and is_published(reply.headers):  # noqa: PLR2004 -- HTTP's own word
            return await self._publish(path, reply.headers, body, began)
        if reply.status >= FAILED:
            logger.warning("A published page failed (%s): %s", reply.status, path.decode())
            self._remember_failure(path)
            raise FailedError
        kept = [pair for pair in reply.headers if pair[0] not in NOT_KEPT]
        answer = Answer(reply.status, [*kept, (b"cache-control", b"no-cache")], body)
        self._forget(path)
        if reply.status in REFUSED:
            self._remember_unknown(path, answer)
        return answer

    async def _publish(self, path: bytes, headers: Headers, body: bytes, began: int) -> Page:
        if b"cookie" in header(headers, b"vary").lower():
            logger.warning("A published page looks at cookies: %s", path.decode())
        before = self.pages.get(path)
        loop = asyncio.get_running_loop()
        page = await loop.run_in_executor(self.threads, make_page, path, headers, body, before)
        page.is_stale = any(self.announced.get(topic, 0) > began for topic in page.topics)
        page.hits = before.hits // 2 if before else 0
        self.failed.pop(path, None)
        self._keep(page)
        if page.is_stale:
            self.stale.set()
        if before is None or before.name != page.name or before.topics != page.topics:
            loop.run_in_executor(self.threads, self.files.save, page)
        return page

    def _keep(self, page: Page) -> None:
        self._drop(page.path)
        self.pages[page.path] = page
        self.size += page.size
        for topic in page.topics:
            self.by_topic.setdefault(topic, set()).add(page.path)
        if len(self.pages) > MOST_PAGES or self.size > MOST_BYTES:
            self._make_room()

    def _make_room(self) -> None:
        """Forget the pages that nobody has looked at lately."""
        least = sorted(self.pages.values(), key=lambda page: page.hits)
        for page in islice(least, len(least) // 10 or 1):
            self._forget(page.path)
        for page in self.pages.values():
            page.hits //= 2

    def _forget(self, path: bytes) -> None:
        if self._drop(path):
            asyncio.get_running_loop().run_in_executor(self.threads, self.files.remove, path)

    def _drop(self, path: bytes) -> bool:
        page = self.pages.pop(path, None)
        if page is None:
            return False
        self.size -= page.size
        for topic in page.topics:
            paths = self.by_topic[topic]
            paths.discard(path)
            if not paths:
                del self.by_topic[topic]
        return True

    def _remember_failure(self, path: bytes) -> None:
        if len(self.failed) >= MOST_UNKNOWN:
            self.failed.clear()
        self.failed[path] = time.monotonic() + PAUSE_AFTER_FAILURE

    def _remember_unknown(self, path: bytes, answer: Answer) -> None:
        if len(self.unknown) >= MOST_UNKNOWN:
            self.unknown.clear()
        self.unknown[path] = (time.monotonic() + UNKNOWN_FOR, answer)


def canonical(path: bytes) -> bytes:
    """Return the one spelling of an address under which its page is kept."""
    return quote(unquote_to_bytes(path), safe="/~:@!$&'()*+,;=").encode()


def language_of(path: bytes) -> str:
    """Return the language in an address, or nothing when it has none."""
    second = path.split(b"/", 3)[2].decode("latin-1")
    return second if len(second) == 2 else ""  # noqa: PLR2004 -- de, en; "public" is none
