# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""uvicorn's connection with four things added.

A request's head has limits, what is in memory is answered without a task, small requests are taken
in without one, and the socket of a stream is given up. Every internal of uvicorn used here has a
contract test; its minor version is pinned.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from konvent.foundation.front import friendly
from konvent.foundation.front.small_posts import SmallPost, is_small

if TYPE_CHECKING:
    import asyncio

    from konvent.foundation.front.answers import Answer, Headers, Send
    from konvent.foundation.front.small_posts import Hear
    from konvent.foundation.front.uploads import Receive

SECONDS_FOR_HEAD = 10.0
LARGEST_HEAD = 16_384
WRITTEN_APART = 65_536
"""Bodies from this size on are not copied together with their head."""
NOTHING_ASKED: Any = None
"""In the place of the scope of a request that has been answered."""
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"

logger = logging.getLogger(__name__)


class Lanes(Protocol):
    """What answers on a connection."""

    date_line: bytes

    @property
    def viewers(self) -> int:
        """How many connections are no longer the protocol's."""
        ...

    def takes(self, transport: asyncio.Transport, url: bytes, headers: Headers) -> bool:
        """Take the connection of a stream over; say whether this was one."""
        ...

    def quick(self, url: bytes, headers: Headers) -> Answer | None:
        """Return what can be answered at once from memory."""
        ...

    def hears(self, url: bytes) -> Hear | None:
        """Return what takes in a small request to this address; None for all others."""
        ...

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer everything else; an ASGI application."""
        ...


class HeadTooLargeError(Exception):
    """Nothing of ours is as long as what a request says before its body."""


class FrontProtocol(HttpToolsProtocol):
    """One connection of a visitor."""

    lanes: ClassVar[Lanes]
    most_connections: ClassVar[int] = 10_000

    taken = False
    """The hub owns the socket now."""
    answered = False
    """The present request has been answered from memory."""
    head = 0
    """Bytes of a head that is incomplete."""
    arrived = 0
    """Bytes in which the present head was, at most."""
    unsent = 0
    is_begun = False
    """A request is coming in."""
    deadline: asyncio.TimerHandle | None = None
    """When it must be there; set for one that does not come in one piece."""
    idle_since = 0.0
    """Since when nothing is asked, by the loop's clock; 0 else, and where uvicorn waits itself."""
    rest: asyncio.TimerHandle | None = None
    """When to look how long that is; one for each visitor, not one for each request."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn narrows it as well
        if len(self.connections) + self.lanes.viewers > self.most_connections:
            self.transport.abort()
            return
        self.deadline = self.loop.call_later(SECONDS_FOR_HEAD, self.head_is_late)

    def connection_lost(self, exc: Exception | None) -> None:
        self.end_deadline()
        self.end_rest()
        super().connection_lost(exc)

    def end_deadline(self) -> None:
        self.is_begun = False
        if self.deadline is not None:
            self.deadline.cancel()
            self.deadline = None

    def head_is_late(self) -> None:
        self.deadline = None
        if not self.taken and not self.transport.is_closing():
            self.transport.close()

    def data_received(self, data: bytes) -> None:
        self.arrived = self.head + len(data)
        super().data_received(data)
        if self.is_begun and self.deadline is None:
            self.deadline = self.loop.call_later(SECONDS_FOR_HEAD, self.head_is_late)
        elif self.is_free and not self.idle_since and not self.taken:
            self.wait_for_next_request()  # an empty line, which asks for nothing
        if self.deadline is None or self.taken:
            return
        self.head += len(data)  # the head is still incomplete
        if self.head > LARGEST_HEAD:
            self.end_deadline()
            if not self.transport.is_closing():
                self.send_400_response("Request head too large.")

    def on_message_begin(self) -> None:
        if self.taken:
            return
        super().on_message_begin()
        self.answered = False
        self.idle_since = 0.0
        self.head = 0
        self.is_begun = True

    def on_headers_complete(self) -> None:
        if self.taken:
            return
        if self.arrived > LARGEST_HEAD and self.is_head_too_large():
            raise HeadTooLargeError  # the parser stops, and the visitor is told
        method = self.parser.get_method()
        if method == b"POST" and (hear := self.lanes.hears(self.url)) is not None:
            self.begin_small_post(hear)
            return
        self.end_deadline()
        if self.is_free and method in {b"GET", b"HEAD"} and self.answer_from_memory(method):
            return
        super().on_headers_complete()

    def is_head_too_large(self) -> bool:
        """Whether a head is that came at once, perhaps with a body."""
        said = sum(len(name) + len(value) for name, value in self.headers)
        return len(self.url) + said > LARGEST_HEAD

    @property
    def is_free(self) -> bool:
        """Whether no answer is under way."""
        return self.cycle is None or self.cycle.response_complete

    def begin_small_post(self, hear: Hear) -> None:
        """Have the body taken in, in the time that the head has as well."""
        if self.flow.write_paused:  # whoever sends on and reads no answer
            self.transport.abort()
        elif self.cycle is not None and not self.cycle.response_complete:
            self.cycle.keep_alive = False  # what comes before its answer is not done
            self.answered = True
        else:
            post = SmallPost(hear, keep_alive=self.parser.should_keep_alive())
            self.cycle = cast("RequestResponseCycle", post)
            if not is_small(self.headers):
                post.keep_alive = False  # the rest of it is not worth reading
                self.hear(post, None)
            elif self.expect_100_continue:
                self.transport.write(GO_ON)

    def hear(self, post: SmallPost, body: bytes | None) -> None:
        """Have it done, and answered when it is done."""
        self.end_deadline()
        try:
            post.hear(self.scope, body, partial(self.reply, post))  # type: ignore[arg-type]  # a dict
        except Exception:
            logger.exception("A small request could not be answered")
            self.reply(post, friendly.page(500))

    def reply(self, post: SmallPost, answer: Answer) -> None:
        """Answer a small request, once."""
        if post.response_complete or post.disconnected:
            return
        post.response_complete = True
        self.write(answer.head, answer.body, is_kept=post.keep_alive)
        if post.keep_alive:
            self.on_response_complete()
        else:
            self.transport.close()

    def write(self, head: bytes, body: bytes, *, is_kept: bool) -> None:
        """Write an answer and the time of it."""
        end = self.lanes.date_line if is_kept else b"connection: close\r\n" + self.lanes.date_line
        if len(body) < WRITTEN_APART:
            self.transport.write(head + end + body)
        else:
            self.transport.write(head + end)
            self.transport.write(body)

    def answer_from_memory(self, method: bytes) -> bool:
        """Answer, or give the socket to the hub; say whether that was possible."""
        if self.flow.write_paused or self.transport.is_closing():
            return False
        if method == b"GET" and self.lanes.takes(self.transport, self.url, self.headers):
            self.taken = True
            self._unset_keepalive_if_required()
            self.end_rest()
            self.connections.discard(self)
            return True
        answer = self.lanes.quick(self.url, self.headers)
        if answer is None:
            return False
        self.answered = True
        body = b"" if method == b"HEAD" else answer.body
        is_kept = self.parser.should_keep_alive()
        self.write(answer.head, body, is_kept=is_kept)
        self.server_state.total_requests += 1
        self.scope, self.headers = NOTHING_ASKED, []  # else all who are idle keep theirs
        if is_kept:
            self.wait_for_next_request()
        else:
            self.transport.close()
        return True

    def wait_for_next_request(self) -> None:
        self.idle_since = self.loop.time()
        if self.rest is None:
            self.rest = self.loop.call_later(self.timeout_keep_alive, self.look_how_long)

    def look_how_long(self) -> None:
        """Look whether nothing was asked for long; if not, look again when it could be."""
        self.rest = None
        if not self.idle_since:
            return
        left = self.idle_since + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self.rest = self.loop.call_later(left, self.look_how_long)
        else:
            self.timeout_keep_alive_handler()

    def end_rest(self) -> None:
        if self.rest is not None:
            self.rest.cancel()
            self.rest = None

    def on_body(self, body: bytes) -> None:
        if not self.taken and not self.answered:
            super().on_body(body)

    def on_message_complete(self) -> None:
        if self.taken:
            self.parser = None  # type: ignore[assignment]  # frees both now: they refer to each other
        elif not self.answered:
            super().on_message_complete()
            post = self.cycle
            if isinstance(post, SmallPost) and not post.response_complete:
                self.hear(post, bytes(post.body))

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection; abort one whose visitor has stopped reading the answer."""
        unsent = self.transport.get_write_buffer_size()
        if unsent == 0:
            super().timeout_keep_alive_handler()
        elif unsent == self.unsent:
            self.transport.abort()
        else:
            self.unsent = unsent
            self.wait_for_next_request()
