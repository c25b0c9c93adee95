# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Sums of what players report."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konvent.foundation.access import Access
from konvent.foundation.topics import find_topic
from konvent.foundation.wishes import Body, NotUnderstoodError
from konvent.stage.players import REMEMBERED, STEPS, PlayerSums

STAGE = ("smart-2026", "smart-plaza")
NOON = 1_800_000_000.0 // 60 * 60


def told(sums, now):
    return sums.state(*STAGE, now=now)


def add(sums, now, **report):
    sums.add(*STAGE, Body({"height": 720, "stalls": 0, **report}), now=now)


def test_the_last_minutes_are_added_up():
    sums = PlayerSums()
    add(sums, NOON, start=900, stalls=2)
    add(sums, NOON + 10, start=1700, height=1080)
    add(sums, NOON + 70, start=1800, height=0)

    assert told(sums, NOON + 80) == {
        "players": 2,
        "stalls": 2,
        "stalled": 1,
        "reports": 3,
        "heights": {"720": 1, "1080": 1},
        "start": 2000,
    }


def test_who_has_stopped_reporting_is_not_counted_any_more():
    sums = PlayerSums()
    add(sums, NOON)

    assert [told(sums, NOON + passed)["players"] for passed in (0, 119, 120)] == [1, 1, 0]


def test_stages_do_not_mix():
    sums = PlayerSums()
    add(sums, NOON)

    assert sums.state("smart-2026", "forum", now=NOON)["players"] == 0
    assert [*sums.topics(now=NOON)] == ["smart-2026/stage/smart-plaza/players"]


def test_what_nobody_looks_at_any_more_is_forgotten():
    sums = PlayerSums()
    for minute in range(90):
        add(sums, NOON + 60 * minute)

    assert len(sums._stages[STAGE]) == REMEMBERED // 60 + 1
    assert [*sums.topics(now=NOON + 3 * 3600)] == []


@given(st.lists(st.integers(0, 60_000), min_size=1, max_size=30))
def test_half_of_the_players_start_within_what_is_said(starts):
    sums = PlayerSums()
    for start in starts:
        add(sums, NOON, start=start)

    said = told(sums, NOON)["start"]

    assert said in STEPS
    if said < STEPS[-1]:
        assert sum(start <= said for start in starts) * 2 >= len(starts)


@pytest.mark.parametrize(
    "report",
    [
        {"height": -1},
        {"height": "tall"},
        {"stalls": 61},
        {"stalls": None},
        {"start": -1},
        {"start": 60_001},
        {"start": True},
    ],
)
def test_nonsense_is_not_understood(report):
    with pytest.raises(NotUnderstoodError):
        add(PlayerSums(), NOON, **report)


@pytest.mark.django_db
def test_only_the_staff_sees_how_the_players_do(room):
    topic = find_topic(room.convention.slug, "stage/smart-plaza/players")

    assert topic.access is Access.STAFF
    assert topic.read()["players"] == 0
    assert find_topic(room.convention.slug, "stage/attic/players").read() is None
