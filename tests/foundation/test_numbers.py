# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A number that somebody typed is one that a database holds, or none."""

import pytest

from konvent.foundation.numbers import LARGEST, whole_number


@pytest.mark.parametrize("typed", ["0", "7", "0042", str(LARGEST)])
def test_a_whole_number_is_read(typed):
    assert whole_number(typed) == int(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-1",
        "+1",
        " 1",
        "1.0",
        "1_0",
        "²",
        "\N{ARABIC-INDIC DIGIT ONE}",
        str(LARGEST + 1),
        "9" * 5_000,
    ],
)
def test_anything_else_is_none(typed):
    assert whole_number(typed) is None


def test_more_than_there_can_be_is_none():
    assert [whole_number(typed, most=5) for typed in ("5", "6")] == [5, None]
