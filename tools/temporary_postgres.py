# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Run a command with a PostgreSQL of its own, which is gone afterwards.

    python tools/temporary_postgres.py [--durable] COMMAND …

The command finds it in KONVENT_DATABASE_URL. The server listens on a socket in a temporary folder
only. It is for tests, and forgets what it promised when the power fails, unless it is durable.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVER = "postgres"
DATABASE = "konvent"
SECONDS_TO_START = 60
FORGETFUL = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


class Postgres:
    """A server in a folder of its own; it can be killed and started again."""

    def __init__(self, folder: Path, *, is_durable: bool) -> None:
        self.programs = max(
            (initdb.parent for initdb in Path("/usr/lib/postgresql").glob("*/bin/initdb")),
            key=lambda place: float(place.parent.name),
        )
        self.folder = folder
        self.owner = _owner(folder)
        self.settings = [
            *([] if is_durable else FORGETFUL),
            "listen_addresses=",
            f"unix_socket_directories={folder}",
        ]
        self.process: subprocess.Popen[bytes] | None = None
        _make_cluster(self.programs, folder / "cluster", self.owner)

    @property
    def url(self) -> str:
        return f"postgres://{SERVER}@{quote(str(self.folder), safe='')}/{DATABASE}"

    def start(self) -> None:
        """Start it, and wait until it answers; after a kill it recovers first."""
        options = (part for setting in self.settings for part in ("-c", setting))
        self.process = subprocess.Popen(
            [self.programs / SERVER, "-D", self.folder / "cluster", *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl+C is for the command; we stop the server after it
            **self.owner,
        )
        _wait_until_ready(self.programs, self.folder, self.process)

    def make_database(self) -> None:
        where = [f"--host={self.folder}", f"--username={SERVER}"]
        command: list[str | Path] = [self.programs / "createdb", *where, DATABASE]
        subprocess.run(command, check=True, **self.owner)

    def end(self, number: int = signal.SIGINT) -> None:
        """End it: SIGINT means now, and in good order."""
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait()

    def kill(self) -> None:
        """End all of its processes at once, as a crash would; none can put anything in order."""
        if self.process is None:
            return
        own = ("ps", "--ppid", str(self.process.pid), "-o", "pid=")
        children = subprocess.run(own, capture_output=True, text=True, check=True).stdout.split()
        self.process.kill()  # first, or it would start new ones
        for child in map(int, children):
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self.process.wait()


@contextmanager
def temporary_postgres(*, is_durable: bool = False) -> Iterator[Postgres]:
    """Have a fresh server with an empty database."""
    folder = Path(tempfile.mkdtemp(prefix="konvent-postgres-"))
    try:
        server = Postgres(folder, is_durable=is_durable)
        try:
            server.start()
            server.make_database()
            yield server
        finally:
            server.end()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so root lends it to the user that its package made."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam(SERVER)
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "cwd": folder}


def _make_cluster(programs: Path, cluster: Path, owner: dict[str, Any]) -> None:
    options = ["--auth=trust", f"--username={SERVER}", "--encoding=UTF8", "--no-sync"]
    options += ["--locale=C", "--lc-ctype=C.UTF-8"]  # in the order of bytes, and all letters known
    done = subprocess.run(
        [programs / "initdb", "-D", cluster, *options],
        capture_output=True,
        text=True,
        check=False,
        **owner,
    )
    if done.returncode:
        sys.exit(f"PostgreSQL could not be prepared:\n{done.stdout}{done.stderr}")


def _wait_until_ready(programs: Path, folder: Path, process: subprocess.Popen[bytes]) -> None:
    question = [f"{programs}/pg_isready", "--quiet", f"--host={folder}"]
    deadline = time.monotonic() + SECONDS_TO_START
    while subprocess.run(question, check=False).returncode:
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit("PostgreSQL did not start.")
        time.sleep(0.1)


if __name__ == "__main__":
    command = sys.argv[1:]
    is_durable = command[:1] == ["--durable"]
    with temporary_postgres(is_durable=is_durable) as server:
        environment = {**os.environ, "KONVENT_DATABASE_URL": server.url}
        sys.exit(subprocess.call(command[is_durable:], env=environment))
