# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Rounds of the live lane: ours and the raw broadcaster take turns at the same load."""

from __future__ import annotations

import socket
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.compiler import compiled
from bench.generator import Generator, generating, request
from bench.minute import seconds_left
from bench.processes import Process, first_line, running, server_core
from bench.verdict import Missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.opening import House

SETTLE_SECONDS = 5
FEWEST_ROUNDS = 3
SECONDS_FOR_MORE = 12


@dataclass(frozen=True, slots=True)
class Contestant:
    """A server, its viewers, and the way to give it something to tell them."""

    server: Process
    generator: Generator
    cause: Callable[[], int]
    """Let something happen and return its stamp."""

    def fill(self, viewers: int) -> None:
        """Let the viewers in."""
        opened = self.generator.open(viewers)
        if opened["arrived"] < viewers:
            raise Missing(f"Only {opened['arrived']} of {viewers} viewers came in: {opened}")


@dataclass(frozen=True, slots=True)
class Round:
    """What one contestant did in some seconds."""

    events: int
    frames: int
    deliveries: int
    missing: int
    """Deliveries that did not come, of every frame to every viewer."""
    late: int
    """Viewers who did not have the last state in the end."""
    cpu_seconds: float
    waited_seconds: float
    """How long the server had no core because others used it: a disturbed measurement."""
    bytes_per_delivery: float
    p50_ms: float
    p99_ms: float

    @property
    def cpu_per_delivery(self) -> float:
        return self.cpu_seconds / max(self.deliveries, 1)


def play(contestant: Contestant, *, rate: float, seconds: float) -> Round:
    """Cause events at a steady rate, wait until everybody has the last one, and count."""
    generator = contestant.generator
    generator.begin()
    server = contestant.server
    before, waited_before = server.cpu_seconds(), server.waited_seconds()
    events = round(rate * seconds)
    stamp = _cause_steadily(contestant.cause, events=events, rate=rate)
    settled = generator.wait_for(stamp, seconds=SETTLE_SECONDS)
    used = server.cpu_seconds() - before
    waited = server.waited_seconds() - waited_before
    counted = generator.count()
    return Round(
        events=events,
        frames=counted["frames"],
        deliveries=counted["deliveries"],
        missing=counted["frames"] * settled["of"] - counted["deliveries"],
        late=settled["of"] - settled["up_to_date"],
        cpu_seconds=used,
        waited_seconds=waited,
        bytes_per_delivery=counted["bytes"] / max(counted["deliveries"], 1),
        p50_ms=counted["p50_ms"],
        p99_ms=counted["p99_ms"],
    )


def take_turns(
    raw: Callable[[], Round], ours: Callable[[], Round], rounds: int
) -> tuple[list[Round], list[Round]]:
    """Play so many rounds of each, fewer when the minute ends; who begins changes each time."""
    raw_rounds, our_rounds = [], []
    for number in range(rounds):
        if number >= FEWEST_ROUNDS and seconds_left() < SECONDS_FOR_MORE:
            break
        if number % 2:
            our_rounds.append(ours())
        raw_rounds.append(raw())
        if not number % 2:
            our_rounds.append(ours())
    return raw_rounds, our_rounds


def _cause_steadily(cause: Callable[[], int], *, events: int, rate: float) -> int:
    start = time.monotonic()
    stamp = 0
    for number in range(events):
        time.sleep(max(0.0, start + number / rate - time.monotonic()))
        stamp = cause()
    return stamp


@contextmanager
def watched(house: House) -> Iterator[Contestant]:
    """Have the house's front as a contestant: everybody watches its clock."""
    with generating(house.port) as generator:
        path = f"/{house.convention}/live?topics=bench/clock"
        stream = request(path, "Accept: text/event-stream", blanks="{cookie}{last}")
        generator.take_steps(stream)
        yield Contestant(house.part("front"), generator, house.turn_clock)


@contextmanager
def raw_broadcaster(frame_size: int) -> Iterator[Contestant]:
    """Have the C broadcaster as a contestant, with frames of this size."""
    with (
        tempfile.TemporaryDirectory(prefix="konvent-raw-") as folder,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as events,
        running([compiled("broadcast"), f"{folder}/events"], core=server_core()) as program,
        generating(int(first_line(program))) as generator,
    ):

        def cause() -> int:
            stamp = time.monotonic_ns()
            line = f"data: @t={stamp:016x} ".ljust(frame_size - 2, "x")
            events.sendto(f"{line}\n\n".encode(), str(Path(folder) / "events"))
            return stamp

        generator.take_steps(request("/", "Accept: text/event-stream"))
        yield Contestant(Process(program.pid), generator, cause)
