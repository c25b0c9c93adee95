# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The end of the bus that listens: names of changed topics, from any of our processes."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LONGEST_MESSAGE = 262_144
MOST_AT_ONCE = 256
BUFFER = 1 << 20


class Ear:
    """Listens on the bus while it is open."""

    def __init__(self, address: Path, heard: Callable[[str], None]) -> None:
        self.address = address
        self.heard = heard
        self.channel = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.channel.setblocking(False)  # noqa: FBT003 -- the standard library's signature
        self.channel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)

    def open(self) -> None:
        """Listen from now on; whatever a killed front has left behind is removed."""
        self.address.unlink(missing_ok=True)
        self.channel.bind(str(self.address))
        self.address.chmod(0o600)
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

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self.channel)
        self.channel.close()
        self.address.unlink(missing_ok=True)
