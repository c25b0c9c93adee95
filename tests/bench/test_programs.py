# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The programs that hold Konvent to its numbers can be trusted to notice when one is missed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("measuring needs Linux", allow_module_level=True)

from bench.__main__ import PROGRAMS
from bench.contest import Contestant, play, raw_broadcaster
from bench.figures import circumstances, note
from bench.verdict import Verdict

ROOT = Path(__file__).resolve().parent.parent.parent
VIEWERS = 20
compiles = pytest.mark.skipif(not shutil.which("cc"), reason="there is no C compiler here")


def verdict(ratio: float, *missed: str) -> Verdict:
    return Verdict("pages", ratio, "nginx", 4.0, {"requests": 7}, list(missed))


def test_figures_are_taken_from_programs_that_held_their_bars_and_the_later_one_counts(tmp_path):
    log, kept = tmp_path / "figures.log", tmp_path / "figures.json"
    said = [verdict(ratio).line(asked="pages", **circumstances()) for ratio in (3.0, 2.0, 9.0)]
    log.write_text("\n".join(["Starting …", *said, verdict(1.0).line()]))
    kept.write_text(json.dumps({"media": {"asked": "media"}}))

    assert note([str(log)], kept) == 0

    noted = json.loads(kept.read_text())
    assert list(noted) == ["media", "pages"]
    assert noted["pages"]["ratio"] == 2.0
    assert {"measured_on", "machine", "commit"} <= noted["pages"].keys()


@pytest.fixture
def raw():
    with raw_broadcaster(300) as contestant:
        contestant.fill(VIEWERS)
        yield contestant


def test_alone_it_lists_every_program_with_what_it_measures():
    done = subprocess.run(
        [sys.executable, "-m", "bench"], cwd=ROOT, capture_output=True, text=True, check=True
    )

    listed = [line.split()[3] for line in done.stdout.splitlines() if line.startswith("  python3")]
    assert listed == list(PROGRAMS)


def test_a_ratio_above_its_bar_is_not_passed():
    assert verdict(4.0).passed
    assert not verdict(4.01).passed


def test_whatever_else_was_promised_and_is_not_so_is_not_passed_either():
    assert not verdict(1.0, "3 deliveries did not come").passed


def test_the_last_line_is_json_with_the_figures_by_name():
    assert json.loads(verdict(2.34567).line()) == {
        "name": "pages",
        "ratio": 2.346,
        "against": "nginx",
        "bar": 4.0,
        "passed": True,
        "requests": 7,
    }


@compiles
def test_the_broadcaster_reaches_everybody_and_the_generator_counts_it(raw: Contestant):
    played = play(raw, rate=50, seconds=0.1)

    assert (played.frames, played.deliveries) == (5, 5 * VIEWERS)
    assert (played.missing, played.late) == (0, 0)
    assert round(played.bytes_per_delivery) == 300
    assert played.cpu_seconds > 0


@compiles
def test_the_generator_notices_who_did_not_get_the_last_state(raw: Contestant):
    raw.generator.begin()  # it counts anew from here on

    raw.server.kill()
    deadline = time.monotonic() + 20
    while True:
        settled = raw.generator.wait_for(2**62, seconds=0.1)
        if settled["losses"] == VIEWERS or time.monotonic() > deadline:
            break

    assert (settled["up_to_date"], settled["of"]) == (0, VIEWERS)
    assert settled["losses"] == VIEWERS
