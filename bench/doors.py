# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Seconds in which a whole convention comes in, against five.

Everybody's journey is the ticket link, the programme, the stage's page and its live stream, on one
connection. Three groups of as many people come one after the other: so many at a time, then at a
steady rate, then all in the same instant. Before them comes a small group, so many at a time: what
a person costs must not depend on how many come.

With ``--production`` nginx stands before the house and PostgreSQL behind it. With ``--full`` the
house holds half of the people who come.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bench import full_house
from bench.generator import generating, request
from bench.opening import House, open_house
from bench.processes import SPARE_DESCRIPTORS, allow_descriptors
from bench.proxied import behind_nginx, postgres
from bench.verdict import Verdict

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

BAR_SECONDS = 5.0
STEADY_RATE = 3000.0
STEADY_BAR_MS = 500.0
AT_A_TIME = 256
PATIENCE_SECONDS = 12.0
FEW = 1000
CONSTANT_WITHIN = 0.2
"""By how much a person among many may cost more than a person among few."""
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
    parser.add_argument(
        "--production", action="store_true", help="nginx before the house, PostgreSQL behind it"
    )
    parser.add_argument("--full", action="store_true", help="as many again come as the house holds")


def run(options: argparse.Namespace) -> Verdict:
    people: int = options.people
    if options.full:
        return full_house.run(people)
    of_nginx = people if options.production else 0  # it has two for everybody
    allow_descriptors(people + of_nginx + SPARE_DESCRIPTORS)
    with in_production() if options.production else plainly() as (house, port):
        tickets = house.ticket_links(people)
        arrive(house, port, tickets[:AT_A_TIME], in_flight=AT_A_TIME)
        few = arrive(house, port, tickets[:FEW], in_flight=AT_A_TIME)
        windowed = arrive(house, port, tickets, in_flight=AT_A_TIME)
        steady = arrive(house, port, tickets, in_flight=people, rate=STEADY_RATE)
        at_once = arrive(house, port, tickets, in_flight=people)
    verdict = judge(people, few, windowed, steady, at_once)
    return replace(verdict, name="doors in production") if options.production else verdict


@contextmanager
def plainly() -> Iterator[tuple[House, int]]:
    """Have a house as `konvent serve` opens it, and the port where people come."""
    with open_house("demo") as house:
        yield house, house.port


@contextmanager
def in_production() -> Iterator[tuple[House, int]]:
    """Have a house between nginx and PostgreSQL, and nginx's port."""
    with (
        postgres() as database,
        open_house("demo", KONVENT_DATABASE_URL=database) as house,
        behind_nginx(house.port) as port,
    ):
        yield house, port


def arrive(
    house: House, port: int, tickets: list[str], *, in_flight: int, rate: float = 0
) -> Arrival:
    """Let a group in, then send it home; the first one makes sure that every page is published."""
    front = house.part("front")
    with generating(port) as generator:
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


def judge(
    people: int, few: Arrival, windowed: Arrival, steady: Arrival, at_once: Arrival
) -> Verdict:
    outside = sum(people - group.arrived for group in (windowed, steady, at_once))
    missed = [f"{outside} people did not get in"] if outside else []
    if steady.p99_ms > STEADY_BAR_MS:
        missed.append(f"at a steady rate p99 is {steady.p99_ms} ms, at most {STEADY_BAR_MS}")
    growth = windowed.cpu_us / few.cpu_us
    if abs(growth - 1) > CONSTANT_WITHIN:
        missed.append(f"a person among many costs {growth:.2f} times what one among few does")
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
            "us_per_journey_of_few": few.cpu_us,
            "cost_of_many_to_few": round(growth, 2),
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
