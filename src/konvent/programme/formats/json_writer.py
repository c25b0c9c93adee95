# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Write schedule.json (version 1), always valid against its schema, without losing anything public.

Sessions that have no time yet, and people who appear in none that has, are not told.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from konvent.programme.formats.extension import extension_for
from konvent.programme.formats.interpretation import OURS, interpret
from konvent.programme.formats.json_reader import read_json
from konvent.programme.formats.remarks import Remarks
from konvent.programme.formats.values import CODE
from konvent.programme.formats.writing import (
    VERSION,
    Names,
    as_clock,
    public_part,
    sessions_by_day,
)

if TYPE_CHECKING:
    from konvent.programme.formats.feed import Facts
    from konvent.programme.schedule import (
        Link,
        Schedule,
        ScheduleDay,
        SchedulePerson,
        ScheduleRoom,
        ScheduleSession,
        ScheduleTrack,
    )

SCHEMA = "https://c3voc.de/schedule/schema.json"
ZONE = re.compile(r"[A-Z][a-z]+/[A-Z][a-z].*|UTC")
SHORT_NAME = re.compile(r"[a-z0-9_-]+[a-z0-9]")
LINK_TYPES = frozenset(
    {"slides", "paper", "web", "blog", "article", "media", "related", "activitypub"}
)
ROOM_TYPES = frozenset(
    {
        *("lecturehall", "stage", "workshop", "outside", "online", "project", "bbb", "hangar"),
        "other",
    }
)


def write_json(schedule: Schedule, home: str = "") -> str:
    """Return the programme as schedule.json; ``home`` is the address of the convention's pages."""
    wanted = public_part(schedule)
    document = _document(wanted, home)
    feed = read_json(json.dumps(document).encode(), Remarks())
    extension = extension_for(wanted, interpret(feed, Remarks()))
    if extension:
        document["schedule"]["konvent"] = extension
    return json.dumps(document, ensure_ascii=False, indent=1)


def _document(schedule: Schedule, home: str) -> Facts:
    names = Names(schedule, home)
    facts: Facts = {"version": schedule.version}
    if home:
        facts["base_url"] = f"{home}/"
    facts["conference"] = _conference(schedule, names)
    return {
        "$schema": SCHEMA,
        "generator": {"name": OURS, "version": VERSION},
        "schedule": facts,
    }


def _conference(schedule: Schedule, names: Names) -> Facts:
    convention = schedule.convention
    facts: Facts = {
        "acronym": names.acronym,
        "title": convention.title.within(names.language),
        "start": convention.start.isoformat(),
        "end": convention.end.isoformat(),
        "daysCount": len(schedule.days),
        "timeslot_duration": as_clock(convention.timeslot),
    }
    if ZONE.fullmatch(convention.timezone):
        facts["time_zone_name"] = convention.timezone
    if convention.url or names.home:
        facts["url"] = convention.url or f"{names.home}/"
    for name, kind in (("logo", str), ("description", str), ("keywords", list), ("meta", dict)):
        if isinstance(convention.origin.get(name), kind):
            facts[name] = convention.origin[name]
    if isinstance(convention.origin.get("colors"), dict):
        facts["colors"] = convention.origin["colors"]
    facts["tracks"] = [_track(track, names) for track in schedule.tracks]
    facts["rooms"] = [_room(room, names) for room in schedule.rooms]
    facts["days"] = [
        _day(index, day, sessions, names)
        for index, (day, sessions) in enumerate(sessions_by_day(schedule), start=1)
    ]
    return facts


def _track(track: ScheduleTrack, names: Names) -> Facts:
    facts: Facts = {"name": names.tracks[track.slug]}
    if SHORT_NAME.fullmatch(track.slug):
        facts["slug"] = track.slug
    colour: Facts = names.schedule.convention.origin.get("tracks", {}).get(track.slug, {})
    return facts | colour


def _room(room: ScheduleRoom, names: Names) -> Facts:
    facts: Facts = {"name": names.rooms[room.slug], "guid": str(room.guid)}
    if SHORT_NAME.fullmatch(room.slug):
        facts["slug"] = room.slug
    if room.description:
        facts["description"] = room.description.within(names.language)
    facts["capacity"] = room.capacity
    origin = names.schedule.convention.origin.get("rooms", {}).get(str(room.guid), {})
    kept = {
        name: origin[name] for name in ("stream_id", "url") if isinstance(origin.get(name), str)
    }
    if origin.get("type") in ROOM_TYPES:
        kept["type"] = origin["type"]
    return facts | kept


def _day(index: int, day: ScheduleDay, sessions: list[ScheduleSession], names: Names) -> Facts:
    rooms: dict[str, list[Facts]] = {}
    slugs = [room.slug for room in names.schedule.rooms]
    for slug in [*slugs, ""]:
        events = [_event(session, names) for session in sessions if session.room == slug]
        if events:
            rooms[names.rooms.get(slug, "")] = events
    return {
        "index": index,
        "date": day.date.isoformat(),
        "day_start": day.starts_at.isoformat(),
        "day_end": day.ends_at.isoformat(),
        "rooms": rooms,
    }


def _event(session: ScheduleSession, names: Names) -> Facts:
    start, end = session.starts_at, session.ends_at
    page = names.page_of(session) or f"urn:uuid:{session.guid}"
    facts: Facts = {
        "guid": str(session.guid),
        "id": names.numbers[session.guid],
        "date": start.isoformat() if start else "",
        "start": f"{start:%H:%M}",
        "end": end.isoformat() if end else "",
        "duration": _hours(session),
        "room": names.rooms.get(session.room, ""),
        "slug": session.slug,
        "url": page,
        "title": names.said(session, session.title),
        "subtitle": names.said(session, session.subtitle),
        "track": names.tracks.get(session.track),
        "type": session.kind_name or session.kind,
        "language": session.language or None,
        "abstract": names.said(session, session.abstract),
        "description": names.said(session, session.description),
        "recording_license": session.recording_license,
        "do_not_record": session.do_not_record,
        "persons": [_person(names.schedule.person[a.person], names) for a in session.speakers],
        "links": [_link(link) for link in session.links],
        "attachments": [_link(file) for file in session.attachments],
    }
    if CODE.fullmatch(session.code):
        facts["code"] = session.code
    if session.logo:
        facts["logo"] = session.logo
    for name in ("do_not_stream", "feedback_url", "origin_url"):
        if name in session.origin:
            facts[name] = session.origin[name]
    return facts


def _hours(session: ScheduleSession) -> str:
    minutes = -(-session.duration.total_seconds() // 60)
    return f"{int(minutes // 60):02}:{int(minutes % 60):02}"


def _person(person: SchedulePerson, names: Names) -> Facts:
    facts: Facts = {"guid": str(person.guid), "name": person.name}
    if CODE.fullmatch(person.code):
        facts["code"] = person.code
    if person.biography:
        facts["biography"] = person.biography.within(names.language)
    kept: dict[str, Any] = {
        name: person.origin[name] for name in ("id", "avatar", "url") if name in person.origin
    }
    return facts | kept


def _link(link: Link) -> Facts:
    facts = {"url": link.url, "title": link.title}
    return facts | ({"type": link.kind} if link.kind in LINK_TYPES else {})
