# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Small bodies that a page of ours has sent: taken in whole, within a time and a size."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from konvent.foundation.front.answers import header

if TYPE_CHECKING:
    from konvent.foundation.front.answers import Headers
    from konvent.foundation.front.uploads import Receive

LARGEST = 4096
SECONDS = 10.0


class TooLargeError(Exception):
    """There is more than a small body may have."""


class BrokenOffError(Exception):
    """The visitor left, or did not send it in time."""


async def take_in(headers: Headers, receive: Receive, *, largest: int = LARGEST) -> bytes:
    """Return the body. Raises TooLargeError and BrokenOffError."""
    length = header(headers, b"content-length")
    if header(headers, b"transfer-encoding") or (length and int(length) > largest):
        raise TooLargeError
    pieces = []
    try:
        async with asyncio.timeout(SECONDS):
            while True:
                message: dict[str, Any] = await receive()
                if message["type"] == "http.disconnect":
                    raise BrokenOffError
                pieces.append(message.get("body", b""))
                if not message.get("more_body"):
                    return b"".join(pieces)
    except TimeoutError:
        raise BrokenOffError from None


def is_from_here(headers: Headers, public_url: str) -> bool:
    """Whether a page of this origin sent it, as far as the browser says; it must say something.

    Over https browsers name the relation of the two sites, else at least the origin of the page.
    """
    relation = header(headers, b"sec-fetch-site")
    if relation:
        return relation == b"same-origin"
    origin = header(headers, b"origin").decode("latin-1")
    host = header(headers, b"host").decode("latin-1")
    return origin == public_url or bool(host and urlsplit(origin).netloc == host)
