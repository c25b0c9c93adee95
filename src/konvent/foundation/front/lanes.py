# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Decides by a request's address which lane answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from konvent.foundation.front.answers import Answer, Headers, Send

if TYPE_CHECKING:
    import asyncio

    from konvent.foundation.front.proxy import ApplicationLane, Receive


class Lanes:
    """All lanes of the house."""

    date_line = b"\r\n"

    def __init__(self, application: ApplicationLane) -> None:
        self.application = application

    def takes(self, transport: asyncio.Transport, url: bytes, headers: Headers) -> bool:
        return False

    def quick(self, url: bytes, headers: Headers) -> Answer | None:
        return None

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self.application(scope, receive, send)
