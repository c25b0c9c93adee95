# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""CPU per delivery of the live lane, against a raw C broadcaster.

Both serve the same number of viewers and bytes at the same rate, in turns, on the same core. Ours
goes the whole way: an action, its commit, the bus, the read of the topic, the patch, the sweep.
With edges the viewers are theirs, and the cost is that of the house and of all edges together.
"""

from __future__ import annotations

import time
from functools import partial
from statistics import mean, median
from typing import TYPE_CHECKING

from bench.contest import Contestant, Round, play, raw_broadcaster, take_turns, watched
from bench.edges import watched_at_edges
from bench.opening import open_house
from bench.processes import SPARE_DESCRIPTORS, allow_descriptors
from bench.verdict import Verdict

if TYPE_CHECKING:
    import argparse

BAR = 1.25
MEMORY_BAR_KB = 4.0
RATE = 1.5
"""Changes a second: so few that each is told by itself, however many watch."""
QUIET_SECONDS = 1.0


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--viewers", type=int, default=10600, help="(%(default)s)")
    parser.add_argument("--rounds", type=int, default=8, help="of each (%(default)s)")
    parser.add_argument("--seconds", type=float, default=3.0, help="of a round (%(default)s)")
    parser.add_argument(
        "--edges", type=int, default=0, help="hubs that share the viewers; 0: the house alone"
    )


def run(options: argparse.Namespace) -> Verdict:
    allow_descriptors(options.viewers + SPARE_DESCRIPTORS)
    edges: int = options.edges
    with (
        open_house("plain") as house,
        watched_at_edges(house, edges) if edges else watched(house) as ours,
    ):
        kb_per_viewer = fill_and_weigh(ours, options.viewers)
        frame_size = round(play(ours, rate=RATE, seconds=1).bytes_per_delivery)
        with raw_broadcaster(frame_size) as raw:
            raw.fill(options.viewers)
            raw_rounds, our_rounds = take_turns(
                partial(play, raw, rate=RATE, seconds=options.seconds),
                partial(play, ours, rate=RATE, seconds=options.seconds),
                options.rounds,
            )
    return judge(
        raw_rounds,
        our_rounds,
        viewers=options.viewers,
        edges=edges,
        kb_per_viewer=kb_per_viewer,
    )


def fill_and_weigh(contestant: Contestant, viewers: int) -> float:
    """Let everybody in and return the kilobytes that the server's process grew by for each."""
    contestant.cause()
    time.sleep(QUIET_SECONDS)
    before = contestant.server.resident_bytes()
    contestant.fill(viewers)
    time.sleep(QUIET_SECONDS)
    return (contestant.server.resident_bytes() - before) / viewers / 1024


def judge(
    raw: list[Round], ours: list[Round], *, viewers: int, edges: int, kb_per_viewer: float
) -> Verdict:
    def microseconds(rounds: list[Round]) -> list[float]:
        return [round(one.cpu_per_delivery * 1e6, 2) for one in rounds]

    missing = sum(one.missing + one.late for one in ours)
    missed = [] if missing == 0 else [f"{missing} deliveries did not come"]
    if kb_per_viewer > MEMORY_BAR_KB:
        missed.append(f"{kb_per_viewer:.2f} KB per idle viewer, at most {MEMORY_BAR_KB}")
    return Verdict(
        name="fanout",
        ratio=median(microseconds(ours)) / median(microseconds(raw)),
        against="raw C epoll broadcaster, CPU per delivery",
        bar=BAR,
        figures={
            "viewers": viewers,
            "edges": edges,
            "rounds": len(ours),
            "us_per_delivery": microseconds(ours),
            "us_per_delivery_raw": microseconds(raw),
            "frames": sum(one.frames for one in ours),
            "frames_raw": sum(one.frames for one in raw),
            "bytes_per_delivery": round(mean(one.bytes_per_delivery for one in ours)),
            "deliveries_missing": missing,
            "waited_for_core_seconds": round(sum(one.waited_seconds for one in [*raw, *ours]), 2),
            "p50_ms": mean(one.p50_ms for one in ours),
            "p99_ms": mean(one.p99_ms for one in ours),
            "p50_ms_raw": mean(one.p50_ms for one in raw),
            "p99_ms_raw": mean(one.p99_ms for one in raw),
            "kb_per_idle_viewer": round(kb_per_viewer, 2),
            "kb_per_idle_viewer_bar": MEMORY_BAR_KB,
        },
        missed=missed,
    )
