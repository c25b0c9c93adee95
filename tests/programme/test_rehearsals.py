# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A rehearsal is not the session, and a session that runs ahead is no rehearsal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories import at

from konvent.programme.rehearsals import was_rehearsal

STARTS = at(10, 10)


@pytest.mark.parametrize(
    ("began", "ended", "minutes", "is_so"),
    [
        (at(10, 3), at(10, 8), 5, False),
        (at(10, 3), at(10, 8), 30, True),
        (at(9, 50), at(10, 5), 30, False),
        (at(9, 20), at(9, 50), 30, True),
        (at(10, 0), at(10, 20), 60, False),
        (at(10, 10), at(10, 10), 30, False),
    ],
    ids=["ran ahead", "much too short", "half", "long before", "into it", "at its time"],
)
def test_what_ended_before_its_time_was_a_rehearsal_or_ran_ahead(began, ended, minutes, is_so):
    ends = STARTS + timedelta(minutes=minutes)

    assert was_rehearsal(began, ended, starts_at=STARTS, ends_at=ends) == is_so
