# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""uvicorn, set up as the front."""

from __future__ import annotations

import resource
from typing import TYPE_CHECKING, Any

import uvicorn

from konvent.foundation.front.protocol import FrontProtocol

if TYPE_CHECKING:
    import socket

    from konvent.foundation.front.lanes import Lanes

BACKLOG = 4096
SECONDS_IDLE = 15
SECONDS_TO_FINISH = 1
KEPT_FOR_ITSELF = 128
"""Open files that are not visitors: the database, sockets, pages being written."""


def open_files() -> int:
    """Allow this process all the open files the system lets it have; return how many."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most == resource.RLIM_INFINITY:
        most = 1_048_576
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


class FrontServer(uvicorn.Server):
    """Serves the lanes on a socket that somebody else listens on already."""

    def __init__(self, lanes: Lanes) -> None:
        self.lanes = lanes
        protocol = type("Protocol", (FrontProtocol,), {"lanes": lanes})
        super().__init__(
            uvicorn.Config(
                lanes,  # type: ignore[arg-type]  # an ASGI application
                http=protocol,
                loop="none",
                ws="none",
                lifespan="off",
                access_log=False,
                log_config=None,
                proxy_headers=False,
                server_header=False,
                backlog=BACKLOG,
                timeout_keep_alive=SECONDS_IDLE,
                timeout_graceful_shutdown=SECONDS_TO_FINISH,
            )
        )

    async def on_tick(self, counter: int) -> bool:
        """Once a second the date changes, in answers from memory too."""
        is_over = await super().on_tick(counter)
        for name, value in self.server_state.default_headers:
            self.lanes.date_line = name + b": " + value + b"\r\n\r\n"
        return is_over

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more visitors, end the streams, then let uvicorn end the rest."""
        for server in self.servers:
            server.close()
        await super().shutdown(sockets)
