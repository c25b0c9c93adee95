# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""uvicorn, set up as the front."""

from __future__ import annotations

import asyncio
import resource
from typing import TYPE_CHECKING, NamedTuple

import uvicorn

from konvent.foundation.front.protocol import FrontProtocol

if TYPE_CHECKING:
    import socket
    from collections.abc import Awaitable, Callable

    from konvent.foundation.front.protocol import Lanes

BACKLOG = 4096
SECONDS_IDLE = 15
SECONDS_TO_FINISH, SECONDS_TO_LEAVE = 1, 30
"""For what was begun: when the house closes, and when the next front is there already."""
MOST_FILES = 1_048_576
KEPT_FOR_ITSELF = 128
"""Open files that are no visitors: the database, sockets, pages being written."""
SHARE_OF_VIEWERS = 0.8


class Limits(NamedTuple):
    """How many visitors the process can hold."""

    viewers: int
    connections: int
    """Viewers included: all may come in the same instant, before any of them watches."""


def limits() -> Limits:
    """Take all the open files the system allows, and share them out."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    except (ValueError, OSError):
        most = soft
    free = most - KEPT_FOR_ITSELF
    return Limits(int(free * SHARE_OF_VIEWERS), free)


class FrontServer(uvicorn.Server):
    """Serves the lanes on a socket that somebody else listens on already."""

    def __init__(
        self, lanes: Lanes, most: Limits, close_streams: Callable[[], Awaitable[None]]
    ) -> None:
        self.lanes = lanes
        self.close_streams = close_streams
        self.has_opened: Callable[[], None] = lambda: None
        members = {"lanes": lanes, "most_connections": most.connections}
        super().__init__(
            uvicorn.Config(
                lanes,
                http=type("Protocol", (FrontProtocol,), members),
                ws="none",
                lifespan="off",
                access_log=False,
                log_config=None,
                log_level="error",  # strangers knock with all kinds of nonsense
                proxy_headers=False,
                server_header=False,
                backlog=BACKLOG,
                timeout_keep_alive=SECONDS_IDLE,
                timeout_graceful_shutdown=SECONDS_TO_FINISH,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the doors, and say so."""
        await super().startup(sockets)
        self.has_opened()

    def leave(self) -> None:
        """Make room for another front, with time to finish what was begun."""
        self.config.timeout_graceful_shutdown = SECONDS_TO_LEAVE
        self.should_exit = True

    async def on_tick(self, counter: int) -> bool:
        """Renew the date once a second, for answers from memory too."""
        is_over = await super().on_tick(counter)
        for name, value in self.server_state.default_headers:
            self.lanes.date_line = name + b": " + value + b"\r\n\r\n"
        return is_over

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more visitors, end the streams, then let uvicorn end the rest."""
        for server in self.servers:
            server.close()
        await self.close_streams()
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            connection.transport.abort()  # those who have stopped reading
        await asyncio.sleep(0)
