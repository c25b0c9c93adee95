# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A Redis of its own for a test, which can be killed and started again at the same place."""

from __future__ import annotations

import shutil
import socket
import subprocess
from typing import TYPE_CHECKING

from tests.foundation.front.running import eventually

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = shutil.which("redis-server") or shutil.which("valkey-server")


class RedisServer:
    """A server at a socket in this folder; it writes nothing down."""

    def __init__(self, folder: Path) -> None:
        self.address = folder / "redis.sock"
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.address}"

    def start(self) -> None:
        quiet = ["--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        place = ["--port", "0", "--unixsocket", str(self.address)]
        self.process = subprocess.Popen(
            [PROGRAM, *place, *quiet], stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL
        )
        eventually(self.answers, "redis answers")

    def answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.address))
                probe.sendall(b"PING\r\n")
                return probe.recv(7) == b"+PONG\r\n"
            except OSError:
                return False

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
