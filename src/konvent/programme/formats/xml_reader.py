# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Read schedule.xml as frab, pentabarf (FOSDEM) and pretalx write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from lxml import etree

from konvent.programme.formats.feed import XML, Event, Facts, Feed, Item
from konvent.programme.formats.remarks import NotAScheduleError, Problem

if TYPE_CHECKING:
    from lxml.etree import _Element

    from konvent.programme.formats.remarks import Remarks

CONFERENCE = frozenset(
    {
        *("title", "subtitle", "acronym", "start", "end", "days", "day_change", "time_zone_name"),
        *("timeslot_duration", "base_url", "logo", "url", "color", "track"),
    }
)
EVENT = frozenset(
    {
        *("room", "title", "subtitle", "type", "date", "start", "duration", "abstract", "slug"),
        *("track", "logo", "persons", "language", "description", "recording", "links"),
        *("attachments", "video_download_url", "url", "feedback_url", "origin_url"),
    }
)
MARKED_UP = frozenset({"abstract", "description"})


def read_xml(content: bytes, remarks: Remarks) -> Feed:
    """Return what the file says; raise NotAScheduleError when it is no schedule.xml."""
    root = _parse(content)
    if root.tag != "schedule":
        reason = _("This is a <%(name)s>, not a <schedule>.") % {"name": root.tag}
        raise NotAScheduleError(Problem(_place(root), reason))
    if root.getroottree().docinfo.internalDTD is not None:
        reason = _("A schedule has no document type; this file declares one.")
        raise NotAScheduleError(Problem(_place(root), reason))
    conference = root.find("conference")
    if conference is None:
        reason = _("There is no <conference> in this <schedule>.")
        raise NotAScheduleError(Problem(_place(root), reason))
    generator = root.find("generator")
    feed = Feed(
        dialect=XML,
        conference=Item(place=_place(conference), facts=_conference(conference, remarks)),
        version=_text(root.find("version")),
        generator="" if generator is None else generator.get("name", ""),
        base_url=_text(conference.find("base_url")),
        tracks=[_track(track) for track in conference.findall("track")],
    )
    for number, day in enumerate(root.findall("day")):
        _read_day(feed, number, day, remarks)
    return feed


def _parse(content: bytes) -> _Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        place = _("line %(number)d") % {"number": error.lineno or 1}
        reason = _("This is not well-formed XML: %(message)s") % {"message": error.msg}
        raise NotAScheduleError(Problem(place, reason)) from error


def _place(element: _Element) -> str:
    return _("line %(number)d") % {"number": element.sourceline or 0}


def _attributes(element: _Element) -> Facts:
    return {str(name): str(value) for name, value in element.attrib.items()}


def _text(element: _Element | None) -> str:
    return "" if element is None else "".join(map(str, element.itertext()))


def _markup(element: _Element) -> str:
    """Return the content as it stands: some write their HTML without escaping it."""
    if not len(element):
        return element.text or ""
    inner = [etree.tostring(child, encoding="unicode") for child in element]
    return (element.text or "") + "".join(inner)


def _conference(element: _Element, remarks: Remarks) -> Facts:
    facts: Facts = {}
    for child in element.iterchildren("*"):
        if child.tag not in CONFERENCE:
            if _text(child).strip():
                remarks.ignored(
                    _("<%(name)s> says nothing Konvent keeps.") % {"name": child.tag}, _place(child)
                )
        elif child.tag == "color":
            facts["colors"] = _attributes(child)
        elif child.tag != "track":
            facts[str(child.tag)] = _text(child)
    return facts


def _track(element: _Element) -> Item:
    name = element.get("name") or _text(element)
    return Item(place=_place(element), facts={**_attributes(element), "name": name})


def _read_day(feed: Feed, number: int, element: _Element, remarks: Remarks) -> None:
    feed.days.append(Item(place=_place(element), facts=_attributes(element)))
    for room in element.findall("room"):
        name = room.get("name", "")
        feed.rooms.append(Item(place=_place(room), facts=_attributes(room)))
        for event in room.findall("event"):
            facts = _event(event, remarks)
            facts["room"] = name or facts.get("room", "")
            feed.events.append(Event(place=_place(event), facts=facts, day=number))


def _event(element: _Element, remarks: Remarks) -> Facts:
    facts = _attributes(element)
    for child in element.iterchildren("*"):
        name = str(child.tag)
        if name not in EVENT:
            if _text(child).strip():
                remarks.ignored(
                    _("<%(name)s> says nothing Konvent keeps.") % {"name": name}, _place(child)
                )
        elif name in READERS:
            facts.update(READERS[name](child))
        else:
            facts[name] = _markup(child) if name in MARKED_UP else _text(child)
    return facts


def _persons(element: _Element) -> Facts:
    found = element.findall("person")
    return {"persons": [{**_attributes(person), "name": _text(person)} for person in found]}


def _links(element: _Element) -> Facts:
    return {
        element.tag: [
            {"url": link.get("href", ""), "type": link.get("type", ""), "title": _text(link)}
            for link in element.iterchildren("*")
        ]
    }


def _recording(element: _Element) -> Facts:
    kept = {name: _text(element.find(name)) for name in ("url", "link")}
    return {
        "recording_license": _text(element.find("license")),
        "do_not_record": _text(element.find("optout")).strip().lower() in {"true", "1", "yes"},
        "recording": {name: address for name, address in kept.items() if address},
    }


READERS = {
    "persons": _persons,
    "links": _links,
    "attachments": _links,
    "recording": _recording,
}
