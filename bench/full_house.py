# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Twice as many people as the house holds: half are inside and must not notice the other half.

Those inside keep their streams and look at the stage's page at a steady rate, first alone, then
while as many stand at the doors with a place in the queue, and ask how far it is as often as their
page does. Meanwhile some of those inside have left, and the next are called and come in.
"""

from __future__ import annotations

import http.client
import json
import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench.generator import generating, request
from bench.opening import open_house
from bench.processes import SPARE_DESCRIPTORS, allow_descriptors
from bench.verdict import Verdict

if TYPE_CHECKING:
    from bench.generator import Generator
    from bench.opening import House

BAR = 1.5
FLOOR_MS = 5.0
"""Below it a p99 is the scheduler's, and a ratio of two of them says nothing."""
AT_A_TIME = 256
PATIENCE_SECONDS = 12.0
SECONDS, SECONDS_BESIDE = 5.0, 8.0
PAGES_A_SECOND = 300.0
ASKED_EVERY = 10.0
"""Seconds after which a waiting page asks again, far from its turn."""
EYES = 64
LEAVING = 0.02
"""Share of those inside who leave, and whose places the next get."""
LEFT_AFTER = 25.0
"""Seconds after which they have left, in this house: longer than between two counts of streams."""
TRIED_EVERY = 2.0
"""Seconds after which the next try to come in, as it is nearly their turn."""


@dataclass(frozen=True, slots=True)
class Crowded:
    """What was measured."""

    people: int
    leaving: int
    arrived: int
    waiting: int
    alone: dict[str, Any]
    beside: dict[str, Any]
    asked: dict[str, Any]
    queue: dict[str, Any]
    """What the house itself says."""


def run(people: int) -> Verdict:
    allow_descriptors(2 * people + SPARE_DESCRIPTORS)
    leaving = max(1, round(people * LEAVING))
    staying = people - leaving
    with open_house("demo", KONVENT_BENCH_LEFT_AFTER=str(LEFT_AFTER)) as house:
        tickets = house.ticket_links(2 * people)
        house.hold(people)
        with generating(house.port) as inside, generating(house.port) as outside:
            arrived = come(inside, journey_inside(house), tickets[:staying])
            page = request(house.published_addresses()["stage"], blanks="{cookie}")
            eyes = house.pass_cookies(EYES)
            inside.add_class("page", page, rate=PAGES_A_SECOND, cookies=eyes)
            alone = inside.run(SECONDS)["page"]
            with generating(house.port) as passing:
                arrived += come(passing, journey_inside(house), tickets[staying:people])
            left_at = time.monotonic() + LEFT_AFTER
            waiting = come(outside, journey_outside(house), tickets[people:])
            ask_and_enter(outside, house, people, leaving)
            time.sleep(max(0.0, left_at - 1 - time.monotonic()))
            outside.tell(f"run {SECONDS_BESIDE}")
            beside = inside.run(SECONDS_BESIDE)["page"]
            asked = outside.hear()["queue"]
            outside.run(2 * TRIED_EVERY)  # those who were called last are still on their way
            queue = state_of_queue(house)
    return judge(Crowded(people, leaving, arrived, waiting, alone, beside, asked, queue))


def ask_and_enter(outside: Generator, house: House, people: int, called: int) -> None:
    """Have all who wait ask how far it is, and the next of them try to come in."""
    ask = request(f"/{house.convention}/queue")
    outside.add_class("queue", ask, rate=people / ASKED_EVERY)
    enter = request(f"/{house.convention}/my/enter?lang=de", blanks="{cookie}")
    trying = min(called + AT_A_TIME, people)  # so many came at a time: in which order, is open
    cookies = house.pass_cookies(people + trying)[people:]
    outside.add_class("enter", enter, rate=trying / TRIED_EVERY, status=303, cookies=cookies)


def come(generator: Generator, steps: list[str], tickets: list[str]) -> int:
    """Let people set out; return how many arrived."""
    generator.take_steps(*steps, tickets=tickets)
    opened = generator.open(len(tickets), in_flight=AT_A_TIME, seconds=PATIENCE_SECONDS)
    return int(opened["arrived"])


def journey_inside(house: House) -> list[str]:
    """Return the requests of somebody who is let in."""
    addresses = house.published_addresses()
    return [
        request("{ticket}"),
        request(f"/{house.convention}/my/enter?lang=de", blanks="{cookie}"),
        request(addresses["programme"], blanks="{cookie}"),
        request(addresses["stage"], blanks="{cookie}"),
        request(house.stream_address(), "Accept: text/event-stream", blanks="{cookie}{last}"),
    ]


def journey_outside(house: House) -> list[str]:
    """Return the requests of somebody who has to wait; whose page has a stream as well."""
    stream = f"/{house.convention}/live?topics=load,announcements"
    return [
        request("{ticket}"),
        request(f"/{house.convention}/my/enter?lang=de", blanks="{cookie}"),
        request(f"/{house.convention}/de/waiting/", blanks="{cookie}"),
        request(stream, "Accept: text/event-stream", blanks="{cookie}{last}"),
    ]


def state_of_queue(house: House) -> dict[str, Any]:
    """Return what everybody may know."""
    line = http.client.HTTPConnection("127.0.0.1", house.port, timeout=5)
    with closing(line):
        line.request("GET", f"/{house.convention}/queue")
        state: dict[str, Any] = json.loads(line.getresponse().read())
        return state


def judge(crowded: Crowded) -> Verdict:
    lane = crowded.queue["lanes"]["usual"]
    in_line = lane["next"] - lane["turn"]
    before, beside = (float(part["p99_ms"]) for part in (crowded.alone, crowded.beside))
    errors = sum(part["errors"] for part in (crowded.alone, crowded.beside, crowded.asked))
    missed = []
    wait_on = crowded.people - crowded.leaving
    if crowded.arrived < crowded.people or crowded.queue["inside"] != crowded.people:
        missed.append(f"{crowded.queue['inside']} of {crowded.people} are inside")
    if crowded.waiting < crowded.people or in_line != wait_on:
        missed.append(f"{in_line} wait, and not the {wait_on} whose turn it was not")
    if errors:
        missed.append(f"{errors} requests were not answered well")
    return Verdict(
        name="doors of a full house",
        ratio=max(beside, FLOOR_MS) / max(before, FLOOR_MS),
        against="p99 of a page for those inside, before anybody waits",
        bar=BAR,
        figures={
            "people": crowded.people,
            "inside": crowded.queue["inside"],
            "left_and_let_in": crowded.people - in_line,
            "waiting": in_line,
            "page_p99_ms_alone": before,
            "page_p99_ms_beside_the_queue": beside,
            "queue_asked_per_second": round(crowded.asked["done"] / SECONDS_BESIDE, 1),
            "queue_p99_ms": crowded.asked["p99_ms"],
            "errors": errors,
        },
        missed=missed,
    )
