# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The whole front, put together."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from konvent.foundation import bus
from konvent.foundation.front.acting import ActingLane
from konvent.foundation.front.application import Application
from konvent.foundation.front.attendance import Attendance
from konvent.foundation.front.doors import Doors
from konvent.foundation.front.edge_door import EdgeDoor
from konvent.foundation.front.files import StageFiles, StaticFiles
from konvent.foundation.front.garbage import collect_garbage, spare_the_collector
from konvent.foundation.front.hub import Hub
from konvent.foundation.front.lanes import Lanes
from konvent.foundation.front.live import LiveLane
from konvent.foundation.front.page_files import PageFiles
from konvent.foundation.front.pages import PublishedPages
from konvent.foundation.front.playing import Playing
from konvent.foundation.front.proxy import ApplicationLane
from konvent.foundation.front.reader import Reader
from konvent.foundation.front.recordings import RecordingFiles
from konvent.foundation.front.server import FrontServer, limits
from konvent.foundation.front.shedding import Resting, Shedding
from konvent.foundation.front.stored import StoredFiles
from konvent.foundation.front.unending import going_on
from konvent.foundation.front.uploads import Uploads
from konvent.foundation.front.vitals import Vitals
from konvent.foundation.front.waiting import WaitingRoom
from konvent.foundation.front.writer import Writer
from konvent.foundation.intents import KINDS
from konvent.foundation.load import BURDEN, LOAD
from konvent.foundation.store import Store
from konvent.foundation.topics import find_topic

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from konvent.foundation.front.playing import Sums
    from konvent.foundation.front.porter import Porter
    from konvent.foundation.front.scribe import Hand
    from konvent.foundation.intents import IntentKind
    from konvent.foundation.load import Burden, Part
    from konvent.foundation.store import StorePlace
    from konvent.foundation.topics import Topic

LOOK_AGAIN_AFTER = 60.0
"""The porter looks again even when nobody announced a change: a message can be lost."""
LOOK_AFTER_FAILURE = 1.0
NICENESS_OF_PRESSING = 10

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the front is given."""

    data: Path
    sockets: Path
    public_url: str
    build: str
    """Changes whenever pages of an earlier Konvent must not be shown any more."""
    languages: tuple[str, ...]
    entrances: str
    """The topic that says that the porter has to look again."""
    find_static: Callable[[], Mapping[str, Path]]
    player_sums: Sums
    """Adds up what players say about themselves."""
    name: str
    """How this hub is called among others."""
    hand: Hand
    """Does what needs the database for long."""
    note_attendance: Callable[[str, Mapping[str, int]], None]
    """Writes down how many watch, by hub and by each topic that is to be counted."""
    find_topic: Callable[[str, str], Topic | None] = find_topic
    burden: Burden = BURDEN
    is_burden_measured: bool = True
    """Else it is what organisers say."""
    parts: Mapping[bytes, Part] = field(default_factory=dict)
    """To which part a personal address ``/<convention>/my/<word>/…`` belongs, by its word."""
    largest_film: int = 4_000_000_000
    """Bytes."""
    metrics_token: str = ""
    """Opens the figures from another machine."""
    intents: Mapping[str, IntentKind] = field(default_factory=lambda: KINDS)
    store: StorePlace | None = None
    """Where recordings are besides the disk."""
    memory: Path | None = None
    """Where the stages' pictures are as long as they are new, apart from the data folder."""


