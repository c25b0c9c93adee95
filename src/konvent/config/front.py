# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The front's process: puts its lanes together with what the chapters know."""

from __future__ import annotations

import logging
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import uvloop
from django.conf import settings

from konvent.foundation.front.application import Application
from konvent.foundation.front.lanes import Lanes
from konvent.foundation.front.proxy import ApplicationLane
from konvent.foundation.front.server import FrontServer, open_files
from konvent.foundation.processes import die_with_parent
from konvent.foundation.sockets import prepare_socket_folder

if TYPE_CHECKING:
    import argparse

NAME = "front"
HELP = "run only the front, which owns the port (a part of serve)"

logger = logging.getLogger(__name__)


def configure(parser: argparse.ArgumentParser) -> None:
    """Say where to listen; the supervisor hands over a socket instead."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (%(default)s)")
    parser.add_argument("--listening", type=int, help="number of a socket that listens already")
    parser.add_argument("--parent", type=int, help="end when this process does")


def run(options: argparse.Namespace) -> int:
    """Answer visitors until told to stop."""
    if options.parent:
        die_with_parent(options.parent)
    logging.getLogger("uvicorn").setLevel("WARNING")
    open_files()
    door = (
        socket.socket(fileno=options.listening)
        if options.listening is not None
        else socket.create_server((options.host, options.port))
    )
    uvloop.run(serve(door))
    return 0


async def serve(door: socket.socket) -> None:
    """Put the house together and run it."""
    sockets = prepare_socket_folder(settings.DATA)
    address = urlsplit(settings.PUBLIC_URL)
    application = Application(sockets / "application.sock")
    lanes = Lanes(ApplicationLane(application, address.scheme))
    await FrontServer(lanes).serve([door])
