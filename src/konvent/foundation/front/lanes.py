# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Decides by a request's address which lane answers it, from memory where that is possible."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from konvent.foundation.access import Access
from konvent.foundation.front import friendly
from konvent.foundation.front.answers import NO_SNIFFING, NO_STORE, Answer, as_json, header
from konvent.foundation.front.downloads import Download
from konvent.foundation.front.files import NO_SUCH_FILE, is_sound, stage_file
from konvent.foundation.front.pages import canonical
from konvent.foundation.front.porter import WAITING
from konvent.foundation.front.recordings import access_to, recording_file

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable

    from konvent.foundation.front.acting import ActingLane
    from konvent.foundation.front.answers import Headers, Send
    from konvent.foundation.front.doors import Doors
    from konvent.foundation.front.edge_door import EdgeDoor
    from konvent.foundation.front.files import StageFiles, StaticFiles
    from konvent.foundation.front.live import LiveLane
    from konvent.foundation.front.pages import PublishedPages
    from konvent.foundation.front.playing import Playing
    from konvent.foundation.front.porter import Porter
    from konvent.foundation.front.proxy import ApplicationLane
    from konvent.foundation.front.recordings import RecordingFiles
    from konvent.foundation.front.shedding import Resting
    from konvent.foundation.front.small_posts import Hear
    from konvent.foundation.front.uploads import Receive
    from konvent.foundation.front.vitals import Vitals
    from konvent.foundation.front.waiting import WaitingRoom

STATIC = b"/static/"
HEALTHY = Answer(200, [(b"content-type", b"text/plain"), NO_STORE, NO_SNIFFING], b"ok\n")
READY = as_json(200, {"ready": True})
NOT_READY = as_json(503, {"ready": False})
LIVE_SIGN = b"/live?"
WITHOUT_SIDE_EFFECTS = frozenset({"GET", "HEAD"})
NOT_THAT_WAY = friendly.page(405)
OTHER_LANES = frozenset({b"live", b"act", b"media", b"recordings", b"ticket"})
SEARCHED = [b"events", b"search"]
"""The one public answer that depends on what is asked."""
RESTS = friendly.page(503, friendly.RESTING)


