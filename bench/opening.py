# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Opens Konvent for a measurement: a data folder of its own, and ``konvent serve`` on one core."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import urlopen

from bench.processes import (
    Process,
    child_named,
    first_line,
    leave_server_core,
    running,
    server_core,
)
from bench.verdict import Missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.processes import Program

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = "bench.house.settings"
PART_SECONDS = 10
SETTLE_SECONDS = 20


@dataclass(frozen=True, slots=True)
class House:
    """A running installation and the convention in it."""

    convention: str
    port: int
    program: Program
    """The supervisor; the others are its children."""

    def part(self, name: str) -> Process:
        """Return one of its processes, as soon as it is there."""
        deadline = time.monotonic() + PART_SECONDS
        while time.monotonic() < deadline:
            if found := child_named(self.program.pid, name):
                return found
            time.sleep(0.01)
        raise Missing(f"The installation has no part named {name}.")

    def settle(self) -> None:
        """Wait until all its parts are there: while they load, they want the core of the front."""
        deadline = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < deadline:
            with suppress(HTTPError), urlopen(f"http://127.0.0.1:{self.port}/health/parts"):
                return
            time.sleep(0.1)
        raise Missing("The installation's parts did not all come to life.")

    def turn_clock(self) -> int:
        """Let something happen that everybody watches; return its stamp."""
        from bench.house.actions import turn_clock  # noqa: PLC0415 -- app ready

        stamp = time.monotonic_ns()
        turn_clock(convention=self.convention, stamp=stamp)
        return stamp

    def published_addresses(self) -> dict[str, str]:
        """Return one address of each kind of published page."""
        from bench.house.visiting import published_addresses  # noqa: PLC0415 -- app ready

        return published_addresses(self.convention)

    def stream_address(self) -> str:
        """Return what the page of a stage listens to."""
        from bench.house.visiting import stream_address  # noqa: PLC0415 -- app ready

        return stream_address(self.convention)

    def pass_cookie(self) -> str:
        """Return what an admitted visitor's browser sends."""
        from bench.house.visiting import pass_cookie  # noqa: PLC0415 -- app ready

        return pass_cookie(self.convention)

    def pass_cookies(self, count: int) -> list[str]:
        """Return what so many visitors' browsers send."""
        from bench.house.visiting import pass_cookies  # noqa: PLC0415 -- app ready

        return pass_cookies(self.convention, count)

    def hold(self, people: int) -> None:
        """Say how many people the house holds; they may come in as fast as they can."""
        from bench.house.visiting import hold  # noqa: PLC0415 -- app ready

        hold(self.convention, people)

    def votes(self) -> int:
        """Return how many votes are in the database."""
        from bench.house.ballots import votes  # noqa: PLC0415 -- app ready

        return votes()

    def ticket_links(self, count: int) -> list[str]:
        """Return the addresses in so many people's mails."""
        from bench.house.visiting import ticket_links  # noqa: PLC0415 -- app ready

        return ticket_links(self.convention, count)


@contextmanager
def open_house(content: str, **settings: str) -> Iterator[House]:
    """Have Konvent running with one of the contents that bench/house knows, so set."""
    with tempfile.TemporaryDirectory(prefix="konvent-bench-") as data:
        enter_house(Path(data), **settings)

        from bench.house.content import CONTENTS  # noqa: PLC0415 -- app ready

        convention = CONTENTS[content]()
        leave_server_core()
        command = [sys.executable, "-m", "konvent", "serve", "--port", "0"]
        with running(command, core=server_core()) as program:
            address = first_line(program)
            if not address:
                raise Missing("Konvent did not start; why is above.")
            yield House(convention, int(address.rpartition(":")[2]), program)


def enter_house(data: Path, **settings: str) -> None:
    """Let this process be one of the installation's: same settings, same database, same bus."""
    for name in [name for name in os.environ if name.startswith("KONVENT_")]:
        del os.environ[name]
    os.environ["KONVENT_DATA"] = str(data)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    os.environ["KONVENT_LOG_LEVEL"] = "error"
    os.environ["PYTHONPATH"] = str(ROOT)
    os.environ.update(settings)

    import django  # noqa: PLC0415 -- slow import
    from django.core.management import call_command  # noqa: PLC0415 -- slow import

    django.setup()
    call_command("migrate", verbosity=0, run_syncdb=True)
