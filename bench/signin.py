# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a ticket costs at the door ÷ what a password costs at the sign-in, bar 0.001.

Both are the CPU of the check itself, in one process and one after the other: for the ticket its
signature, the gate's verdict and the new pass, as the front does it; for the password the hasher
that the installation is set to.
"""

from __future__ import annotations

import tempfile
import time
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bench.opening import enter_house
from bench.verdict import Verdict

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

BAR = 0.001
TICKETS, PASSWORDS = 5_000, 3
ROUNDS = 5
PASSWORD = "a few words in a row"  # noqa: S105 -- nobody's


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="(%(default)s)")


def run(options: argparse.Namespace) -> Verdict:
    with tempfile.TemporaryDirectory(prefix="konvent-bench-") as data:
        enter_house(Path(data))
        tickets, passwords = measure(options.rounds)
    return Verdict(
        name="signin",
        ratio=median(tickets) / median(passwords),
        against="CPU of one check of a password, by the hasher that is set",
        bar=BAR,
        figures={
            "tickets_per_password": round(median(passwords) / median(tickets)),
            "us_per_ticket": round(median(tickets) * 1e6, 1),
            "us_per_password": round(median(passwords) * 1e6),
            "us_per_ticket_rounds": [round(one * 1e6, 1) for one in tickets],
            "minutes_for_10600_passwords": round(median(passwords) * 10_600 / 60, 1),
            "seconds_for_10600_tickets": round(median(tickets) * 10_600, 2),
        },
    )


def measure(rounds: int) -> tuple[list[float], list[float]]:
    """Return seconds of CPU for each ticket and each password, round by round."""
    from django.contrib.auth.hashers import check_password, make_password  # noqa: PLC0415 -- app ready

    from bench.house.content import CONTENTS  # noqa: PLC0415 -- app ready
    from bench.house.visiting import ticket_links  # noqa: PLC0415 -- app ready
    from konvent.config.front import TicketPorter  # noqa: PLC0415 -- app ready

    convention = CONTENTS["plain"]()
    porter = TicketPorter()
    porter.look()
    hashed = make_password(PASSWORD)
    links = ticket_links(convention, TICKETS * rounds)  # each is checked for the first time
    tickets, passwords = [], []
    for number in range(rounds):
        tokens = [link.rpartition("/")[2] for link in links[number::rounds]]
        tickets.append(cpu(partial(porter.admit, convention), tokens) / len(tokens))
        words = [PASSWORD] * PASSWORDS
        passwords.append(cpu(lambda word: check_password(word, hashed), words) / PASSWORDS)
    return tickets, passwords


def cpu(check: Callable[[str], object], shown: list[str]) -> float:
    """Return the seconds of CPU that this thread uses to check these."""
    before = time.thread_time()
    for one in shown:
        check(one)
    return time.thread_time() - before