@dataclass(slots=True)
class Lanes:
    """All lanes of the house."""

    porter: Porter
    pages: PublishedPages
    live: LiveLane
    acting: ActingLane
    playing: Playing
    edges: EdgeDoor
    static: StaticFiles
    stage: StageFiles
    recordings: RecordingFiles
    doors: Doors
    waiting: WaitingRoom
    resting: Resting
    application: ApplicationLane
    vitals: Vitals
    languages: frozenset[bytes]
    """What can stand for a language in an address."""
    date_line: bytes = b"\r\n"
    """The last header of every answer from memory, renewed every second."""

    @property
    def viewers(self) -> int:
        """Return how many connections the hub owns."""
        return self.live.hub.count

    def takes(self, transport: asyncio.Transport, url: bytes, headers: Headers) -> bool:
        """Give the connection of a stream to the hub; say whether this was one."""
        if LIVE_SIGN not in url:
            return False
        path, _, query = url.partition(b"?")
        convention, *rest = split(path)
        return rest == [b"live"] and self.live.takes(
            transport, convention.decode("latin-1"), query, headers
        )

    def quick(self, url: bytes, headers: Headers) -> Answer | None:
        """Return what can be answered at once from memory, or None."""
        path, _, query = url.partition(b"?")
        page = self.pages.quick(path, headers)
        if page is not None:
            return page
        if path.startswith(STATIC):
            return self.static.quick(path[len(STATIC) :], headers)
        answer = None
        match split(path):
            case [b""]:
                answer = self.doors.entrance(headers)
            case [b"health"]:
                answer = HEALTHY
            case [first] | [first, b""]:
                answer = self.doors.home(first.decode("latin-1"), headers)
            case [first, b"media", *rest]:
                answer = self._stage_file(first, rest, headers)
            case [first, b"recordings", *rest]:
                answer = self._recording(first, rest, headers)
            case [first, b"ticket" | b"my" | b"queue", *_] as words:
                answer = self._at_the_doors(first.decode("latin-1"), words[1:], query, headers)
        return answer

    def _at_the_doors(
        self, convention: str, words: list[bytes], query: bytes, headers: Headers
    ) -> Answer | None:
        answer = None
        match words:
            case [b"ticket", token]:
                answer = self.doors.ticket(convention, token, headers)
            case [b"my", b"pass"]:
                answer = self.doors.whose_pass(convention, headers)
            case [b"my", b"enter"]:
                answer = self.waiting.enter(convention, query, headers)
            case [b"my", b"place"]:
                answer = self.waiting.place(convention, headers)
            case [b"my", b"waiting"]:
                answer = self.waiting.page(convention, query, headers)
            case [b"queue"]:
                answer = self.waiting.queue(convention)
        return answer

    def hears(self, url: bytes) -> Hear | None:
        """Return what takes in a small request to this address; None for all others."""
        match split(canonical(url.partition(b"?")[0])):
            case [first, b"act", name]:
                return partial(self.acting.act, first.decode("latin-1"), name.decode("latin-1"))
            case [first, b"media", stage, b"playing"]:
                return partial(self.playing.hear, first.decode("latin-1"), stage.decode("latin-1"))
        return None

    def _stage_file(self, first: bytes, rest: list[bytes], headers: Headers) -> Answer | None:
        name = stage_file(first, rest)
        if name is None:
            return NO_SUCH_FILE
        objection = self._objection(Access.STAGE, first, headers, is_sound=is_sound(name))
        return objection or self.stage.quick(name, headers)

    def _recording(self, first: bytes, rest: list[bytes], headers: Headers) -> Answer | None:
        name = recording_file(first, rest)
        if name is None:
            return NO_SUCH_FILE
        return self._withheld(first, rest, headers) or self.recordings.quick(name, headers)

    async def _slow_recording(
        self, first: bytes, rest: list[bytes], headers: Headers
    ) -> Answer | Download:
        """Return what took the disk or the store a while, if it may be seen even then."""
        name = recording_file(first, rest)
        if name is None:
            return NO_SUCH_FILE
        answer = await self.recordings.answer(name, headers)
        refusal = self._withheld(first, rest, headers)
        if refusal and isinstance(answer, Download):
            answer.film.close()
        return refusal or answer

    def _withheld(self, first: bytes, rest: list[bytes], headers: Headers) -> Answer | None:
        """Return what is answered to somebody who may not see a recording, or not any more."""
        asks_for = self.porter.asks_for(first.decode("latin-1"), rest[0].decode("latin-1"))
        if asks_for is None:
            return NO_SUCH_FILE
        return self._objection(access_to(rest[1], asks_for), first, headers)

    def _objection(
        self, asks_for: Access, first: bytes, headers: Headers, *, is_sound: bool = False
    ) -> Answer | None:
        """Return what is answered to somebody who may not see what asks for this much.

        Whoever waits for a place inside may listen.
        """
        holder = self.porter.holder(header(headers, b"cookie"))
        objection = self.porter.objection(asks_for, first.decode("latin-1"), holder)
        if not objection or (objection == WAITING and holder and is_sound):
            return None
        return as_json(403, {"error": objection})

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer what was not answered at once; an ASGI application."""
        if scope["type"] != "http":
            return
        path = canonical(scope["raw_path"])  # no other spelling leads past a lane
        if vital := await self.vitals.answer(path, scope):
            await vital.send(send)
        elif self._is_for_the_application(path):
            rests = self.resting.rests(split(path))
            await (RESTS.send(send) if rests else self.application(scope, receive, send))
        elif acting := self._acting(path, scope, receive):
            await (await acting).send(send)
        elif scope["method"] not in WITHOUT_SIDE_EFFECTS:
            await NOT_THAT_WAY.send(send)
        else:
            answer = await self._slow(path, scope["query_string"], scope["headers"])
            if isinstance(answer, Download):
                await answer.send(send, method=scope["method"], receive=receive)
            else:
                await answer.send(send)

    def _acting(
        self, path: bytes, scope: dict[str, Any], receive: Receive
    ) -> Awaitable[Answer] | None:
        """Return what writes; None for what only reads."""
        match split(path):
            case [b"edge", b"attendance"] if scope["method"] == "POST":
                return self.edges.answer(scope["headers"], receive)
            case [first, b"my", b"enter"] if scope["method"] in WITHOUT_SIDE_EFFECTS:
                return self.acting.enter(first.decode("latin-1"), scope)
            case [first, b"my", b"pass"] if scope["method"] == "POST":
                return self.acting.welcome(first.decode("latin-1"), scope, receive)
        return None

    def _is_for_the_application(self, path: bytes) -> bool:
        match split(path):
            case [b"" | b"edge" | b"health" | b"metrics" | b"ready" | b"static", *_]:
                return False
            case [_, b"public", *rest]:
                return rest == SEARCHED
            case [_, b"queue"] | [_, b"my", b"pass" | b"enter" | b"place" | b"waiting"]:
                return False
            case [first] | [first, b""]:
                return not self.porter.languages(first.decode("latin-1"))
            case [_, second, *_]:
                return second not in self.languages | OTHER_LANES
        return True

    async def _slow(self, path: bytes, query: bytes, headers: Headers) -> Answer | Download:
        answer: Answer | Download | None = self.quick(path, headers)
        if answer is not None:
            return answer
        match split(path):
            case [b"static", *_]:
                answer = await self.static.answer(path[len(STATIC) :], headers)
            case [b"ready"]:
                answer = READY if await self.application.application.answers() else NOT_READY
            case [first, b"media", *rest]:
                name = stage_file(first, rest)
                answer = await self.stage.answer(name, headers) if name else NO_SUCH_FILE
            case [first, b"recordings", *rest]:
                answer = await self._slow_recording(first, rest, headers)
            case [_, b"act", _]:
                answer = NOT_THAT_WAY
            case [first, b"live"]:
                answer = self.live.refusal(first.decode("latin-1"), query, headers)
            case [_, second, _, *_] if second == b"public" or second in self.languages:
                answer = await self.pages.answer(path, headers)
        return answer or friendly.page(404)


def split(path: bytes) -> list[bytes]:
    """Return the words of an address."""
    return path.split(b"/")[1:] or [b""]
