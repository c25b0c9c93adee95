# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the operator's handbook says about the line is computed, not remembered."""

import json
import re
from math import ceil
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/run/architecture.md"
MEASURED = json.loads((ROOT / "bench/figures.json").read_text())
ROW = re.compile(r"^\| ([\d.]+) Mbit/s[^|]*\| ([\d.]+) \| ([\d,]+) \| ([\d,]+) \|$", re.MULTILINE)
FILLED = 0.8
RATE, CAMERA = 1.5, 3
"""Mbit/s of a viewer's picture; GB of an hour of a stage with renditions."""
SEGMENT, PEOPLE = 2, 10_600
ROUNDED = 0.1
"""By what share the page may differ from what was measured."""
A_CHANGE = median(MEASURED["fanout"]["us_per_delivery"])
OF_A_SEGMENT = sum(MEASURED["segments"][part]["nginx_us"] for part in ("segment", "playlist"))


def cores_of(quality):
    used = MEASURED[f"media --quality {quality}"]["cores_per_stage"]
    return used["media"] + used["encoders"]


WHAT_WAS_MEASURED = {
    "a change of what is on": A_CHANGE,
    "10,600 viewers, one change": PEOPLE * A_CHANGE / 1e6,
    "memory of a viewer": MEASURED["fanout"]["kb_per_idle_viewer"],
    "coming in": MEASURED["doors"]["people"] / MEASURED["doors"]["seconds"],
    "a vote, committed": MEASURED["votes"]["sqlite_votes_per_second"],
    "a published page": 1e6 / max(MEASURED["pages"]["us_per_request"].values()),
    "segments of a stage": SEGMENT * 1e6 / OF_A_SEGMENT,
    "a stage that passes on": cores_of("copy"),
    "a stage with two": cores_of("two"),
    "a stage with three": cores_of("three"),
    "recordings": 4.5 / 8 * 3600 / 1000,
}
MORE_IS_BETTER = {"coming in", "a vote, committed", "a published page", "segments of a stage"}


def numbers(heading):
    """The rows of the tables below a heading that hold nothing but numbers."""
    text = PAGE.read_text().partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = (line.strip("|").split("|") for line in text.splitlines() if line.startswith("|"))
    clean = ([field.strip().replace(",", "") for field in row] for row in rows)
    return [
        [float(field) for field in row]
        for row in clean
        if all(re.fullmatch(r"[\d.]+", field) for field in row)
    ]


def measured(what):
    """The first number in the column "measured" of a row."""
    return first_number(rf"^\| {what}[^|]*\| ([\d,.]+)")


def planned(what):
    """The first number in the column "plan with" of a row."""
    return first_number(rf"^\| {what}[^|]*\|[^|]*\| ([\d,.]+)")


def first_number(pattern):
    row = re.search(pattern, PAGE.read_text(), re.MULTILINE)
    return float(row[1].replace(",", ""))


@pytest.mark.parametrize("what", WHAT_WAS_MEASURED)
def test_what_the_page_says_was_measured_was_measured(what):
    assert measured(what) == pytest.approx(WHAT_WAS_MEASURED[what], rel=ROUNDED)


@pytest.mark.parametrize("what", WHAT_WAS_MEASURED)
def test_nobody_plans_with_more_than_was_measured(what):
    least, most = sorted((planned(what), measured(what)))

    assert planned(what) == (least if what in MORE_IS_BETTER else most)


def test_every_row_of_what_a_machine_carries_is_held_to_a_figure():
    text = PAGE.read_text().partition("\n## What one machine carries\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (?!what|---)([^|]+)", text, re.MULTILINE)

    assert len(rows) == len(WHAT_WAS_MEASURED)
    assert all(any(row.startswith(what) for what in WHAT_WAS_MEASURED) for row in rows)


def test_every_figure_says_when_on_what_and_of_which_version():
    for asked, figure in MEASURED.items():
        assert (figure["asked"], figure["passed"]) == (asked, True)
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", figure["measured_on"])
        assert figure["machine"]
        assert figure["commit"]


def test_a_line_carries_what_the_page_says():
    rows = [
        [float(field.replace(",", "")) for field in row] for row in ROW.findall(PAGE.read_text())
    ]

    assert len(rows) == 5
    for rate, for_a_thousand, on_one, on_ten in rows:
        assert for_a_thousand == rate
        assert on_one == int(FILLED * 1_000 / rate + 1e-9)
        assert on_ten == int(FILLED * 10_000 / rate + 1e-9)


def test_what_so_many_viewers_need_follows_from_what_is_planned_with():
    for_a_change = planned("a change of what is on") / 1_000_000
    for_pictures, at_the_doors = planned("segments of a stage"), planned("coming in")
    kilobytes = planned("memory of a viewer") + 14
    streams = int(re.search(r"holds?\n?\s*([\d,]+) streams", PAGE.read_text())[1].replace(",", ""))

    rows = [row for row in numbers("Reckon with it") if len(row) == 9]

    assert [row[0] for row in rows] == [500, 2_000, 5_000, 10_600, 30_000, 100_000]
    for viewers, *reckoned in rows:
        gigabits = viewers * RATE / 1_000
        assert reckoned == [
            gigabits,
            ceil(gigabits / FILLED - 1e-9),
            ceil(gigabits / 10 / FILLED - 1e-9),
            round(viewers / for_pictures, 1),
            round(viewers * for_a_change, 1),
            0 if viewers <= streams else ceil(viewers / streams),
            round(viewers * kilobytes / 1e6, 2),
            ceil(viewers / at_the_doors),
        ]


def test_what_recordings_take_follows_from_hours_and_stages():
    rows = [row for row in numbers("Reckon with it") if len(row) == 4]

    assert len(rows) == 4
    assert planned("recordings") == CAMERA
    for stages, hours, segments, with_films in rows:
        assert (segments, with_films) == (stages * hours * CAMERA, 2 * stages * hours * CAMERA)
