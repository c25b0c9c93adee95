# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the house says about itself: to this machine or with the token, nothing about persons."""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest

from konvent.foundation.front.edge_vitals import EdgeVitals
from konvent.foundation.front.figures import Durations, gauge
from konvent.foundation.front.porter import Crowd
from konvent.foundation.pulse import Pulse

SAMPLE = re.compile(
    r'[a-z_]+(\{[a-z]+="(?:[^"\\\n]|\\[\\"n])*"(,[a-z]+="(?:[^"\\\n]|\\[\\"n])*")*\})? \S+'
)
TOKEN = "word-of-the-monitor"  # noqa: S105 -- of an invented monitor
MONITORING = Path(__file__).parents[3] / "deploy/monitoring"
PATHS = ["/metrics", "/health/parts"]


def figures(text):
    """The samples by what stands before their value; every line is one, or says what it is."""
    samples = {}
    for line in text.splitlines():
        assert SAMPLE.fullmatch(line) or re.fullmatch(r"# (HELP|TYPE) [a-z_]+ \S.*", line), line
        if not line.startswith("#"):
            name, _, value = line.rpartition(" ")
            samples[name] = float(value)
    return samples


def be_alive(front, *, seconds_ago=0.0):
    for part in ("worker", "media"):
        Pulse(front.sockets, part).beat()
    show(front, "plaza", seconds_ago)


def show(front, stage, seconds_ago):
    playlist = front.data / f"media/smart/{stage}/live.m3u8"
    playlist.parent.mkdir(parents=True, exist_ok=True)
    playlist.write_text("#EXTM3U")
    moment = time.time() - seconds_ago
    os.utime(playlist, (moment, moment))


def test_everything_lives(front):
    be_alive(front)

    answer = front.get("/health/parts")

    facts = json.loads(answer.body)
    assert (answer.status, facts["is_well"]) == (200, True)
    assert sorted(facts["parts"]) == ["application", "front", "media", "worker"]
    assert facts["stages"]["smart/plaza"]["is_well"]


def test_a_part_or_a_stage_that_shows_no_life_is_named(front, kitchen):
    be_alive(front)
    long_ago = time.time() - 60
    os.utime(front.sockets / "worker.pulse", (long_ago, long_ago))
    show(front, "forum", 60)
    show(front, "of last year", 400 * 24 * 3600)
    kitchen.close()

    answer = front.get("/health/parts")

    facts = json.loads(answer.body)
    ill = [name for name, sign in facts["parts"].items() if not sign["is_well"]]
    assert (answer.status, facts["is_well"], sorted(ill)) == (503, False, ["application", "worker"])
    assert {name: sign["is_well"] for name, sign in facts["stages"].items()} == {
        "smart/plaza": True,
        "smart/forum": False,
    }


def test_a_part_that_never_lived_is_not_well(front):
    assert json.loads(front.get("/health/parts").body)["parts"]["media"]["seconds_ago"] is None


def test_figures_tell_sums_and_nobody(front, board, kitchen):
    be_alive(front)
    board.states["smart/stage/plaza/now"] = {"title": "Opening"}
    watcher = front.watch("stage/plaza/now", cookie="pass=ada")
    watcher.next()
    front.get("/account/", cookie="pass=ada")
    board.states["smart/stage/plaza/now"] = {"title": "Panel"}
    front.announce("smart/stage/plaza/now")
    watcher.next()

    answer = front.get("/metrics")

    said = figures(answer.body.decode())
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert said["konvent_viewers"] == said["konvent_topics"] == said["konvent_frames_total"] == 1
    assert said['konvent_part_up{part="worker"}'] == 1
    assert said['konvent_stage_age_seconds{convention="smart",stage="plaza"}'] < 10
    assert said['konvent_application_answers_total{status="404"}'] == 1
    assert said['konvent_application_seconds_bucket{le="+Inf"}'] == 1
    assert said["konvent_disk_free_bytes"] < said["konvent_disk_size_bytes"]
    assert "ada" not in answer.body.decode()
    assert "127.0.0.1" not in answer.body.decode()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("said", ["192.0.2.7", ""])
def test_a_visitor_behind_a_proxy_finds_nothing_here(front, path, said):
    answer = front.get(path, **{"x-forwarded-for": said})

    assert answer.status == 404
    assert b"konvent_" not in answer.body


@pytest.mark.parametrize("path", PATHS)
def test_from_elsewhere_the_token_opens(front, path):
    front.front.lanes.vitals.token = TOKEN
    elsewhere = {"x-forwarded-for": "192.0.2.7"}

    assert front.get(path, **elsewhere, authorization=f"Bearer {TOKEN}").status in {200, 503}
    assert front.get(path, **elsewhere, authorization="Bearer guess").status == 404


def test_without_a_token_no_word_opens(front):
    elsewhere = {"x-forwarded-for": "192.0.2.7"}

    assert front.get("/metrics", **elsewhere, authorization="Bearer ").status == 404


def test_a_full_house_says_how_many_wait_and_not_who(front, porter):
    porter.full["smart"] = Crowd(places=500, inside=498, waiting=37, let_in=512)

    said = figures(front.get("/metrics").body.decode())

    doors = {name: value for name, value in said.items() if "doors" in name}
    assert doors == {
        'konvent_doors_places{convention="smart"}': 500,
        'konvent_doors_inside{convention="smart"}': 498,
        'konvent_doors_waiting{convention="smart"}': 37,
        'konvent_doors_let_in_total{convention="smart"}': 512,
    }


class Heard(NamedTuple):
    """A tap at which the house is heard."""

    is_open: bool = True
    heard_at: float = 0.0


def at_an_edge():
    """Names of what an edge says, without one that runs."""
    taps = SimpleNamespace(of=lambda _: Heard(), open={"topic": Heard()})
    vitals = EdgeVitals(None, taps, "entrances")
    return {figure.name for figure in vitals._figures(0.1, answers=True)}


def test_dashboard_and_alarms_ask_for_figures_that_there_are(front, porter):
    be_alive(front)
    porter.full["smart"] = Crowd(places=500, inside=498, waiting=37, let_in=512)
    front.get("/account/")
    said = figures(front.get("/metrics").body.decode()).keys() | at_an_edge()
    there = {name.partition("{")[0] for name in said}
    asked = {
        name
        for file in MONITORING.iterdir()
        for name in re.findall(r"\b(?:konvent|process)_[a-z_]+(?=[ \[{)\"]|$)", file.read_text())
    }

    assert len(asked) > 10
    assert asked - there == set()


def test_names_with_quotes_are_written_as_prometheus_reads_them():
    (_, _, line) = gauge("g", "A figure.", {(("stage", 'a"b\\c\nd'),): 1.5}).lines()

    assert line == 'g{stage="a\\"b\\\\c\\nd"} 1.5\n'
    assert SAMPLE.fullmatch(line.strip())


def test_durations_are_counted_up_to_each_step():
    durations = Durations()
    for seconds in (0.001, 0.2, 0.2, 60):
        durations.note(seconds)

    said = figures("".join(durations.lines("d", "How long.")))

    assert said['d_bucket{le="0.005"}'] == 1
    assert said['d_bucket{le="0.25"}'] == said['d_bucket{le="10"}'] == 3
    assert (said['d_bucket{le="+Inf"}'], said["d_count"]) == (4, 4)
    assert said["d_sum"] == pytest.approx(60.401)
