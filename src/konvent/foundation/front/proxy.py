# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The application lane: passes a person's request on, and the answer back."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from contextlib import suppress
from ipaddress import ip_address
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings

from konvent.foundation.front import friendly
from konvent.foundation.front.answers import Answer, Headers, Send, header
from konvent.foundation.front.application import (
    PIECE,
    Application,
    AwayError,
    BusyError,
    Reply,
    Request,
    Slots,
    SlowError,
)
from konvent.foundation.front.figures import Durations
from konvent.foundation.front.page import is_published
from konvent.foundation.front.uploads import GoneError
from konvent.foundation.networks import is_this_machine

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from konvent.foundation.front.uploads import Receive, Uploads

OK = 200
AT_ONCE, WAITING = 8, 256
SECONDS_TO_TAKE = 30
"""How long a visitor may leave a piece of the answer lying about."""
SENT_AT_ONCE = 1_000_000

ABOUT_THE_CONNECTION = frozenset(
    {
        *(b"connection", b"expect", b"keep-alive", b"te", b"trailer", b"transfer-encoding"),
        *(b"upgrade", b"proxy-connection", b"content-length", b"http2-settings"),
    }
)
OURS_TO_SAY = (b"x-forwarded-", b"x-konvent-", b"x-real-ip", b"forwarded")
NOTHING = b"%00"
"""In no address of ours, and an error in PostgreSQL."""

logger = logging.getLogger(__name__)


class RefusedError(Exception):
    """The request is not passed on; carries what to answer."""

    def __init__(self, status: int) -> None:
        self.answer = friendly.page(status)


class ApplicationLane:
    """Passes requests on, a bounded number at once, so that nobody can keep the others out."""

    def __init__(
        self,
        application: Application,
        scheme: str,
        uploads: Uploads,
        *,
        at_once: int = AT_ONCE,
        waiting: int = WAITING,
    ) -> None:
        self.application = application
        self.scheme = scheme.encode()
        self.slots = Slots(at_once, waiting)
        self.uploads = uploads
        self.answered: Counter[int] = Counter()
        self.durations = Durations()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        try:
            with self.uploads.body() as body:
                request = await self._read(scope, receive, body)
                await self._pass_on(request, send)
        except RefusedError as refusal:
            await refusal.answer.send(send)
        except AwayError:
            await friendly.page(502).send(send)
        except BusyError:
            await friendly.page(503).send(send)
        except SlowError:
            await friendly.page(504).send(send)
        except GoneError:
            pass

    async def _read(self, scope: dict[str, Any], receive: Receive, body: IO[bytes]) -> Request:
        """Take in the whole request before it costs the application anything."""
        headers = scope["headers"]
        if NOTHING in _target(scope):
            raise RefusedError(404)
        if header(headers, b"transfer-encoding"):
            raise RefusedError(411)
        length = int(header(headers, b"content-length") or 0)
        if status := self.uploads.objection(scope["raw_path"], length):
            raise RefusedError(status)
        if self.uploads.is_film(length):
            await self._require_welcome(scope)
        try:
            await self.uploads.take_in(receive, body, length)
        except TimeoutError:
            raise RefusedError(408) from None
        return Request(scope["method"], _target(scope), self._headers(scope), length, _pieces(body))

    async def _require_welcome(self, scope: dict[str, Any]) -> None:
        """Ask the application whether it would show this person the page they send a film to."""
        question = Request("HEAD", _target(scope), self._headers(scope))
        async with self.slots.one(), self.application.ask(question) as reply:
            if reply.status != OK:
                raise RefusedError(403)

    def _headers(self, scope: dict[str, Any]) -> Headers:
        """Keep what the visitor says, except what only the front may say."""
        headers = scope["headers"]
        named = header(headers, b"connection").lower().replace(b" ", b"").split(b",")
        kept = [
            (name, value)
            for name, value in headers
            if name not in ABOUT_THE_CONNECTION
            and name not in named
            and b"_" not in name  # WSGI could not tell it from the one with a hyphen
            and not name.startswith(OURS_TO_SAY)
        ]
        return [
            *kept,
            (b"x-forwarded-for", visitor_of(scope).encode()),
            (b"x-forwarded-proto", self.scheme),
        ]

    async def _pass_on(self, request: Request, send: Send) -> None:
        """Answer from memory what fits there, so that a slow reader does not keep a slot."""
        began_at = time.monotonic()
        async with self.slots.one(), self.application.ask(request) as reply:
            self.answered[reply.status] += 1
            self.durations.note(time.monotonic() - began_at)
            if is_published(reply.headers):
                raise RefusedError(404)  # it has its own lane, which asks for what it asks for
            headers = _for_the_visitor(reply)
            body = reply.pieces()
            pieces, size = [], 0
            async for piece in body:
                pieces.append(piece)
                size += len(piece)
                if size >= SENT_AT_ONCE:
                    await _start(reply.status, headers, send)
                    await _stream(b"".join(pieces), body, send)
                    return
        if request.method == "HEAD":
            length = header(reply.headers, b"content-length")
            headers += [(b"content-length", length)] if length else []
            await _start(reply.status, headers, send)
            await send({"type": "http.response.body", "body": b""})
        else:
            await Answer(reply.status, headers, b"".join(pieces)).send(send)


def _pieces(body: IO[bytes]) -> Iterator[bytes]:
    body.seek(0)
    while piece := body.read(PIECE):
        yield piece


def _target(scope: dict[str, Any]) -> bytes:
    path: bytes = scope["raw_path"]
    return path + b"?" + scope["query_string"] if scope["query_string"] else path


def visitor_of(scope: dict[str, Any]) -> str:
    """Return the visitor's address; only proxies of the house are believed to know better.

    Of several lines the last one counts: some proxies write their own below what a visitor said.
    """
    address: str = scope["client"][0] if scope["client"] else "127.0.0.1"
    said = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    forwarded = said[-1].rpartition(b",")[2].strip() if said else b""
    if forwarded and (is_this_machine(address) or address in settings.PROXIES):
        with suppress(ValueError):
            return str(ip_address(forwarded.decode("latin-1")))
    return address


def _for_the_visitor(reply: Reply) -> Headers:
    return [
        (name, value)
        for name, value in reply.headers
        if name not in ABOUT_THE_CONNECTION
        and name not in {b"date", b"server"}
        and not name.startswith(b"x-konvent-")
    ]


async def _start(status: int, headers: Headers, send: Send) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})


async def _stream(beginning: bytes, rest: AsyncIterator[bytes], send: Send) -> None:
    """Pass on what is too large for memory; a visitor who stops reading is let go."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(SECONDS_TO_TAKE) as limit:
            await _more(beginning, send)
            async for piece in rest:
                limit.reschedule(loop.time() + SECONDS_TO_TAKE)
                await _more(piece, send)
    except (TimeoutError, AwayError, SlowError):
        logger.warning("An answer of the application broke off")
        return  # the server closes the connection, so that nobody takes it for complete
    await send({"type": "http.response.body", "body": b""})


async def _more(piece: bytes, send: Send) -> None:
    await send({"type": "http.response.body", "body": piece, "more_body": True})
