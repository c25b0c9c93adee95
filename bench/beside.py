# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The same while four people open a page that burns 50 ms of CPU: live and vote p99 ÷ without them.

Everything runs on one core, the application too: what protects the live lane is that the front runs
no page, and that the kernel prefers it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import crowd
from bench.generator import generating, request
from bench.opening import open_house
from bench.processes import SPARE_DESCRIPTORS, allow_descriptors
from bench.verdict import Verdict

if TYPE_CHECKING:
    import argparse

BAR = 1.5
BURNERS = 4


def configure(parser: argparse.ArgumentParser) -> None:
    crowd.configure(parser)


def run(options: argparse.Namespace) -> Verdict:
    allow_descriptors(options.viewers + SPARE_DESCRIPTORS + 3 * crowd.CONNECTIONS)
    with open_house("session") as house, generating(house.port) as generator:
        crowd.gather(house, generator, options.viewers)
        without = crowd.play(house, generator, options.seconds)
        page = request(f"/{house.convention}/my/burn/")
        generator.add_class("pages", page, connections=BURNERS)
        beside = crowd.play(house, generator, options.seconds)
    return judge(without, beside)


def judge(without: crowd.Stretch, beside: crowd.Stretch) -> Verdict:
    live = beside.delivery_p99_ms / without.delivery_p99_ms
    vote = beside.post_p99_ms / without.post_p99_ms
    missed = []
    if without.errors + beside.errors:
        missed.append(f"{without.errors + beside.errors} requests were not answered well")
    if without.late + beside.late:
        missed.append(f"{without.late + beside.late} viewers did not get the last state")
    return Verdict(
        name="beside",
        ratio=max(live, vote),
        against="the same without the pages; the worse of live p99 and vote p99",
        bar=BAR,
        figures={
            "viewers": beside.viewers,
            "live_ratio": round(live, 3),
            "vote_ratio": round(vote, 3),
            "live_p99_ms": beside.delivery_p99_ms,
            "live_p99_ms_without": without.delivery_p99_ms,
            "vote_p99_ms": beside.post_p99_ms,
            "vote_p99_ms_without": without.post_p99_ms,
            "pages_per_second": round(beside.posts["pages"]["done"] / beside.seconds, 1),
            "front_cores": round(beside.cores, 2),
            "front_cores_without": round(without.cores, 2),
            "waited_for_core_seconds": round(beside.waited_seconds, 2),
            "waited_for_core_seconds_without": round(without.waited_seconds, 2),
        },
        missed=missed,
    )
