# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Write schedule.xml, always valid against the official XSD.

It keeps every session that has a time, in one language: title, subtitle, abstract, description,
type, language, track, room, start, duration in whole minutes, slug, guid, number, a code of six
letters, licence, speakers' names and guids, links, attachments and addresses; of the convention
its name, title, zone, days and hours, timeslot, address, logo, colours, rooms and tracks. It has no
place for anything else; schedule.json has. Every room is listed on every day, as FOSDEM does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from konvent.programme.formats.interpretation import OURS
from konvent.programme.formats.values import UNREADABLE
from konvent.programme.formats.writing import (
    HTTP,
    VERSION,
    Names,
    as_clock,
    public_part,
    sessions_by_day,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

    from konvent.programme.schedule import (
        Link,
        Schedule,
        ScheduleDay,
        ScheduleSession,
        ScheduleTrack,
    )

CODE = re.compile(r"[0-9A-Z]{6}")
HEX = re.compile(r"#[0-9a-fA-F]{6}")
TRACK_SLUG = re.compile(r"[a-z][a-z0-9-]+")
ATTRIBUTE = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def write_xml(schedule: Schedule, home: str = "") -> bytes:
    """Return the programme as schedule.xml; ``home`` is the address of the convention's pages."""
    told = public_part(schedule)
    names = Names(told, home)
    root = etree.Element("schedule")
    _add(root, "generator", name=OURS, version=VERSION)
    if home:
        _add(root, "url", f"{home}/public/schedule.xml")
    _add(root, "version", told.version)
    _add_conference(root, told, names)
    for index, (day, sessions) in enumerate(sessions_by_day(told), start=1):
        _add_day(root, index, day, sessions, names)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _add(parent: _Element, tag: str, text: str = "", /, **attributes: str) -> _Element:
    element = etree.SubElement(
        parent, tag, {key: UNREADABLE.sub("", value) for key, value in attributes.items()}
    )
    element.text = UNREADABLE.sub("", text) or None
    return element


def _add_conference(root: _Element, schedule: Schedule, names: Names) -> None:
    convention = schedule.convention
    element = _add(root, "conference")
    _add(element, "title", convention.title.within(names.language))
    _add(element, "acronym", names.acronym)
    _add(element, "start", convention.start.isoformat())
    _add(element, "end", convention.end.isoformat())
    _add(element, "days", str(len(schedule.days)))
    _add(element, "timeslot_duration", as_clock(convention.timeslot))
    for name, address in (
        ("logo", str(convention.origin.get("logo", ""))),
        ("url", convention.url or (f"{names.home}/" if names.home else "")),
    ):
        if address.startswith(HTTP):
            _add(element, name, address)
    _add(element, "time_zone_name", convention.timezone)
    _add_colours(element, convention.origin.get("colors"))
    for track in schedule.tracks:
        _add_track(element, track, names)


def _add_colours(conference: _Element, colours: object) -> None:
    if not isinstance(colours, dict) or not HEX.fullmatch(str(colours.get("primary"))):
        return
    written = {
        str(name): str(value)
        for name, value in colours.items()
        if ATTRIBUTE.fullmatch(str(name)) and (name != "background" or HEX.fullmatch(str(value)))
    }
    _add(conference, "color", **written)


def _add_track(conference: _Element, track: ScheduleTrack, names: Names) -> None:
    name = names.tracks[track.slug]
    origin = names.schedule.convention.origin.get("tracks", {}).get(track.slug, {})
    attributes = {"name": name}
    if HEX.fullmatch(str(origin.get("color"))):
        attributes["color"] = origin["color"]
    if TRACK_SLUG.fullmatch(track.slug):
        attributes["slug"] = track.slug
    _add(conference, "track", name, **attributes)


def _add_day(
    root: _Element,
    index: int,
    day: ScheduleDay,
    sessions: list[ScheduleSession],
    names: Names,
) -> None:
    element = _add(
        root,
        "day",
        index=str(index),
        date=day.date.isoformat(),
        start=day.starts_at.isoformat(),
        end=day.ends_at.isoformat(),
    )
    for listed in names.schedule.rooms:
        room = _add(element, "room", name=names.rooms[listed.slug], guid=str(listed.guid))
        for session in sessions:
            if session.room == listed.slug:
                _add_event(room, session, names)
    without_room = [session for session in sessions if not session.room]
    if without_room:
        room = _add(element, "room", name="")
        for session in without_room:
            _add_event(room, session, names)


def _add_event(room: _Element, session: ScheduleSession, names: Names) -> None:
    start = session.starts_at
    event = _add(room, "event", guid=str(session.guid), id=str(names.numbers[session.guid]))
    if CODE.fullmatch(session.code):
        event.set("code", session.code)
    _add(event, "room", room.get("name", ""))
    _add(event, "title", names.said(session, session.title))
    _add(event, "subtitle", names.said(session, session.subtitle))
    _add(event, "type", session.kind_name or session.kind)
    _add(event, "date", start.isoformat() if start else "")
    _add(event, "start", f"{start:%H:%M}")
    _add(event, "duration", as_clock(session.duration))
    _add(event, "abstract", names.said(session, session.abstract))
    _add(event, "slug", names.long_slug(session))
    _add(event, "track", names.tracks.get(session.track, ""))
    _add(event, "language", session.language)
    _add(event, "description", names.said(session, session.description))
    _add_addresses(event, session, names.page_of(session))
    _add_recording(event, session)
    _add_persons(event, session, names)
    _add_links(event, "links", "link", session.links)
    _add_links(event, "attachments", "attachment", session.attachments)


def _add_addresses(event: _Element, session: ScheduleSession, page: str) -> None:
    origin = session.origin
    for name, address in (
        ("logo", session.logo),
        ("url", page),
        ("video_download_url", origin.get("video_download_url", "")),
        ("feedback_url", origin.get("feedback_url", "")),
        ("origin_url", origin.get("origin_url", "")),
    ):
        if address.startswith(HTTP):
            _add(event, name, address)


def _add_recording(event: _Element, session: ScheduleSession) -> None:
    recording = _add(event, "recording")
    _add(recording, "license", session.recording_license)
    _add(recording, "optout", "true" if session.do_not_record else "false")
    for name in ("url", "link"):
        address = session.origin.get("recording", {}).get(name, "")
        if address.startswith(HTTP):
            _add(recording, name, address)


def _add_persons(event: _Element, session: ScheduleSession, names: Names) -> None:
    persons = _add(event, "persons")
    for appearance in session.speakers:
        person = names.schedule.person[appearance.person]
        element = _add(persons, "person", person.name, guid=str(person.guid))
        if isinstance(person.origin.get("id"), int):
            element.set("id", str(person.origin["id"]))


def _add_links(event: _Element, name: str, each: str, links: Iterable[Link]) -> None:
    element = _add(event, name)
    for link in links:
        found = _add(element, each, link.title, href=link.url)
        if link.kind:
            found.set("type", UNREADABLE.sub("", link.kind))
