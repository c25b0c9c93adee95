# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Small requests that thousands send at once: taken in by the connection itself, without a task.

A task for each of them, with its timeouts and messages, costs more than what is done with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from konvent.foundation.front.answers import header
from konvent.foundation.front.small_bodies import LARGEST, TooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from konvent.foundation.front.answers import Answer

    Reply: TypeAlias = Callable[[Answer], None]
    """Answers; the first time it is called, and only if the visitor is still there."""
    Hear: TypeAlias = Callable[[dict[str, Any], bytes | None, Reply], None]
    """Takes the scope, the whole body (None when it was too large), and whom to answer."""


class NobodyWaits:
    """Where uvicorn wakes its task; here there is none."""

    @staticmethod
    def set() -> None:
        """Wake nobody."""


class SmallPost:
    """One such request; stands where uvicorn keeps its cycle, and has what uvicorn asks of it."""

    message_event: Final = NobodyWaits

    __slots__ = ("body", "disconnected", "hear", "keep_alive", "more_body", "response_complete")

    def __init__(self, hear: Hear, *, keep_alive: bool) -> None:
        self.hear = hear
        self.keep_alive = keep_alive
        self.body = bytearray()
        self.more_body = True
        self.disconnected = False
        self.response_complete = False


def is_small(headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether a request says beforehand that its body is small."""
    if header(headers, b"transfer-encoding"):
        return False
    return int(header(headers, b"content-length") or 0) <= LARGEST


def whole(body: bytes | None) -> bytes:
    """Return the body. Raises TooLargeError."""
    if body is None:
        raise TooLargeError
    return body
