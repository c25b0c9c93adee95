# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The bus within one machine: a Unix datagram socket in the data folder."""

from __future__ import annotations

import asyncio
import logging
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

from django.conf import settings

from konvent.foundation.sockets import socket_folder

if TYPE_CHECKING:
    from pathlib import Path

    from konvent.foundation.buses.listening import Heard

NAME = "bus.sock"
LONGEST_MESSAGE = 262_144
MOST_AT_ONCE = 256
BUFFER = 1 << 20

logger = logging.getLogger(__name__)


def address() -> Path:
    """Return the path of the hub's socket."""
    return socket_folder(settings.DATA) / NAME


def send(message: str) -> None:
    """Send it to the hub of this machine, if there is one."""
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel,
        suppress(FileNotFoundError, ConnectionRefusedError),
    ):
        channel.settimeout(1)
        try:
            channel.sendto(message.encode(), str(address()))
        except TimeoutError:
            logger.warning(
                "The hub does not listen; its viewers see this change with the next one."
            )


class LocalEar:
    """Listens while it is open; nothing is lost meanwhile."""

    def __init__(self, address: Path, heard: Heard) -> None:
        self.address = address
        self.heard = heard
        self.mark = 0
        self.channel = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.channel.setblocking(False)  # noqa: FBT003 -- the standard library's signature
        self.channel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)

    async def open(self) -> None:
        """Listen from now on; whatever a killed front has left behind is removed."""
        self.address.unlink(missing_ok=True)
        self.channel.bind(str(self.address))
        self.address.chmod(0o600)
        self.mark = self.address.stat().st_ino
        asyncio.get_running_loop().add_reader(self.channel, self.listen)

    def listen(self) -> None:
        for _ in range(MOST_AT_ONCE):
            try:
                message = self.channel.recv(LONGEST_MESSAGE)
            except OSError:
                return
            for topic in message.decode(errors="replace").split("\n"):
                if topic:
                    self.heard(topic)

    async def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self.channel)
        self.channel.close()
        with suppress(FileNotFoundError):
            if self.address.stat().st_ino == self.mark:  # else it is the next front's
                self.address.unlink()
