# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Everything an audience does at once: it watches, votes, asks and applauds."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench.generator import Generator, posting, request
from bench.house.ballots import VOTE
from bench.verdict import Missing

if TYPE_CHECKING:
    import argparse

    from bench.opening import House

VOTES, QUESTIONS, REACTIONS, CHANGES = 500, 20, 500, 2
"""A second."""
QUESTION = (
    '{"session":"VOTE01","key":"00000000-0000-4000-8000-{number}",'
    '"text":"Frage {number}: Wann kommt das in unsere Stadt?","sure":true}'
)
REACTION = '{"room":"stage","kind":"applause","times":1}'
WATCHED = "session/VOTE01/questions,stage/stage/reactions,stage/stage/watching,bench/clock"
SETTLE_SECONDS = 8
WARM_UP_SECONDS = 2.0
CONNECTIONS = 200
PEOPLE = 12_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """What came of some seconds."""

    seconds: float
    viewers: int
    late: int
    """Viewers who did not have the last change in the end."""
    delivery_p50_ms: float
    delivery_p99_ms: float
    posts: dict[str, dict[str, Any]]
    cores: float
    waited_seconds: float
    resident_mb: float

    @property
    def post_p99_ms(self) -> float:
        """Return the p99 of a vote."""
        value: float = self.posts["votes"]["p99_ms"]
        return value

    @property
    def errors(self) -> int:
        return sum(counted["errors"] for counted in self.posts.values())


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--viewers", type=int, default=10600, help="(%(default)s)")
    parser.add_argument("--seconds", type=float, default=8.0, help="of it all (%(default)s)")


def gather(house: House, generator: Generator, viewers: int) -> None:
    """Let everybody in, and give them something to do."""
    house.settle()
    house.turn_clock()
    stream = f"/{house.convention}/live?topics={WATCHED}"
    generator.take_steps(request(stream, "Accept: text/event-stream", blanks="{last}"))
    opened = generator.open(viewers)
    if opened["arrived"] < viewers:
        raise Missing(f"Only {opened['arrived']} of {viewers} viewers came in: {opened}")
    cookies = house.pass_cookies(PEOPLE)
    for name, act, body, rate in (
        ("votes", "back-question", VOTE, VOTES),
        ("questions", "ask-question", QUESTION, QUESTIONS),
        ("reactions", "react", REACTION, REACTIONS),
    ):
        text = posting(f"/{house.convention}/act/{act}", body)
        generator.add_class(name, text, rate=rate, connections=CONNECTIONS, cookies=cookies)
    generator.run(WARM_UP_SECONDS)


def play(house: House, generator: Generator, seconds: float) -> Stretch:
    """Let it all happen for some seconds, with changes on stage whose way is timed."""
    front = house.part("front")
    used, waited = front.cpu_seconds(), front.waited_seconds()
    generator.begin()
    stamps: list[int] = []
    posts = generator.run_beside(seconds, lambda: stamps.extend(_change(house, seconds)))
    used = front.cpu_seconds() - used
    settled = generator.wait_for(stamps[-1], seconds=SETTLE_SECONDS)
    counted = generator.count()
    took: float = posts.pop("seconds")
    return Stretch(
        seconds=took,
        viewers=settled["of"],
        late=settled["of"] - settled["up_to_date"],
        delivery_p50_ms=counted["p50_ms"],
        delivery_p99_ms=counted["p99_ms"],
        posts=posts,
        cores=used / took,
        waited_seconds=front.waited_seconds() - waited,
        resident_mb=front.resident_bytes() / 1e6,
    )


def _change(house: House, seconds: float) -> list[int]:
    start = time.monotonic()
    stamps = []
    for number in range(round(seconds * CHANGES)):
        time.sleep(max(0.0, start + number / CHANGES - time.monotonic()))
        stamps.append(house.turn_clock())
    return stamps
