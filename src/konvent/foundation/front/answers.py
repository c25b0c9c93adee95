# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Answers that are ready as bytes before anybody asks."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

Pair: TypeAlias = "tuple[bytes, bytes]"
Headers: TypeAlias = "list[Pair]"
Send: TypeAlias = "Callable[[Any], Awaitable[None]]"

NO_STORE = (b"cache-control", b"no-store")
NO_SNIFFING = (b"x-content-type-options", b"nosniff")
WITHOUT_BODY = frozenset({204, 304})


class Answer:
    """A response: its head is joined once, its body is shared by everybody who gets it."""

    __slots__ = ("body", "head", "headers", "status")

    def __init__(
        self, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes = b""
    ) -> None:
        self.status = status
        self.headers = list(headers)
        if status not in WITHOUT_BODY:
            self.headers.append((b"content-length", b"%d" % len(body)))
        self.body = body
        lines = [b"HTTP/1.1 %d %s" % (status, HTTPStatus(status).phrase.encode())]
        lines += [name + b": " + value for name, value in self.headers]
        self.head = b"\r\n".join(lines) + b"\r\n"
        """Status line and headers; the date and an empty line are still to come."""

    async def send(self, send: Send) -> None:
        """Give it to an ASGI server."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})


def as_json(status: int, content: object, *headers: tuple[bytes, bytes]) -> Answer:
    """Return what a script asked for."""
    body = json.dumps(content, separators=(",", ":")).encode()
    return Answer(
        status, [(b"content-type", b"application/json"), NO_STORE, NO_SNIFFING, *headers], body
    )


def redirect(location: str, *headers: tuple[bytes, bytes], status: int = 302) -> Answer:
    """Send the visitor on."""
    return Answer(status, [(b"location", location.encode("ascii")), NO_SNIFFING, *headers])


def header(headers: Headers, name: bytes) -> bytes:
    """Return the first header of this (small) name, or nothing."""
    for key, value in headers:
        if key == name:
            return value
    return b""
