# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Lag of a real player behind what arrives ÷ 8.5 s, its longest frozen picture, and the recording.

A real house, an encoder that sends by SRT, and Chromium at the stage's page. The lag is the
present moment less the wall-clock time of the picture that is shown, which is when it arrived. Then
the encoder is killed, and the player is watched until it shows the slate: it must not stand for
more than a second. At last the session on the stage ends, and the seconds until its recording can
be played are counted.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

from bench.stages import wait_until
from bench.verdict import Verdict
from bench.watching import browser_pages, open_stages, seen

if TYPE_CHECKING:
    import argparse

    from playwright.sync_api import Page

    from bench.stages import Stage
    from bench.watching import Watching

LAG_BAR, FROZEN_BAR, RECORDING_BAR, SWITCH_BAR = 8.5, 1.0, 10.0, 4.0
STEADY_SECONDS = 2.0
LAGS = 5


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--size", default="640x360", help="of the picture (%(default)s)")


def run(options: argparse.Namespace) -> Verdict:
    with open_stages(1, options.size, bits="800k") as watching:
        stage = watching.stages[0]
        begin_session(stage)
        with browser_pages(watching) as pages:
            page = pages[0]
            page.wait_for_timeout(STEADY_SECONDS * 1000)
            lag = max(_lag(page) for _ in range(LAGS))
            switched = _switch(watching, stage)
            page.wait_for_timeout(1000 * (lag + 1))
            after = seen(page)
        ended = _end_session(watching, stage)
    missed = [
        f"{what}: {took:.1f} s, at most {bar}"
        for what, took, bar in (
            ("the picture stood", after["frozen"], FROZEN_BAR),
            ("until the slate", switched, SWITCH_BAR),
            ("until the recording", ended, RECORDING_BAR),
        )
        if took > bar
    ]
    return Verdict(
        name="player",
        ratio=lag / LAG_BAR,
        against=f"{LAG_BAR} s from the arrival of a picture to the screen",
        bar=1.0,
        figures={
            "lag_seconds": round(lag, 2),
            "longest_frozen_seconds": after["frozen"],
            "frozen_bar_seconds": FROZEN_BAR,
            "switched_seconds": round(switched, 2),
            "switch_bar_seconds": SWITCH_BAR,
            "on_demand_seconds": round(ended, 2),
            "on_demand_bar_seconds": RECORDING_BAR,
            "frames": after["frames"],
            "dropped": after["dropped"],
        },
        missed=missed,
    )


def _lag(page: Page) -> float:
    page.wait_for_timeout(300)
    return seen(page)["lag"]


def _switch(watching: Watching, stage: Stage) -> float:
    began = time.monotonic()
    watching.senders[0].kill()
    wait_until(lambda: watching.studio.shows(stage, "slate"), "the slate is shown")
    return time.monotonic() - began


def begin_session(stage: Stage) -> None:
    """Put the stage's session on, by hand."""
    from bench.house.content import put_session_on  # noqa: PLC0415 -- app ready

    put_session_on(stage.slug)


def _end_session(watching: Watching, stage: Stage) -> float:
    """End the session, and return how long it took until its recording could be played."""
    from bench.house.content import end_session_on, recording_address  # noqa: PLC0415 -- app ready

    end_session_on(stage.slug)
    began = time.monotonic()
    wait_until(lambda: _answers(watching.address + recording_address(stage.slug)), "a recording")
    return time.monotonic() - began


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}master.m3u8", timeout=5) as answer:  # noqa: S310 -- our own house
            return bool(answer.read().startswith(b"#EXTM3U"))
    except URLError:
        return False
