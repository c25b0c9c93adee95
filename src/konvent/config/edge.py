# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The edge's process: live streams on another machine, everything else from the house."""

from __future__ import annotations

import socket
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import uvloop
from django.conf import settings

from konvent.config.front import TicketPorter, hub_name
from konvent.convention.events import ENTRANCES
from konvent.foundation.front.edge import Edge
from konvent.registration.gate import Gate, gate_from

if TYPE_CHECKING:
    import argparse

    from konvent.foundation.topics import State

NAME = "edge"
HELP = "serve live streams for an installation on another machine"
MISUNDERSTOOD = 2


def configure(parser: argparse.ArgumentParser) -> None:
    """Say whose edge it is, and where to listen."""
    parser.add_argument(
        "--upstream",
        required=True,
        help="address of the installation, such as http://10.0.0.1:8000",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (%(default)s)")


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop."""
    if urlsplit(options.upstream).scheme not in {"http", "https"}:
        sys.stderr.write("--upstream is an address that begins with http:// or https://.\n")
        return MISUNDERSTOOD
    door = socket.create_server((options.host, options.port), backlog=4096)
    sys.stdout.write(f"http://{options.host}:{door.getsockname()[1]}\n")
    sys.stdout.flush()
    uvloop.run(serve(options.upstream, door))
    return 0


async def serve(upstream: str, door: socket.socket) -> None:
    """Run an edge of the installation at this address."""
    entrances = Entrances()
    edge = Edge(
        upstream=upstream,
        scheme=urlsplit(settings.PUBLIC_URL).scheme,
        name=hub_name(door),
        entrances=ENTRANCES,
        porter=entrances.porter,
        opened=entrances.take,
        folder=settings.DATA,
        metrics_token=settings.METRICS_TOKEN,
    )
    await edge.run(door)


class Entrances:
    """What the house says of its entrances; closed until it has spoken."""

    def __init__(self) -> None:
        self.state: State = {}
        self.porter = TicketPorter(self.gate, dict)  # the house shows the recordings

    def take(self, state: State | None) -> None:
        """Note what the house says, and have the porter look."""
        self.state = state or {}
        self.porter.look()

    def gate(self) -> Gate:
        return gate_from(self.state)
