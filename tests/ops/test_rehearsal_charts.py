# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The charts of a rehearsal's report are read by people who rehearse nothing themselves."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from konvent.ops import rehearsal
from konvent.ops.rehearsal.charts import Line, chart

STYLE = Path(rehearsal.__file__).with_name("report.css").read_text()
SEVEN = ["front", "scribe", "application", "media", "worker", "rehearsal", "machine"]


def test_every_line_has_a_colour_of_its_own_in_light_and_dark():
    drawn = chart("What they use", "cores", [Line(name, [(0, 1), (1, 2)]) for name in SEVEN])

    lines = re.findall(r"line-(\d)", drawn)
    colours = {number: re.search(rf"\.line-{number} {{([^}}]+)}}", STYLE)[1] for number in lines}
    assert len(set(colours.values())) == len(SEVEN)
    assert all("light-dark(" in colour for colour in colours.values())


@pytest.mark.parametrize(
    ("language", "said"),
    [("de", ["2.500", "0,25", "zugesagt"]), ("en", ["2,500", "0.25", "promised"])],
)
def test_numbers_are_written_as_the_reader_writes_them(language, said):
    with translation.override(language):
        many = chart("People", "", [Line("inside", [(0, 9_000)])])
        few = chart("Cores", "", [Line("front", [(0, 0.9)])], bar=0.5)

    assert f">{said[0]}<" in many
    assert f">{said[1]}<" in few
    assert said[2] in few
