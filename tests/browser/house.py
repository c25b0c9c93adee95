# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A whole Konvent, started the way people start it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

if TYPE_CHECKING:
    from pathlib import Path

INVITATION = re.compile(r"^ +(\w+):.*\n +(http\S+)", re.MULTILINE)
SECONDS_TO_OPEN = 180
SECONDS_TO_CLOSE = 20


class House:
    """`konvent demo` on a port and in a folder of its own; what it printed is kept in a file.

    However busy other tests keep the machine, nothing rests in it.
    """

    def __init__(self, folder: Path, mail_port: int = 0, **settings: str) -> None:
        self.data = folder / "data"
        self.log = folder / "printed.txt"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        mail = {"KONVENT_EMAIL_URL": f"smtp://127.0.0.1:{mail_port}"} if mail_port else {}
        own = {"KONVENT_MEMORY": str(folder), "KONVENT_PUTTING_ASIDE": "by-hand"}
        self._settings = {**own, **mail, **settings}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def printed(self) -> str:
        return self.log.read_text()

    @property
    def links(self) -> dict[str, str]:
        """The addresses that the demo invites to, by their names: Home, Attendee and so on."""
        return dict(INVITATION.findall(self.printed))

    @property
    def pid(self) -> int:
        """The process that supervises all others."""
        assert self._process
        return self._process.pid

    def open(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "konvent", "demo"),
                    *("--port", str(self.port), "--data", str(self.data)),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=clean_environment() | self._settings,
                start_new_session=True,
            )
        deadline = time.monotonic() + SECONDS_TO_OPEN
        while not (self._answers() and self.links):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"The house did not open:\n{self.printed[-4000:]}")
            time.sleep(0.1)

    def tell(self, story: str) -> str:
        """Run a few lines of Python beside the house, with its data; return what they print."""
        shell = ("manage", "shell", "--verbosity", "0", "-c", story)
        done = subprocess.run(
            [sys.executable, "-m", "konvent", *shell],
            env=clean_environment() | {"KONVENT_DATA": str(self.data)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def close(self) -> None:
        """Ask it to end, as an operator would."""
        assert self._process
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(SECONDS_TO_CLOSE)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self) -> None:
        """End it and all its processes at once, as a crash would."""
        assert self._process
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _answers(self) -> bool:
        try:
            with urlopen(self.url, timeout=5) as answer:  # noqa: S310 -- our own address
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clean_environment() -> dict[str, str]:
    ours = {name for name in os.environ if name.startswith("KONVENT_")}
    ours |= {"DJANGO_SETTINGS_MODULE", "PYTEST_CURRENT_TEST"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "PYTHONUNBUFFERED": "1"}
