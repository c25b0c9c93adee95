# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Whenever somebody starts it, the reference convention is happening."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from konvent.ops.demo.edition import read_edition
from konvent.ops.demo.moving import is_under_way, moved, start_for
from konvent.programme.conflicts import conflicts_in

BERLIN = ZoneInfo("Europe/Berlin")
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 -- hypothesis adds the zone
TWICE = datetime(2027, 10, 31, 2, 20, tzinfo=UTC)
"""Eighty minutes after two o'clock in Berlin, the second time in that night."""


def happening(now):
    return moved(read_edition().schedule, start_for(now, BERLIN))


@given(MOMENTS)
@example(TWICE)
def test_something_is_on_every_stage_for_a_while_yet(now):
    schedule = happening(now)

    assert is_under_way(schedule, now)
    for room in schedule.rooms:
        on = [s for s in schedule.in_room(room.slug) if s.starts_at <= now < s.ends_at]
        assert len(on) == 1
        assert on[0].ends_at - now >= timedelta(minutes=15)


@given(MOMENTS)
@example(TWICE)
def test_the_first_day_started_on_five_full_minutes_eighty_minutes_ago(now):
    start = happening(now).days[0].starts_at

    assert timedelta(minutes=80) <= now - start < timedelta(minutes=85)
    assert (start.minute % 5, start.second, start.microsecond) == (0, 0, 0)


@given(MOMENTS)
def test_the_second_day_starts_by_the_same_clock_a_date_later(now):
    first, second = happening(now).days

    assert second.date - first.date == timedelta(days=1)
    assert abs(second.starts_at - first.starts_at - timedelta(days=1)) <= timedelta(hours=1)


@given(MOMENTS)
def test_moving_makes_no_conflicts_and_loses_nothing(now):
    before, after = read_edition().schedule, happening(now)

    assert conflicts_in(after) == ()
    assert set(after.session) == set(before.session)
    assert after.convention.start == after.days[0].date


def test_a_day_may_cross_midnight():
    schedule = happening(datetime(2026, 3, 1, 22, 0, tzinfo=BERLIN))

    assert schedule.days[0].ends_at.date() > schedule.days[0].date
    assert len(schedule.on_day(schedule.days[0])) == 35


@pytest.mark.parametrize("hours", [-1, 10, 40])
def test_before_between_and_after_its_days_it_is_not_under_way(hours):
    schedule = happening(datetime(2026, 3, 1, 12, 0, tzinfo=BERLIN))

    assert not is_under_way(schedule, schedule.days[0].starts_at + timedelta(hours=hours))
