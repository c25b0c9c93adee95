# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Write iCalendar (RFC 5545): a whole programme or some of its sessions, for calendars to follow.

A session keeps its UID for ever. Every version that changes it counts its SEQUENCE up; one that was
dropped stays as CANCELLED, so that it vanishes from calendars that have it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from konvent.foundation.prose import plain_text
from konvent.foundation.texts import Text
from konvent.programme.changes import Change, ChangeKind
from konvent.programme.formats.values import clean, clean_line
from konvent.programme.formats.writing import VERSION
from konvent.programme.formats.zone_rules import zone_rules

if TYPE_CHECKING:
    from konvent.programme.queries import Publication
    from konvent.programme.schedule import Schedule, ScheduleSession

REFRESH = timedelta(minutes=15)
Choice: TypeAlias = Callable[[str, datetime], bool]
"""Whether the session with this code, at this time, is wanted."""


def everything(_code: str, _start: datetime) -> bool:
    return True


def on_day(day: date, schedule: Schedule) -> Choice:
    """Choose what starts on a day, its night included."""
    wanted = next((one for one in schedule.days if one.date == day), None)
    here = {session.code for session in schedule.on_day(wanted)} if wanted else set()

    def choose(code: str, start: datetime) -> bool:
        return code in here if code in schedule.session else start.date() == day

    return choose


def among(codes: Sequence[str]) -> Choice:
    """Choose sessions by their codes."""
    return lambda code, _start: code in codes


@dataclass(frozen=True, slots=True)
class Story:
    """What the versions tell of one session."""

    sequence: int
    changed_at: datetime
    last_change: Change | None


def write_calendar(
    schedule: Schedule,
    publications: Sequence[Publication],
    home: str = "",
    choose: Choice = everything,
) -> bytes:
    """Return the chosen sessions; ``publications`` are the versions so far, newest first.

    There has to be one at least: it dates the calendar.
    """
    zone = ZoneInfo(schedule.convention.timezone)
    stories = _stories(publications)
    calendar = _calendar(schedule, zone)
    for session in schedule.sessions:
        if session.starts_at and choose(session.code, session.starts_at):
            story = stories.get(str(session.guid)) or Story(0, publications[-1].published_at, None)
            calendar.add_component(_event(session, schedule, story, publications, home))
    for guid, story in stories.items():
        change = story.last_change
        if change and change.kind is ChangeKind.REMOVED and change.before.get("starts_at"):
            start = datetime.fromisoformat(change.before["starts_at"])
            if choose(change.session, start):
                calendar.add_component(_dropped(guid, change, story, schedule, publications))
    content: bytes = calendar.to_ical()
    return content


def _stories(publications: Sequence[Publication]) -> dict[str, Story]:
    stories: dict[str, Story] = {}
    for publication in reversed(publications):
        latest = {change.guid: change for change in publication.changes}
        for guid, change in latest.items():
            known = stories.get(guid)
            is_new = known is None and change.kind is ChangeKind.ADDED
            sequence = (known.sequence if known else 0) + (not is_new)
            stories[guid] = Story(sequence, publication.published_at, change)
    return stories


def _calendar(schedule: Schedule, zone: ZoneInfo) -> Calendar:
    convention = schedule.convention
    title = clean_line(convention.title.within(convention.default_language))
    calendar = Calendar()
    calendar.add("prodid", f"-//Konvent//Konvent {VERSION}//{convention.default_language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", zone.key)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT15M")
    if zone.key != "UTC":
        first = date(convention.start.year - 1, 1, 1)
        last = date(convention.end.year + 2, 1, 1)
        calendar.add_component(zone_rules(zone, first, last))
    return calendar


def _event(
    session: ScheduleSession,
    schedule: Schedule,
    story: Story,
    publications: Sequence[Publication],
    home: str,
) -> Event:
    convention = schedule.convention
    language = convention.default_language
    zone = ZoneInfo(convention.timezone)
    page = f"{home}/{language}/session/{session.code}/" if home else session.url
    event = _dated(str(session.guid), story, publications)
    event.add("summary", clean_line(session.title.within(language)))
    _add_time(event, session.starts_at, session.ends_at, zone)
    if session.room:
        event.add("location", clean_line(schedule.room[session.room].name.within(language)))
    if description := _description(session, schedule, page):
        event.add("description", description)
    if session.track:
        event.add("categories", [clean_line(schedule.track[session.track].name.within(language))])
    if page:
        event.add("url", page)
    event.add("status", "CANCELLED" if session.is_cancelled else "CONFIRMED")
    return event


def _dropped(
    guid: str,
    change: Change,
    story: Story,
    schedule: Schedule,
    publications: Sequence[Publication],
) -> Event:
    language = schedule.convention.default_language
    start = datetime.fromisoformat(change.before["starts_at"])
    end = start + timedelta(minutes=change.before.get("minutes", 0))
    event = _dated(guid, story, publications)
    event.add("summary", clean_line(change.title.within(language)))
    _add_time(event, start, end, ZoneInfo(schedule.convention.timezone))
    if room := Text(change.before.get("room")):
        event.add("location", clean_line(room.within(language)))
    event.add("status", "CANCELLED")
    return event


def _dated(guid: str, story: Story, publications: Sequence[Publication]) -> Event:
    event = Event()
    event.add("uid", guid)
    event.add("dtstamp", publications[0].published_at)
    event.add("last-modified", story.changed_at)
    event.add("sequence", story.sequence)
    return event


def _add_time(event: Event, start: datetime | None, end: datetime | None, zone: ZoneInfo) -> None:
    if start and end:
        event.add("dtstart", start.astimezone(zone))
        event.add("dtend", end.astimezone(zone))


def _description(session: ScheduleSession, schedule: Schedule, page: str) -> str:
    language = schedule.convention.default_language
    names = [schedule.person[appearance.person].name for appearance in session.speakers]
    parts: list[Any] = [
        ", ".join(names),
        plain_text(session.abstract.within(language)),
        page,
    ]
    return "\n\n".join(clean(part) for part in parts if part)
