# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Votes committed together, against one commit per vote; 2,000 a second beside all viewers.

The ratio is that of the time for a vote, on SQLite that flushes every commit to the disk, with the
same rule. The same is measured on PostgreSQL where there is one. Then people vote through the
house: each must be answered, after the commit, while the viewers watch the tally.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.generator import Generator, generating, posting, request
from bench.house.ballots import VOTE
from bench.opening import ROOT, SETTINGS, House, open_house
from bench.processes import SPARE_DESCRIPTORS, allow_descriptors
from bench.verdict import Missing, Verdict

if TYPE_CHECKING:
    import argparse

BAR = 1 / 20
POSTGRES_BAR = 1 / 10
P99_BAR_MS = 50.0
WARM_UP_SECONDS = 1.0
CONNECTIONS = 400


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--viewers", type=int, default=10600, help="(%(default)s)")
    parser.add_argument("--rate", type=int, default=2000, help="votes a second (%(default)s)")
    parser.add_argument("--seconds", type=float, default=4.0, help="of voting (%(default)s)")


def run(options: argparse.Namespace) -> Verdict:
    allow_descriptors(options.viewers + SPARE_DESCRIPTORS + CONNECTIONS)
    sqlite = count_ballots()
    postgres = count_ballots("tools/temporary_postgres.py", "--durable") if has_postgres() else {}
    with open_house("session") as house, generating(house.port) as generator:
        voted = vote(house, generator, options)
    return judge(sqlite, postgres, voted, options)


def has_postgres() -> bool:
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def count_ballots(*through: str) -> dict[str, Any]:
    """Return how many votes a second a database takes, one by one and together."""
    with tempfile.TemporaryDirectory(prefix="konvent-bench-") as data:
        clean = {name: v for name, v in os.environ.items() if not name.startswith("KONVENT_")}
        environment = {
            **clean,
            "KONVENT_DATA": data,
            "KONVENT_LOG_LEVEL": "error",
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "PYTHONPATH": str(ROOT),
        }
        program = [sys.executable, "-m", "bench.house.ballots"]
        command = [sys.executable, *through, *program] if through else program
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False
        )
    if done.returncode:
        raise Missing("The votes could not be counted; why is above.")
    counted: dict[str, Any] = json.loads(done.stdout)
    return counted


def vote(house: House, generator: Generator, options: argparse.Namespace) -> dict[str, Any]:
    """Let everybody in, vote at the rate, and return what came of it."""
    house.settle()
    stream = f"/{house.convention}/live?topics=session/VOTE01/questions,bench/clock"
    generator.take_steps(request(stream, "Accept: text/event-stream", blanks="{last}"))
    opened = generator.open(options.viewers)
    if opened["arrived"] < options.viewers:
        raise Missing(f"Only {opened['arrived']} of {options.viewers} viewers came in.")
    voters = round(options.rate * (options.seconds + WARM_UP_SECONDS)) + 1
    generator.add_class(
        "votes",
        posting(f"/{house.convention}/act/back-question", VOTE),
        rate=options.rate,
        connections=CONNECTIONS,
        cookies=house.pass_cookies(voters),
    )
    generator.run(WARM_UP_SECONDS)
    front = house.part("front")
    before, waited, there = front.cpu_seconds(), front.waited_seconds(), house.votes()
    generator.begin()
    voted: dict[str, Any] = generator.run(options.seconds)
    used = front.cpu_seconds() - before
    return {
        **voted["votes"],
        "cores": used / voted["seconds"],
        "waited": front.waited_seconds() - waited,
        "written": house.votes() - there,
        "watching": generator.count()["watching"],
    }


def judge(
    sqlite: dict[str, Any],
    postgres: dict[str, Any],
    voted: dict[str, Any],
    options: argparse.Namespace,
) -> Verdict:
    missed = []
    if voted["errors"] or voted["written"] != voted["done"]:
        missed.append(f"{voted['done']} answers, {voted['errors']} bad, {voted['written']} written")
    if voted["p99_ms"] > P99_BAR_MS:
        missed.append(f"p99 of a vote {voted['p99_ms']:.0f} ms, at most {P99_BAR_MS:.0f}")
    if postgres and postgres["one"] / postgres["many"] > POSTGRES_BAR:
        missed.append(f"PostgreSQL: {postgres['many'] / postgres['one']:.1f} times, at least 10")
    lost = sqlite["lost"] + postgres.get("lost", 0)
    if lost:
        missed.append(f"{lost} committed votes are not there")
    return Verdict(
        name="votes",
        ratio=sqlite["one"] / sqlite["many"],
        against="one commit per vote with the same rule on the same SQLite, time per vote",
        bar=BAR,
        figures={
            "sqlite_votes_per_second": round(sqlite["many"]),
            "sqlite_one_by_one": round(sqlite["one"]),
            "postgres_votes_per_second": round(postgres["many"]) if postgres else "not run",
            "postgres_one_by_one": round(postgres["one"]) if postgres else "not run",
            "postgres_ratio": round(postgres["one"] / postgres["many"], 3) if postgres else 0,
            "postgres_bar": POSTGRES_BAR,
            "viewers": voted["watching"],
            "rate": options.rate,
            "answered": voted["done"],
            "written": voted["written"],
            "p50_ms": voted["p50_ms"],
            "p99_ms": voted["p99_ms"],
            "p99_bar_ms": P99_BAR_MS,
            "front_cores": round(voted["cores"], 2),
            "waited_for_core_seconds": round(voted["waited"], 2),
        },
        missed=missed,
    )
