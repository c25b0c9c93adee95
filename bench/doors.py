# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Seconds in which a whole convention comes in, against five.

Everybody's journey is the ticket link, the programme, the stage's page and its live stream, on one
connection. Three groups of as many people come one after the other: so many at a time, then at a
steady rate, then all in the same instant.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.generator import generating, request
from bench.opening import House, open_house
from bench.processes import SPARE_DESCRIPTORS, allow_descriptors
from bench.verdict import Verdict

if TYPE_CHECKING:
    import argparse

BAR_SECONDS = 5.0
STEADY_RATE = 3000.0
STEADY_BAR_MS = 500.0
AT_A_TIME = 256
PATIENCE_SECONDS = 12.0
QUIET_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Arrival:
    """How one group came in."""

    arrived: int
    seconds: float
    p50_ms: float
    p99_ms: float
    cpu_us: float
    waited_seconds: float
    """How long the front had no core because others used it: a disturbed measurement."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=int, default=10600, help="(%(default)s)")


def run(options: argparse.Namespace) -> Verdict:
    people: int = options.people
    allow_descriptors(people + SPARE_DESCRIPTORS)
    with open_house("demo") as house:
        tickets = house.ticket_links(people)
        arrive(house, tickets[:AT_A_TIME], in_flight=AT_A_TIME)  # so that every page is published
        windowed = arrive(house, tickets, in_flight=AT_A_TIME)
        steady = arrive(house, tickets, in_flight=people, rate=STEADY_RATE)
        at_once = arrive(house, tickets, in_flight=people)
    return judge(people, windowed, steady, at_once)


def arrive(house: House, tickets: list[str], *, in_flight: int, rate: float = 0) -> Arrival:
    """Let a group in, then send it home."""
    front = house.part("front")
    with generating(house.port) as generator:
        generator.take_steps(*journey(house), tickets=tickets)
        before, waited_before = front.cpu_seconds(), front.waited_seconds()
        opened = generator.open(
            len(tickets), in_flight=in_flight, rate=rate, seconds=PATIENCE_SECONDS
        )
        used = front.cpu_seconds() - before
        waited = front.waited_seconds() - waited_before
    time.sleep(QUIET_SECONDS)
    return Arrival(
        arrived=opened["arrived"],
        seconds=opened["seconds"],
        p50_ms=opened["p50_ms"],
        p99_ms=opened["p99_ms"],
        cpu_us=round(used / len(tickets) * 1e6, 1),
        waited_seconds=round(waited, 2),
    )


def journey(house: House) -> list[str]:
    """Return the requests of one person; the door's answer brings the cookie of the others."""
    addresses = house.published_addresses()
    return [
        request("{ticket}"),
        request(addresses["programme"], blanks="{cookie}"),
        request(addresses["stage"], blanks="{cookie}"),
        request(house.stream_address(), "Accept: text/event-stream", blanks="{cookie}{last}"),
    ]


def judge(people: int, windowed: Arrival, steady: Arrival, at_once: Arrival) -> Verdict:
    outside = sum(people - group.arrived for group in (windowed, steady, at_once))
    missed = [f"{outside} people did not get in"] if outside else []
    if steady.p99_ms > STEADY_BAR_MS:
        missed.append(f"at a steady rate p99 is {steady.p99_ms} ms, at most {STEADY_BAR_MS}")
    return Verdict(
        name="doors",
        ratio=max(windowed.seconds, at_once.seconds) / BAR_SECONDS,
        against=f"{BAR_SECONDS:.0f} seconds for everybody, in whatever way they come",
        bar=1.0,
        figures={
            "people": people,
            "seconds": windowed.seconds,
            "p50_ms": windowed.p50_ms,
            "p99_ms": windowed.p99_ms,
            "us_per_journey": windowed.cpu_us,
            "steady_rate": STEADY_RATE,
            "steady_p50_ms": steady.p50_ms,
            "steady_p99_ms": steady.p99_ms,
            "steady_p99_bar_ms": STEADY_BAR_MS,
            "at_once_seconds": at_once.seconds,
            "at_once_p99_ms": at_once.p99_ms,
            "errors": outside,
            "waited_for_core_seconds": [g.waited_seconds for g in (windowed, steady, at_once)],
        },
        missed=missed,
    )
