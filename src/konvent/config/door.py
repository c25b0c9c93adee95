# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The port at which an installation listens, and what it is called there."""

from __future__ import annotations

import errno
import os
import socket
import time

BACKLOG = 4096
PORTS = range(65_536)
LOOK_EVERY = 0.1
SECONDS_TO_GET_THE_PORT = 1.0


class CannotServeError(Exception):
    """Why the installation cannot run, in a sentence for the operator."""


def open_door(host: str, port: int) -> socket.socket:
    """Listen, or say why it is not possible."""
    if port not in PORTS:
        raise CannotServeError(_why_not(host, port, "there is no such port"))
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    deadline = time.monotonic() + SECONDS_TO_GET_THE_PORT
    while True:
        try:
            return socket.create_server((host, port), family=family, backlog=BACKLOG)
        except OSError as error:
            if error.errno == errno.EADDRINUSE and time.monotonic() < deadline:
                time.sleep(LOOK_EVERY)  # a killed front may be about to give it back
                continue
            reason = os.strerror(error.errno or 0)
        raise CannotServeError(_why_not(host, port, reason))


def _why_not(host: str, port: int, reason: str) -> str:
    return f"Konvent cannot listen on {host} port {port}: {reason}. Choose another --port."


def public_address(door: socket.socket) -> str:
    """Return what to type into a browser on this machine."""
    host, port = door.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 -- compared, not bound
    return f"http://{host}:{port}"
