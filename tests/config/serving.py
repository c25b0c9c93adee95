# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A whole installation, started with `konvent serve`, and its processes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.foundation.front.running import Open, eventually

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

KONVENT = [sys.executable, "-m", "konvent"]
SLOW = 180.0
"""Seconds in which processes start even where everything is slow."""
ROOT = Path(__file__).parent.parent.parent


def environment(data: Path, **more: str) -> dict[str, str]:
    """Nothing of the tests' own settings, so that it is SQLite in this folder, unless told.

    However busy other tests keep the machine, nothing rests.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("KONVENT_", "DJANGO_", "PYTEST_"))
    }
    own = {"KONVENT_DATA": str(data), "KONVENT_MEMORY": str(data.parent)}
    own |= {"KONVENT_PUTTING_ASIDE": "by-hand", "PYTHONUNBUFFERED": "1"}
    return {**kept, **own, **more}


def run(data: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command of konvent to its end."""
    return subprocess.run(
        [*KONVENT, *words],
        env=environment(data, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )


LISTEN = """
import contextlib, io, json, sys
import django
django.setup()
for line in sys.stdin:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(json.loads(line), {})
    print(json.dumps(printed.getvalue().strip()), flush=True)
"""
PUT_ON_STAGE = """
from django.utils import timezone
from konvent.programme.models import Room, Session
from konvent.stage.actions import put_on_stage
session = Session.objects.get(title__en="{title}")
put_on_stage(room=Room.objects.get(), session=session, at=timezone.now(), by=None)
"""


class OtherProcess:
    """A process with Django beside the installation, which does what it is told."""

    def __init__(self, data: Path, **more: str) -> None:
        settings = {"DJANGO_SETTINGS_MODULE": "konvent.config.settings.production"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", LISTEN],
            env=environment(data, **more) | settings,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def do(self, story: str) -> str:
        """Run a few lines; return what they print."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(story) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def put_on_stage(self, title: str) -> None:
        self.do(PUT_ON_STAGE.format(title=title))

    def end(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(SLOW)
        self.process.stdout.close()


class Installation(Open):
    """`konvent serve` on a free port."""

    patience = SLOW
    """Its application loads after the visitors' door is open, and with less haste."""
    convention = "smart-2026"

    def __init__(self, data: Path, port: int = 0, **settings: str) -> None:
        self.data = data
        self.settings = settings
        self.log = data.with_suffix(".log")
        self.port = port
        self.connections: list[socket.socket] = []
        self.start()

    def start(self) -> None:
        """Start it, on the port it had before."""
        with self.log.open("ab") as log:
            start = log.tell()
            self.process = subprocess.Popen(
                [*KONVENT, "serve", "--port", str(self.port), "--data", str(self.data)],
                env=environment(self.data, **self.settings),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.port = self._port(start)

    def _port(self, start: int) -> int:
        sign = re.compile(r"open at http://127.0.0.1:(\d+)")
        try:
            return int(eventually(lambda: sign.findall(self.printed(start)), "open", SLOW)[-1])
        except AssertionError:
            self.end(signal.SIGKILL)
            raise

    def printed(self, start: int = 0) -> str:
        return self.log.read_bytes()[start:].decode()

    def part(self, name: str) -> int:
        """The process number of a part."""
        return eventually(lambda: next(children(self.process.pid, f" {name} "), None), name)

    def family(self) -> set[int]:
        """Every process below the supervisor."""
        found: set[int] = set()
        rest = [self.process.pid]
        while rest:
            below = set(children(rest.pop()))
            found |= below
            rest += below
        return found

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        for connection in self.connections:
            connection.close()
        return self.process.wait(SLOW)


def children(parent: int, sign: str = "") -> Iterator[int]:
    listing = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True
    )
    for line in listing.stdout.splitlines():
        number, above, state, arguments = line.split(None, 3)
        if int(above) == parent and not state.startswith("Z") and sign in arguments:
            yield int(number)


def is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{number}/stat")
    return not (status.exists() and ") Z " in status.read_text())
