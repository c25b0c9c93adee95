# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Days of a file: their hours as it says, or as their sessions need."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from konvent.programme.formats.sessions import day_date
from konvent.programme.formats.values import read_moment
from konvent.programme.schedule import ScheduleDay, ScheduleSession, local

if TYPE_CHECKING:
    from konvent.programme.formats.context import Context
    from konvent.programme.formats.feed import Feed, Item

LONGEST = 400
"""Days a convention may have."""


def read_days(feed: Feed, sessions: list[ScheduleSession], context: Context) -> list[ScheduleDay]:
    """Return the file's days, and one for every session that would fall into none."""
    days: dict[date, ScheduleDay] = {}
    for item in feed.days[:LONGEST]:
        on = day_date(item)
        if on is None:
            context.remarks.ignored(_("A day has no date."), item.place)
        elif on not in days:
            days[on] = _day(item, on, sessions, context)
    for on in _dates(feed) if not days else ():
        days[on] = _whole_day(on, context)
    for session in sessions:
        _make_room_for(session, days, context)
    return [days[on] for on in sorted(days)]


def _dates(feed: Feed) -> list[date]:
    """Return the dates of the conference, for files that list no days."""
    facts = feed.conference.facts
    start = read_moment(str(facts.get("start") or ""))
    end = read_moment(str(facts.get("end") or "")) or start
    if start is None or end is None:
        return []
    count = min((end.date() - start.date()).days, LONGEST)
    return [start.date() + timedelta(days=number) for number in range(count + 1)]


def _day(item: Item, on: date, sessions: list[ScheduleSession], context: Context) -> ScheduleDay:
    start = _moment(item, ("day_start", "start"), context)
    end = _moment(item, ("day_end", "end"), context)
    if start and end and start < end <= start + timedelta(days=2):
        return ScheduleDay(date=on, starts_at=start, ends_at=end)
    return _day_of_sessions(on, sessions, context)


def _moment(item: Item, names: tuple[str, ...], context: Context) -> datetime | None:
    for name in names:
        moment = read_moment(str(item.facts.get(name) or ""))
        if moment:
            aware = moment if moment.tzinfo else moment.replace(tzinfo=context.zone)
            return local(aware, context.zone)
    return None


def _day_of_sessions(on: date, sessions: list[ScheduleSession], context: Context) -> ScheduleDay:
    starts = [(s, s.starts_at) for s in sessions if s.starts_at and s.starts_at.date() == on]
    if not starts:
        return _whole_day(on, context)
    first = min(start for _session, start in starts)
    last = max(session.ends_at or start for session, start in starts)
    return ScheduleDay(date=on, starts_at=first, ends_at=max(last, first + timedelta(minutes=5)))


def _whole_day(on: date, context: Context) -> ScheduleDay:
    midnight = datetime.combine(on, time(0), tzinfo=context.zone)
    next_midnight = datetime.combine(on + timedelta(days=1), time(0), tzinfo=context.zone)
    return ScheduleDay(
        date=on,
        starts_at=local(midnight, context.zone),
        ends_at=local(next_midnight, context.zone),
    )


def _make_room_for(
    session: ScheduleSession, days: dict[date, ScheduleDay], context: Context
) -> None:
    """See that the session falls into a day: its night is made longer, or a day is added."""
    start = session.starts_at
    if start is None or start.date() in days:
        return
    if any(day.starts_at <= start < day.ends_at for day in days.values()):
        return
    eve = days.get(start.date() - timedelta(days=1))
    if eve and start < eve.starts_at + timedelta(days=1):
        context.remarks.repaired(_("A day ends later, for its last session."), session.code)
        days[eve.date] = replace(
            eve, ends_at=max(session.ends_at or start, start + timedelta(minutes=5))
        )
    else:
        context.remarks.repaired(_("A day was missing for a session."), session.code)
        days[start.date()] = _whole_day(start.date(), context)
