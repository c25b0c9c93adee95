# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Runs an installation: binds the port, brings the database up to date, and keeps the parts alive.

This process imports no Django and holds the listening socket, so that a front that crashes comes
back behind the same open door. Each part is a child that dies with it, whatever ends it.
"""

from __future__ import annotations

import fcntl
import http.client
import logging
import logging.config
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import ValidationError

from konvent.config.door import CannotServeError, open_door, public_address
from konvent.config.environment import ADDRESS_NOTE, Environment
from konvent.foundation.logs import written_as
from konvent.foundation.media.memory import leave_memory
from konvent.foundation.pulse import who_is_ready
from konvent.foundation.sockets import prepare_socket_folder, socket_folder

if TYPE_CHECKING:
    import argparse
    import socket
    from collections.abc import Callable
    from pathlib import Path
    from types import FrameType

NAME = "serve"
HELP = "run the installation on one port until it is told to stop"

RENEWED = "renewed"
LOOK_EVERY = 0.1
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 10.0
STEADY_AFTER = 30.0  # seconds after which a part counts as well again
SECONDS_AHEAD = 5.0
"""The start of the front and the application before the others, where everything is slow."""
NICENESS = {"front": 0, "media": 10, "application": 15, "worker": 15}
"""So that nobody who watches or votes waits for a page or a job; the picture comes before both."""
SECONDS_TO_END = 1.4
SECONDS_TO_BE_READY, SECONDS_TO_LEAVE = 90.0, 40.0
SAY_READY = {"application": signal.SIGTERM, "front": signal.SIGUSR1}
"""Parts that say when they are ready, and how their predecessor is asked to finish and leave."""

logger = logging.getLogger("konvent.serve")


def configure(parser: argparse.ArgumentParser) -> None:
    """Say where to listen."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (%(default)s)")


def run(options: argparse.Namespace) -> int:
    """Serve until SIGTERM or Ctrl-C."""
    form = os.environ.get("KONVENT_LOG_FORMAT", "plain")  # what makes no sense is refused later
    logging.config.dictConfig(written_as(form, "info"))
    try:
        return serve(options.host, options.port)
    except CannotServeError as error:
        print(error, file=sys.stderr)  # noqa: T201 -- told to the operator
        return 1


def say_where(address: str) -> None:
    print(f"Konvent is open at {address}", flush=True)  # noqa: T201 -- told to the operator


def serve(
    host: str,
    port: int,
    *,
    prepare: Callable[[], None] | None = None,
    welcome: Callable[[str], None] = say_where,
) -> int:
    """Serve until told to stop; ``prepare`` comes before the doors open, ``welcome`` after."""
    data = prepare_data_folder()
    lock = take_lock(data)
    door = open_door(host, port)
    with lock, door:
        address = public_address(door)
        public = os.environ.setdefault("KONVENT_PUBLIC_URL", address)
        (data / ADDRESS_NOTE).write_text(f"{public}\n")
        prepare_socket_folder(data)
        migrate()
        if prepare:
            prepare()
        lock.note_the_time()
        code = Supervisor(data, door, address, welcome).run()
        leave_memory(Environment().memory, data)
        return code


def prepare_data_folder() -> Path:
    """Return the data folder, made and writable."""
    try:
        data = Environment().data.absolute()
    except ValidationError as error:
        fault = error.errors()[0]
        variable = "KONVENT_" + "_".join(str(part) for part in fault["loc"]).upper()
        raise CannotServeError(f"{variable}: {fault['msg']}.") from None
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = data / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotServeError(
            f"Konvent may not write to its data folder {data}: {error.strerror}."
        ) from None
    return data


def take_lock(data: Path) -> LockFile:
    """Make sure that nobody else serves this folder, for as long as this process lives."""
    return LockFile(data / "serve.lock")


class LockFile:
    """An exclusive lock that the system gives back even after SIGKILL."""

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self.descriptor)
            raise CannotServeError(
                f"Another konvent serve is already running on {path.parent}; stop it first."
            ) from None
        os.truncate(self.descriptor, 0)
        os.write(self.descriptor, f"{os.getpid()}".encode())

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_exception: object) -> None:
        os.close(self.descriptor)

    def note_the_time(self) -> None:
        """Say that the parts begin now: they do not sign with keys that are written later."""
        os.utime(self.descriptor)


def migrate() -> None:
    """Bring the database up to date, in a process of its own."""
    quiet = ("--verbosity", "0", "--skip-checks")
    command = [sys.executable, "-m", "konvent", "manage", "migrate", *quiet]
    done = subprocess.run(
        command, check=False, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["it says nothing"])[-1]
        raise CannotServeError(f"The database could not be brought up to date: {reason}")


@dataclass
class Part:
    """A child process that is started again whenever it ends."""

    name: str
    command: list[str]
    descriptors: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    pause: float = field(default=FIRST_PAUSE)

    def start(self, now: float) -> None:
        self.started_at = now
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, pass_fds=self.descriptors, process_group=0
        )
        with suppress(ProcessLookupError):  # from its first moment: it loads for a second or two
            os.setpriority(os.PRIO_PROCESS, self.process.pid, os.nice(0) + NICENESS[self.name])

    @property
    def number(self) -> int:
        """Its process, or 0 when there is none."""
        return self.process.pid if self.process and self.process.poll() is None else 0

    def look(self, now: float) -> None:
        """Start the part when it is time, and notice when it has ended."""
        if self.process is None:
            if now >= self.start_again_at:
                self.start(now)
        elif self.process.poll() is not None:
            self.pause = (
                FIRST_PAUSE
                if now - self.started_at > STEADY_AFTER
                else min(self.pause * 2, LONGEST_PAUSE)
            )
            logger.warning(
                "The %s ended (%s) and starts again in %.1f s",
                self.name,
                self.process.returncode,
                self.pause,
            )
            self.process, self.start_again_at = None, now + self.pause


