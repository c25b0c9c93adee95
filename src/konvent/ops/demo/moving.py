# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Moves a programme in time, so that its convention is happening now."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from konvent.programme.schedule import in_order, local

if TYPE_CHECKING:
    from datetime import date

    from konvent.programme.schedule import Schedule, ScheduleDay, ScheduleSession

UNDER_WAY = timedelta(minutes=80)
"""Age of the first day: on every stage something is past, something on and something to come."""
STEP = timedelta(minutes=5)


def is_under_way(schedule: Schedule, now: datetime) -> bool:
    """Whether one of the convention's days is on now."""
    return any(day.starts_at <= now < day.ends_at for day in schedule.days)


def start_for(now: datetime, zone: ZoneInfo) -> datetime:
    """Return when the first day has to have started, on a full five minutes of the zone's clock."""
    start = now.astimezone(UTC) - UNDER_WAY  # an hour that the zone's clock has twice is two here
    clock = start.astimezone(zone)
    too_much = timedelta(
        minutes=clock.minute % 5, seconds=clock.second, microseconds=clock.microsecond
    )
    return local(start - too_much, zone)


def moved(schedule: Schedule, start: datetime) -> Schedule:
    """Return the same programme with its first day at ``start``.

    Every later day begins by the same clock as before, seen from the first: what was
    "the next morning" stays that, also when the clocks change in between.
    """
    zone = ZoneInfo(schedule.convention.timezone)
    shifts = {day.date: _shift(schedule, day, start, zone) for day in schedule.days}
    days = tuple(_moved_day(day, shifts[day.date], zone) for day in schedule.days)
    sessions = (_moved_session(schedule, session, shifts, zone) for session in schedule.sessions)
    return replace(
        schedule,
        convention=replace(schedule.convention, start=days[0].date, end=days[-1].date),
        days=days,
        sessions=in_order(sessions, schedule.rooms),
    )


def _shift(schedule: Schedule, day: ScheduleDay, start: datetime, zone: ZoneInfo) -> timedelta:
    """Return by how much this day moves."""
    first = schedule.days[0].starts_at.astimezone(zone).replace(tzinfo=None)
    later = day.starts_at.astimezone(zone).replace(tzinfo=None) - first
    begins = start.astimezone(zone)
    by_the_clock = begins.replace(tzinfo=None) + later
    return by_the_clock.replace(tzinfo=zone, fold=begins.fold) - day.starts_at


def _moved_day(day: ScheduleDay, shift: timedelta, zone: ZoneInfo) -> ScheduleDay:
    starts_at = local(day.starts_at + shift, zone)
    ends_at = local(day.ends_at + shift, zone)
    return replace(day, date=starts_at.date(), starts_at=starts_at, ends_at=ends_at)


def _moved_session(
    schedule: Schedule, session: ScheduleSession, shifts: dict[date, timedelta], zone: ZoneInfo
) -> ScheduleSession:
    if session.starts_at is None:
        return session
    day = schedule.day_of(session) or schedule.days[0]
    return replace(session, starts_at=local(session.starts_at + shifts[day.date], zone))
