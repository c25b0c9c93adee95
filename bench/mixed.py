# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""All at once: 10,600 viewers, 500 votes, 20 questions, 500 reactions a second; vote p99 ÷ 50 ms.

Every frame is what the viewers of a stage get: questions with their tally, reactions, how many are
watching, and a clock that is turned twice a second, whose way to every viewer is timed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import crowd
from bench.generator import generating
from bench.opening import open_house
from bench.processes import SPARE_DESCRIPTORS, allow_descriptors
from bench.verdict import Verdict

if TYPE_CHECKING:
    import argparse

BAR_MS = 50.0


def configure(parser: argparse.ArgumentParser) -> None:
    crowd.configure(parser)


def run(options: argparse.Namespace) -> Verdict:
    allow_descriptors(options.viewers + SPARE_DESCRIPTORS + 3 * crowd.CONNECTIONS)
    with open_house("session") as house, generating(house.port) as generator:
        crowd.gather(house, generator, options.viewers)
        played = crowd.play(house, generator, options.seconds)
    return judge(played)


def judge(played: crowd.Stretch) -> Verdict:
    missed = []
    if played.errors:
        missed.append(f"{played.errors} requests were not answered well")
    if played.late:
        missed.append(f"{played.late} viewers did not get the last state")
    return Verdict(
        name="mixed",
        ratio=played.post_p99_ms / BAR_MS,
        against=f"{BAR_MS:.0f} ms, p99 of a vote answered after its commit",
        bar=1.0,
        figures={
            "viewers": played.viewers,
            "delivery_p50_ms": played.delivery_p50_ms,
            "delivery_p99_ms": played.delivery_p99_ms,
            **{f"{name}_p50_ms": counted["p50_ms"] for name, counted in played.posts.items()},
            **{f"{name}_p99_ms": counted["p99_ms"] for name, counted in played.posts.items()},
            **{
                f"{name}_per_second": round(counted["done"] / played.seconds, 1)
                for name, counted in played.posts.items()
            },
            "viewers_late": played.late,
            "errors": played.errors,
            "front_cores": round(played.cores, 2),
            "front_mb": round(played.resident_mb),
            "waited_for_core_seconds": round(played.waited_seconds, 2),
        },
        missed=missed,
    )
