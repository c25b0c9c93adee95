# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""CPU per event delivery at 50 events a second, against a raw C broadcaster that sends each one.

The viewers of the house get one frame a tick, however many events it tells of; what an event costs
for one viewer is the CPU divided by events times viewers. The broadcaster gets as many events as it
can serve on its core: there a delivery is cheapest.
"""

from __future__ import annotations

from functools import partial
from statistics import mean, median
from typing import TYPE_CHECKING

from bench.contest import Round, play, raw_broadcaster, take_turns, watched
from bench.fanout import configure as configure_rounds
from bench.fanout import fill_and_weigh
from bench.opening import open_house
from bench.processes import SPARE_DESCRIPTORS, allow_descriptors
from bench.verdict import Verdict

if TYPE_CHECKING:
    import argparse

BAR = 0.15
RATE = 50.0
RAW_RATE = 8.0


def configure(parser: argparse.ArgumentParser) -> None:
    configure_rounds(parser)


def run(options: argparse.Namespace) -> Verdict:
    allow_descriptors(options.viewers + SPARE_DESCRIPTORS)
    with open_house("plain") as house, watched(house) as ours:
        fill_and_weigh(ours, options.viewers)
        frame_size = round(play(ours, rate=RATE, seconds=1).bytes_per_delivery)
        with raw_broadcaster(frame_size) as raw:
            raw.fill(options.viewers)
            raw_rounds, our_rounds = take_turns(
                partial(play, raw, rate=RAW_RATE, seconds=options.seconds),
                partial(play, ours, rate=RATE, seconds=options.seconds),
                options.rounds,
            )
    return judge(raw_rounds, our_rounds, viewers=options.viewers)


def judge(raw: list[Round], ours: list[Round], *, viewers: int) -> Verdict:
    def microseconds(rounds: list[Round]) -> list[float]:
        return [round(one.cpu_seconds / one.events / viewers * 1e6, 3) for one in rounds]

    late = sum(one.late for one in ours)
    return Verdict(
        name="coalesce",
        ratio=median(microseconds(ours)) / median(microseconds(raw)),
        against="raw C epoll broadcaster without coalescing, CPU per event delivery",
        bar=BAR,
        figures={
            "viewers": viewers,
            "events_per_second": RATE,
            "events_per_second_raw": RAW_RATE,
            "us_per_event_delivery": microseconds(ours),
            "us_per_event_delivery_raw": microseconds(raw),
            "frames": sum(one.frames for one in ours),
            "events": sum(one.events for one in ours),
            "viewers_late": late,
            "waited_for_core_seconds": round(sum(one.waited_seconds for one in [*raw, *ours]), 2),
            "p50_ms": mean(one.p50_ms for one in ours),
            "p99_ms": mean(one.p99_ms for one in ours),
        },
        missed=[f"{late} viewers did not get the last state"] if late else [],
    )
