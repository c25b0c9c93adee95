# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the operator's handbook says about the line is computed, not remembered."""

import re
from math import ceil
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs/run/architecture.md"
ROW = re.compile(r"^\| ([\d.]+) Mbit/s[^|]*\| ([\d.]+) \| ([\d,]+) \| ([\d,]+) \|$", re.MULTILINE)
FILLED = 0.8
RATE, CAMERA = 1.5, 3
"""Mbit/s of a viewer's picture; GB of an hour of a stage with renditions."""


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


def planned(what):
    """The first number in the column "plan with" of a row."""
    row = re.search(rf"^\| {what}[^|]*\|[^|]*\| ([\d,.]+)", PAGE.read_text(), re.MULTILINE)
    return float(row[1].replace(",", ""))


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
