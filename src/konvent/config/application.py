# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The application lane's process: Django under granian, on a Unix socket, nicer than the front."""

from __future__ import annotations

import os
import socket
from functools import partial
from typing import TYPE_CHECKING

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from konvent.config.environment import Environment
from konvent.foundation.logs import written_as
from konvent.foundation.processes import die_with_parent
from konvent.foundation.pulse import say_ready
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
SECONDS_TO_FINISH = 25
"""For requests that are being answered; who ends the whole house does not wait for them."""
DOOR = "application.sock"
"""A link to the socket of the application that answers: an update has two for a moment."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Only the supervisor says more."""
    parser.add_argument("--parent", type=int, help="end when this process does")


def run(options: argparse.Namespace) -> int:
    """Answer requests until told to stop."""
    if options.parent:
        die_with_parent(options.parent)
    environment = Environment()
    folder = prepare_socket_folder(environment.data)
    if not answers(folder / DOOR):
        forget_broken_uploads(environment.data / "arriving")
    own = folder / f"application-{os.getpid()}.sock"
    server = Server(
        "konvent.config.wsgi:application",
        uds=own,
        uds_permissions=0o600,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=written_as(environment.log_format, "warning", "_granian", "granian.access"),
        workers_kill_timeout=SECONDS_TO_FINISH,
    )
    server.on_startup(partial(lead_here_if_nobody_answers, own))
    try:
        server.serve(target_loader=partial(load, own), wrap_loader=False)
    finally:
        own.unlink(missing_ok=True)
    return 0


def answers(door: Path) -> bool:
    """Say whether an application listens there."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(door))
        except OSError:
            return False
    return True


def lead_here_if_nobody_answers(own: Path) -> None:
    """Let requests wait here for an application that still loads, rather than be refused."""
    if not answers(own.with_name(DOOR)):
        lead_to(own)


def lead_to(own: Path) -> None:
    """Lead the front here from now on, in one step: it never finds nobody."""
    beside = own.with_suffix(".door")
    beside.unlink(missing_ok=True)
    beside.symlink_to(own.name)
    beside.replace(own.with_name(DOOR))


def forget_broken_uploads(folder: Path) -> None:
    """Delete what an application that was killed had taken in only half."""
    for file in folder.glob("*.upload*"):
        file.unlink(missing_ok=True)


def load(own: Path) -> Application:
    """Load Django in the process that runs it, and take over from the application before."""
    die_with_parent()
    from konvent.config.wsgi import application  # noqa: PLC0415 -- slow import

    lead_to(own)
    say_ready(own.parent, NAME, os.getppid())
    return application
