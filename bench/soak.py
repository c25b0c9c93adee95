# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Three stages at once, each with an encoder and a real player, for as long as you like.

ffmpeg films noise, motion and a tone and sends them by SRT to three stages of a real house;
Chromium plays each. Reported for every stage: the seconds that were played of those that have
passed, the longest time in which the picture stood, how often the player had to wait, and the
frames it dropped. It passes when every player has played what has passed, less ``--tolerance``
seconds. Beside that stands the longest time for which this program itself was not run: where the
machine stood still, a player had to.
"""

from __future__ import annotations

import signal
import threading
import time
from typing import TYPE_CHECKING

from bench.verdict import Verdict
from bench.watching import browser_pages, open_stages, seen

if TYPE_CHECKING:
    import argparse

STAGES = 3
STARTING_SECONDS = 180
LOOK_EVERY = 10.0
TICK = 0.1


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--minutes", type=float, default=10, help="to play (%(default)s)")
    parser.add_argument("--size", default="640x360", help="of the pictures (%(default)s)")
    parser.add_argument("--tolerance", type=float, default=5, help="seconds (%(default)s)")


def run(options: argparse.Namespace) -> Verdict:
    signal.alarm(round(STARTING_SECONDS + 60 * options.minutes))
    with open_stages(STAGES, options.size, bits="1M") as watching, browser_pages(watching) as pages:
        began, standstill = time.monotonic(), Standstill()
        while (left := 60 * options.minutes - (time.monotonic() - began)) > 0:
            pages[0].wait_for_timeout(1000 * min(left, LOOK_EVERY))
        passed = time.monotonic() - began
        standstill.stop()
        players = {stage.slug: seen(p) for stage, p in zip(watching.stages, pages, strict=True)}
    least = min(player["played"] for player in players.values())
    missed = []
    if least < passed - options.tolerance:
        missed.append(f"{passed:.0f} s have passed, and only {least:.0f} s were played")
    return Verdict(
        name="soak",
        ratio=passed / max(least, 0.1),
        against="seconds that have passed ÷ those that the slowest player has shown",
        bar=max(1.05, passed / max(passed - options.tolerance, 1)),
        figures={
            "seconds": round(passed, 1),
            "machine_stood_seconds": round(standstill.longest, 2),
            **players,
        },
        missed=missed,
    )


class Standstill:
    """Looks at the clock ten times a second, and keeps the longest time in which it could not."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        before = time.monotonic()
        while not self._over.wait(TICK):
            now = time.monotonic()
            self.longest = max(self.longest, now - before - TICK)
            before = now
