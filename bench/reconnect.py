# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Seconds until everybody is back with the right state after the front was killed, against six.

The front dies by SIGKILL under all its viewers, and the state changes while it is away. Viewers
come back when their stream has told them to, as browsers do. In the end the whole house is asked to
stop, with everybody still there.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bench.contest import watched
from bench.opening import House, open_house
from bench.processes import SPARE_DESCRIPTORS, allow_descriptors
from bench.verdict import Verdict

if TYPE_CHECKING:
    import argparse

    from bench.generator import Generator

BAR_SECONDS = 6.0
STOP_BAR_SECONDS = 2.0
PATIENCE_SECONDS = 20.0


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--viewers", type=int, default=10600, help="(%(default)s)")


def run(options: argparse.Namespace) -> Verdict:
    allow_descriptors(options.viewers + SPARE_DESCRIPTORS)
    with open_house("plain") as house, watched(house) as ours:
        ours.cause()
        ours.fill(options.viewers)
        back_seconds, up_to_date, losses = kill_front(house, ours.generator)
        stop_seconds = stop_house(house)
    missed = []
    if up_to_date < options.viewers:
        missed.append(f"{options.viewers - up_to_date} viewers did not get the right state")
    if stop_seconds > STOP_BAR_SECONDS:
        missed.append(f"{stop_seconds:.1f} s to stop, at most {STOP_BAR_SECONDS}")
    return Verdict(
        name="reconnect",
        ratio=back_seconds / BAR_SECONDS,
        against=f"{BAR_SECONDS:.0f} seconds from SIGKILL to the last viewer's right state",
        bar=1.0,
        figures={
            "viewers": options.viewers,
            "seconds": round(back_seconds, 2),
            "up_to_date": up_to_date,
            "connections_lost": losses,
            "stop_seconds": round(stop_seconds, 2),
            "stop_bar_seconds": STOP_BAR_SECONDS,
        },
        missed=missed,
    )


def kill_front(house: House, generator: Generator) -> tuple[float, int, int]:
    """Return after how many seconds how many were up to date again, and the connections it cost."""
    generator.let_return()
    generator.begin()
    killed_at = time.monotonic_ns()
    house.part("front").kill()
    stamp = house.turn_clock()
    settled = generator.wait_for(stamp, seconds=PATIENCE_SECONDS)
    return (settled["at_ns"] - killed_at) / 1e9, settled["up_to_date"], settled["losses"]


def stop_house(house: House) -> float:
    """Return how many seconds it takes from SIGTERM until no part is left."""
    started = time.monotonic()
    house.program.terminate()
    house.program.wait(PATIENCE_SECONDS)
    return time.monotonic() - started
