# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Commands say amounts as a person would."""

import pytest

from konvent.ops.amounts import counted, sized


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 changes"), (1, "1 change"), (1200, "1,200 changes")]
)
def test_one_is_said_otherwise_than_many(number, said):
    assert counted(number, "change") == said


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 MB"),
        (1, "1 MB"),
        (2_400_000, "2 MB"),
        (99_000_000, "99 MB"),
        (4_550_000_000, "4.5 GB"),
        (71_500_000_000, "71.5 GB"),
    ],
)
def test_what_is_there_never_reads_as_nothing(size, said):
    assert sized(size) == said
