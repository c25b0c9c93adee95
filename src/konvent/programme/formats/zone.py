# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Find the time zone of a file: named by somebody, or told from the offsets of its moments."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _

from konvent.programme.formats.values import read_moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from konvent.programme.formats.feed import Feed
    from konvent.programme.formats.remarks import Remarks

LIKELY = (
    *("Europe/Berlin", "UTC", "Europe/London", "Europe/Helsinki", "Europe/Istanbul"),
    *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    *("America/Sao_Paulo", "Asia/Dubai", "Asia/Kolkata", "Asia/Singapore", "Asia/Tokyo"),
    *("Australia/Sydney", "Pacific/Auckland"),
)
HOUR = timedelta(hours=1)


def zone_of(feed: Feed, wanted: str, remarks: Remarks) -> ZoneInfo:
    """Return the wanted zone, else the one the file names, else one that fits its offsets."""
    if wanted:
        return ZoneInfo(wanted)
    named = str(feed.conference.facts.get("time_zone_name", "")).strip()
    moments = list(_moments_with_offset(feed))
    is_universal = all(not moment.utcoffset() for moment in moments)
    if named in available_timezones() and (is_universal or _fits(named, moments)):
        return ZoneInfo(named)
    facts = {"named": named, "zone": _most_likely(moments)}
    if not moments:
        text = _("The file tells no time zone; %(zone)s is assumed (--timezone names another).")
    elif named in available_timezones():
        text = _("The times do not fit the zone %(named)s; %(zone)s is taken, which fits.")
    elif named:
        text = _("There is no time zone %(named)s; %(zone)s is taken, which fits the times.")
    else:
        text = _("The file names no time zone; %(zone)s is taken, which fits its times.")
    remarks.repaired(text % facts, feed.conference.place)
    return ZoneInfo(facts["zone"])


def _moments_with_offset(feed: Feed) -> Iterator[datetime]:
    for item in (*feed.days, *feed.events):
        for name in ("date", "start", "day_start"):
            moment = read_moment(str(item.facts.get(name, "")))
            if moment and moment.tzinfo:
                yield moment


def _fits(name: str, moments: list[datetime]) -> bool:
    return _count(name, moments) == len(moments)


def _count(name: str, moments: list[datetime]) -> int:
    zone = ZoneInfo(name)
    return sum(moment.astimezone(zone).utcoffset() == moment.utcoffset() for moment in moments)


def _most_likely(moments: list[datetime]) -> str:
    """Return the zone that fits most moments; a feed put together from several may mix them."""
    name = max(LIKELY, key=lambda name: _count(name, moments))
    return name if 2 * _count(name, moments) >= len(moments) else _fixed(moments[0])


def _fixed(moment: datetime) -> str:
    """Return the zone with the offset of this moment, to the hour."""
    hours = round((moment.utcoffset() or timedelta()) / HOUR)
    return f"Etc/GMT{-hours:+d}" if hours else "UTC"
