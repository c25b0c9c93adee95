# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The clock changes of a zone as calendars want them: a VTIMEZONE for the years that matter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from zoneinfo import ZoneInfo

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
NONE = timedelta(0)


def zone_rules(zone: ZoneInfo, first: date, last: date) -> Timezone:
    """Return the zone's rules from the first date to the last."""
    begin = datetime(first.year, first.month, first.day, tzinfo=UTC)
    end = datetime(last.year, last.month, last.day, tzinfo=UTC)
    rules = Timezone()
    rules.add("tzid", zone.key)
    rules.add_component(_onset(zone, begin, _offset(zone, begin)))
    for moment in _changes(zone, begin, end):
        rules.add_component(_onset(zone, moment, _offset(zone, moment - MINUTE)))
    return rules


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or NONE


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """Find each minute from which another offset holds."""
    while begin < end:
        until = begin + DAY
        if _offset(zone, begin) != _offset(zone, until):
            yield _first_minute(zone, begin, until)
        begin = until


def _first_minute(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    old = _offset(zone, before)
    while after - before > MINUTE:
        middle = before + (after - before) // 2 // MINUTE * MINUTE
        if _offset(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _onset(
    zone: ZoneInfo, moment: datetime, before: timedelta
) -> TimezoneStandard | TimezoneDaylight:
    """Say what holds from this moment on; its beginning is told by the clock that held before."""
    there = moment.astimezone(zone)
    rule = TimezoneDaylight() if there.dst() else TimezoneStandard()
    rule.add("dtstart", (moment + before).replace(tzinfo=None))
    rule.add("tzname", there.tzname())
    rule.add("tzoffsetfrom", before)
    rule.add("tzoffsetto", there.utcoffset())
    return rule
