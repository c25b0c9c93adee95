# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A bell on the media process's door: it rings for every change that is made on this machine.

The media process asks the database by itself now and then, so nobody waits for it, and nothing is
lost when it does not hear.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import TYPE_CHECKING

from django.conf import settings

from konvent.foundation.buses.local import LONGEST_MESSAGE
from konvent.foundation.sockets import socket_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAME = "bell.sock"


def address() -> Path:
    """Return the path of the bell's socket."""
    return socket_folder(settings.DATA) / NAME


def ring(message: str) -> None:
    """Pass on the names of changed topics, if somebody listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel, suppress(OSError):
        channel.setblocking(False)  # noqa: FBT003 -- the standard library's signature
        channel.sendto(message.encode(), str(address()))


class Bell:
    """Rings when a topic has changed that is ``wanted``."""

    def __init__(self, address: Path, wanted: Callable[[str], bool]) -> None:
        """Listen from now on; whatever a killed process has left behind is removed."""
        self._address, self._wanted = address, wanted
        address.unlink(missing_ok=True)
        self._channel = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._channel.setblocking(False)  # noqa: FBT003 -- the standard library's signature
        self._channel.bind(str(address))
        address.chmod(0o600)

    def has_rung(self) -> bool:
        """Say whether it has rung since this was asked last."""
        rang = False
        while message := self._heard():
            rang |= any(map(self._wanted, message.decode(errors="replace").split("\n")))
        return rang

    def close(self) -> None:
        self._channel.close()
        self._address.unlink(missing_ok=True)

    def _heard(self) -> bytes:
        try:
            return self._channel.recv(LONGEST_MESSAGE)
        except OSError:
            return b""
