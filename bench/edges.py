# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A house with edges as one contestant: their cost is added up, and each serves its viewers."""

from __future__ import annotations

import http.client
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench.contest import Contestant
from bench.generator import Generator, generating, request
from bench.processes import Process, first_line, running, server_core
from bench.verdict import Missing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.opening import House

SECONDS_TO_OPEN = 20


@dataclass(frozen=True, slots=True)
class Team:
    """Several processes that do one work."""

    members: Sequence[Process]

    def cpu_seconds(self) -> float:
        return sum(member.cpu_seconds() for member in self.members)

    def waited_seconds(self) -> float:
        return sum(member.waited_seconds() for member in self.members)

    def resident_bytes(self) -> int:
        return sum(member.resident_bytes() for member in self.members)


@dataclass(frozen=True, slots=True)
class Crowds:
    """Several generators, one for each edge, told the same."""

    each: Sequence[Generator]

    def open(self, count: int) -> dict[str, Any]:
        shares = [count // len(self.each)] * len(self.each)
        shares[0] += count - sum(shares)
        opened = [one.open(share) for one, share in zip(self.each, shares, strict=True)]
        return {"arrived": sum(one["arrived"] for one in opened)}

    def begin(self) -> None:
        for one in self.each:
            one.begin()

    def wait_for(self, stamp: int, *, seconds: float) -> dict[str, Any]:
        settled = [one.wait_for(stamp, seconds=seconds) for one in self.each]
        return {name: sum(one[name] for one in settled) for name in ("up_to_date", "of")}

    def count(self) -> dict[str, Any]:
        counted = [one.count() for one in self.each]
        sums = {name: sum(one[name] for one in counted) for name in ("deliveries", "bytes")}
        worst = {name: max(one[name] for one in counted) for name in ("frames", "p50_ms", "p99_ms")}
        return {**sums, **worst}


@contextmanager
def watched_at_edges(house: House, number: int) -> Iterator[Contestant]:
    """Have the house and so many edges as a contestant: everybody watches its clock."""
    path = f"/{house.convention}/live?topics=bench/clock"
    stream = request(path, "Accept: text/event-stream", blanks="{cookie}{last}")
    house.turn_clock()
    with ExitStack() as stack:
        members, crowds = [house.part("front")], []
        upstream = f"http://127.0.0.1:{house.port}"
        command = [sys.executable, "-m", "konvent", "edge", "--upstream", upstream, "--port", "0"]
        programs = [
            stack.enter_context(running(command, core=server_core())) for _ in range(number)
        ]
        for program in programs:
            port = int(first_line(program).rpartition(":")[2])
            wait_until_open(port, path)
            members.append(Process(program.pid))
            crowds.append(stack.enter_context(generating(port)))
            crowds[-1].take_steps(stream)
        yield Contestant(Team(members), Crowds(crowds), house.turn_clock)


def wait_until_open(port: int, path: str) -> None:
    """Return when the edge knows the house's entrances."""
    deadline = time.monotonic() + SECONDS_TO_OPEN
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_OPEN)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    raise Missing("The edge did not open.")