class Front:
    """Owns everything that lives as long as the process."""

    def __init__(self, given: Surroundings, porter: Porter) -> None:
        self.given = given
        self.porter = porter
        self.limits = limits()
        self.reader = Reader()
        self.writer = Writer(given.hand)
        self.files = ThreadPoolExecutor(2, "files")
        self.downloads = ThreadPoolExecutor(2, "downloads")
        self.press = ThreadPoolExecutor(1, "press", initializer=be_nice)
        address = urlsplit(given.public_url)
        self.application = Application(given.sockets / "application.sock")
        self.hub = Hub(self.reader, porter, self.limits.viewers)
        self.shedding = Shedding(given.burden, self.tell_burden)
        resting = Resting(given.burden, given.parts)
        self.hub.rests = resting.rests_topic
        doors = Doors(porter)
        origin = [
            (b"host", address.netloc.encode()),
            (b"x-forwarded-proto", address.scheme.encode()),
            (b"x-forwarded-for", b"127.0.0.1"),
        ]
        stages = [*filter(None, (given.memory,)), given.data / "media"]
        page_files = PageFiles(given.data / "published", given.build)
        self.pages = PublishedPages(
            application=self.application,
            files=page_files,
            doors=doors,
            porter=porter,
            threads=self.press,
            origin=origin,
        )
        arriving = given.data / "arriving"
        arriving.mkdir(mode=0o700, parents=True, exist_ok=True)
        uploads = Uploads(arriving, given.largest_film)
        lane = ApplicationLane(self.application, address.scheme, uploads)
        self.playing = Playing(given.player_sums, self.hub, porter, given.public_url)
        self.waiting = WaitingRoom(porter, doors, self.pages, self.hub)
        self.lanes = Lanes(
            porter=porter,
            pages=self.pages,
            edges=EdgeDoor(self.note_attendance, porter),
            live=LiveLane(self.hub, porter, given.find_topic),
            acting=ActingLane(
                kinds=given.intents,
                writer=self.writer,
                porter=porter,
                doors=doors,
                public_url=given.public_url,
            ),
            playing=self.playing,
            static=StaticFiles(given.find_static, self.files),
            stage=StageFiles(stages, self.files),
            recordings=self._recordings(),
            doors=doors,
            waiting=self.waiting,
            resting=resting,
            application=lane,
            vitals=Vitals(
                hub=self.hub,
                porter=porter,
                writer=self.writer,
                pages=self.pages,
                lane=lane,
                application=self.application,
                data=given.data,
                sockets=given.sockets,
                stages=stages,
                burden=given.burden,
                threads=self.files,
                token=given.metrics_token,
            ),
            languages=frozenset(language.encode() for language in given.languages),
        )
        self.lanes.acting.rests = resting.rests_intent
        self.ear = bus.ear(given.sockets, self.heard, self.missed)
        self.server = FrontServer(self.lanes, self.limits, self.hub.close)
        self.attendance = Attendance(self.hub, self.note_attendance)
        self.look_again = asyncio.Event()

    def _recordings(self) -> RecordingFiles:
        place, folder = self.given.store, self.given.data / "recordings"
        stored = StoredFiles(Store(place), self.porter.shelf_of) if place else None
        return RecordingFiles(folder, self.downloads, stored)

    async def note_attendance(self, counted: Mapping[str, int], hub: str = "") -> None:
        """Have it written down how many watch, here or at an edge."""
        name = hub or self.given.name
        await self.writer.do(self.given.note_attendance, name, dict(counted))

    def heard(self, topic: str) -> None:
        """Pass on that a topic has changed."""
        self.hub.changed(topic)
        self.pages.changed(topic)
        if topic == self.given.entrances:
            self.look_again.set()

    def tell_burden(self) -> None:
        """Tell everybody what is put aside, and what is not any more."""
        for convention in self.porter.conventions():
            self.hub.changed(f"{convention}/{LOAD}")

    def missed(self) -> None:
        """Read everything anew: the bus was away, and whatever it had to say is lost."""
        self.hub.everything_changed()
        self.pages.everything_changed()
        self.look_again.set()

    async def run(self, door: socket.socket) -> None:
        """Answer visitors until the process is told to stop."""
        await self.ear.open()  # before anything is read, so that no change is missed
        await self.look()
        await self.pages.load()
        measuring = (self.shedding.run,) if self.given.is_burden_measured else ()
        work = (
            self.hub.run,
            self.writer.run,
            self.attendance.run,
            self.playing.run,
            self.waiting.run,
            *measuring,
            self.hub.open_topics,
            self.hub.care,
            self.lanes.stage.look_over,
            self.lanes.recordings.small.look_over,
            self.pages.refresh_for_ever,
            self.watch_entrances,
            partial(collect_garbage, lambda: self.hub.count),
        )
        try:
            async with going_on(*work):
                spare_the_collector()
                await self.server.serve([door])
        finally:
            await self.application.close()
            await self.ear.close()
            self.reader.close()
            self.writer.close()
            for threads in (self.files, self.downloads, self.press):
                threads.shutdown(wait=False, cancel_futures=True)

    def leave(self) -> None:
        """Make room for another front that has begun already."""
        self.server.leave()
        self.leaving = asyncio.create_task(self.application.leave())

    async def look(self) -> None:
        """Let the porter look who may come in, until it has seen it."""
        while True:
            try:
                await self.reader.ask(self.porter.look)
            except Exception as error:  # noqa: BLE001 -- whatever it is, nobody may come in before
                logger.warning("The entrances could not be read, trying again: %s", error)
                await asyncio.sleep(LOOK_AFTER_FAILURE)
            else:
                return

    async def watch_entrances(self) -> None:
        """Keep what the porter knows up to date, and end the streams of those it now refuses."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN_AFTER):
                    await self.look_again.wait()
            self.look_again.clear()
            await self.look()
            self.tell_burden()
            self.waiting.count()  # before anybody is asked: who is here already, is inside
            await self.hub.check_passes()


def be_nice() -> None:
    """Let this thread wait when there is more urgent work; only Linux counts threads apart."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS_OF_PRESSING)