class Renewal:
    """How the last exchange of the parts went, for whoever asked for it."""

    def __init__(self, data: Path) -> None:
        self.file = data / "run" / "renewal"

    def note(self, reason: str) -> None:
        if reason:
            logger.error("%s", reason)
        else:
            logger.info("Konvent is renewed.")
        beside = self.file.with_name(".renewal")
        beside.write_text(reason or RENEWED)
        beside.replace(self.file)

    def forget(self) -> None:
        self.file.unlink(missing_ok=True)

    def outcome(self) -> str:
        """Return what became of it; nothing as long as it goes on."""
        try:
            return self.file.read_text()
        except FileNotFoundError:
            return ""


class Supervisor:
    """Keeps the parts alive until it is told to stop; then none is left behind."""

    def __init__(
        self, data: Path, door: socket.socket, address: str, welcome: Callable[[str], None]
    ) -> None:
        self.door = door
        self.address = address
        self.welcome = welcome
        self.stop = threading.Event()
        self.is_to_renew = False
        self.renewal = Renewal(data)
        self.sockets = socket_folder(data)
        self.leaving: dict[subprocess.Popen[bytes], float] = {}
        """Processes that finish what they have begun, and until when they may."""
        command = [sys.executable, "-m", "konvent"]
        own = ["--data", str(data), "--parent", str(os.getpid())]
        listening = ["--listening", str(door.fileno())]
        later = time.monotonic() + SECONDS_AHEAD
        self.parts = [
            Part("front", [*command, "front", *own, *listening], (door.fileno(),)),
            Part("application", [*command, "application", *own]),
            Part("media", [*command, "media", *own], start_again_at=later),
            Part("worker", [*command, "worker", *own], start_again_at=later),
        ]

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.told_to_stop)
        signal.signal(signal.SIGUSR2, self.told_to_renew)
        if not sys.stdin or not sys.stdin.isatty():  # there it means that the terminal is closed
            signal.signal(signal.SIGHUP, self.told_to_renew)
        threading.Thread(target=self.announce_readiness, daemon=True).start()
        while not self.stop.is_set():
            self.look()
            if self.is_to_renew:
                self.is_to_renew = False
                self.renewal.note(self.renew())
            self.stop.wait(LOOK_EVERY)
        self.end()
        return 0

    def look(self) -> None:
        now = time.monotonic()
        for part in self.parts:
            part.look(now)
        for process in [process for process, until in self.leaving.items() if now > until]:
            process.kill()
        self.leaving = {one: at for one, at in self.leaving.items() if one.poll() is None}

    def told_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stop.set()

    def told_to_renew(self, _number: int, _frame: FrameType | None) -> None:
        self.is_to_renew = True

    def renew(self) -> str:
        """Exchange the parts for those of the Konvent that is installed now; say what went wrong.

        Each new one is ready before the one it follows leaves, and that one finishes what it has
        begun. The media process stays: exchanging it would interrupt the picture.
        """
        try:
            migrate()
        except CannotServeError as error:
            return str(error)
        for part in self.parts:
            if part.name == "media":
                continue
            if reason := self.exchange(part):
                return reason
        return ""

    def exchange(self, part: Part) -> str:
        """Start a part's successor, and ask the part to leave when that is ready."""
        before = part.process
        part.start(time.monotonic())
        has_followed = part.name not in SAY_READY
        deadline = time.monotonic() + SECONDS_TO_BE_READY
        while not has_followed and not self.stop.is_set():
            if not part.number or time.monotonic() > deadline:
                new, part.process = part.process, before
                if new and new.poll() is None:
                    new.kill()
                return f"The new {part.name} did not begin; the one before goes on."
            self.stop.wait(LOOK_EVERY)
            for other in self.parts:
                if other is not part:
                    other.look(time.monotonic())
            has_followed = who_is_ready(self.sockets, part.name) == part.number
        if before and before.poll() is None:
            before.send_signal(SAY_READY.get(part.name, signal.SIGTERM))
            self.leaving[before] = time.monotonic() + SECONDS_TO_LEAVE
        return ""

    def announce_readiness(self) -> None:
        """Tell the person at the terminal when there is something to see."""
        host, port = self.door.getsockname()[:2]
        while not self.stop.wait(0.1):
            connection = http.client.HTTPConnection(host, port, timeout=2)
            try:
                connection.request("GET", "/ready")
                if connection.getresponse().status == http.HTTPStatus.OK:
                    break
            except (OSError, http.client.HTTPException):
                continue
            finally:
                connection.close()
        else:
            return
        for part in self.parts:
            part.start_again_at = 0.0
        self.welcome(self.address)

    def end(self) -> None:
        """End every part, politely at first, within two seconds."""
        self.door.close()
        running = [*(part.process for part in self.parts if part.process), *self.leaving]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + SECONDS_TO_END
        for process in running:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
        for process in running:
            process.wait()
