# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the operator's handbook says about the line is computed, not remembered."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs/run/architecture.md"
ROW = re.compile(r"^\| ([\d.]+) Mbit/s[^|]*\| ([\d.]+) \| ([\d,]+) \| ([\d,]+) \|$", re.MULTILINE)
FILLED = 0.8


def test_a_line_carries_what_the_page_says():
    rows = [
        [float(field.replace(",", "")) for field in row] for row in ROW.findall(PAGE.read_text())
    ]

    assert len(rows) == 5
    for rate, for_a_thousand, on_one, on_ten in rows:
        assert for_a_thousand == rate
        assert on_one == int(FILLED * 1_000 / rate + 1e-9)
        assert on_ten == int(FILLED * 10_000 / rate + 1e-9)
