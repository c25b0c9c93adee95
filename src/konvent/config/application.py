# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The application lane's process: Django under granian, on a Unix socket, nicer than the front."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from konvent.config.environment import Environment
from konvent.foundation.logs import written_as
from konvent.foundation.processes import die_with_parent
from konvent.foundation.sockets import prepare_socket_folder

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from typing import Any

    Application = Callable[[dict[str, Any], Any], Iterable[bytes]]

NAME = "application"
HELP = "run only the application, on its Unix socket (a part of serve)"
THREADS = 4
NICENESS = 10


def configure(parser: argparse.ArgumentParser) -> None:
    """Only the supervisor says more."""
    parser.add_argument("--parent", type=int, help="end when this process does")


def run(options: argparse.Namespace) -> int:
    """Answer requests until told to stop."""
    if options.parent:
        die_with_parent(options.parent)
    os.nice(NICENESS)
    environment = Environment()
    socket = prepare_socket_folder(environment.data) / "application.sock"
    socket.unlink(missing_ok=True)
    forget_broken_uploads(environment.data / "arriving")
    Server(
        "konvent.config.wsgi:application",
        uds=socket,
        uds_permissions=0o600,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=written_as(environment.log_format, "warning", "_granian", "granian.access"),
        workers_kill_timeout=1,
    ).serve(target_loader=load, wrap_loader=False)
    return 0


def forget_broken_uploads(folder: Path) -> None:
    """Delete what an application that was killed had taken in only half."""
    for file in folder.glob("*.upload*"):
        file.unlink(missing_ok=True)


def load() -> Application:
    """Load Django in the process that runs it."""
    die_with_parent()
    from konvent.config.wsgi import application  # noqa: PLC0415 -- slow import

    return application
