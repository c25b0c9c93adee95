# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""One viewer in a hundred stops reading: memory for each of them, the kernel's included, ÷ 256 KB.

Frames of eight kilobytes fill every buffer within seconds; the kernel's memory is that of both
ends, because the viewers are on this machine as well. Then they read again, and must have the right
state.
"""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bench.contest import Contestant, play
from bench.generator import generating, request
from bench.opening import open_house
from bench.processes import PAGE_SIZE, SPARE_DESCRIPTORS, allow_descriptors
from bench.verdict import Verdict

if TYPE_CHECKING:
    import argparse

BAR_KB = 256.0
RATE = 4.0
SECONDS_BEFORE = 3.0
SETTLE_SECONDS = 10
QUIET_SECONDS = 1.0


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--viewers", type=int, default=3000, help="(%(default)s)")
    parser.add_argument("--share", type=float, default=0.01, help="who stops (%(default)s)")
    parser.add_argument("--seconds", type=float, default=10.0, help="of silence (%(default)s)")


def run(options: argparse.Namespace) -> Verdict:
    allow_descriptors(options.viewers + SPARE_DESCRIPTORS)
    with open_house("plain") as house, generating(house.port) as generator:
        path = f"/{house.convention}/live?topics=bench/large"
        generator.take_steps(request(path, "Accept: text/event-stream", blanks="{last}"))
        ours = Contestant(house.part("front"), generator, house.turn_clock)
        ours.cause()
        ours.fill(options.viewers)
        measure = partial(play, ours, rate=RATE)
        before = measure(seconds=SECONDS_BEFORE)
        weight = weigh(ours)
        generator.stall(options.share)
        during = measure(seconds=options.seconds)
        grown = weigh(ours) - weight
        generator.read_again()
        settled = generator.wait_for(ours.cause(), seconds=SETTLE_SECONDS)
    stalled = during.late
    kb = grown / 1024 / max(stalled, 1)
    missed = [] if stalled else ["nobody stopped reading"]
    if settled["up_to_date"] < options.viewers or settled["losses"]:
        missed.append(f"{options.viewers - settled['up_to_date']} have not the right state")
    return Verdict(
        name="stalled",
        ratio=kb / BAR_KB,
        against=f"{BAR_KB:.0f} KB for a viewer who has stopped reading, kernel included",
        bar=1.0,
        figures={
            "viewers": options.viewers,
            "stalled": stalled,
            "kb_per_stalled_viewer": round(kb, 1),
            "up_to_date_again": settled["up_to_date"],
            "connections_lost": settled["losses"],
            "p99_ms": during.p99_ms,
            "p99_ms_before": before.p99_ms,
            "waited_for_core_seconds": round(during.waited_seconds, 2),
        },
        missed=missed,
    )


def weigh(contestant: Contestant) -> int:
    """Return the bytes of the server's process and of the kernel's TCP buffers."""
    time.sleep(QUIET_SECONDS)
    return contestant.server.resident_bytes() + kernel_bytes()


def kernel_bytes() -> int:
    """Return what all TCP sockets of this machine hold."""
    for line in Path("/proc/net/sockstat").read_text().splitlines():
        if line.startswith("TCP:"):
            return int(line.split()[-1]) * PAGE_SIZE
    return 0
