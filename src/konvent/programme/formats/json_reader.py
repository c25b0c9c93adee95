# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Read schedule.json, version 1 and version 2 (alpha 3).

What is missing or misspelt is for the interpretation to repair. A value of the wrong type is
refused with its place: what writes "2814" where a number belongs does not know the format.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias

from django.utils.translation import gettext as _

from konvent.programme.formats.feed import FIRST, SECOND, Event, Facts, Feed, Item
from konvent.programme.formats.remarks import NotAScheduleError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from konvent.programme.formats.remarks import Remarks

Types: TypeAlias = dict[str, tuple[type, ...]]

TEXT: tuple[type, ...] = (str, type(None))
TEXTS: tuple[type, ...] = (str, dict, type(None))
NUMBER: tuple[type, ...] = (int, type(None))
LIST: tuple[type, ...] = (list, type(None))
FACTS: tuple[type, ...] = (dict, type(None))

CONFERENCE: Types = {
    **dict.fromkeys(
        ("acronym", "start", "end", "timeslot_duration", "time_zone_name", "url"), TEXT
    ),
    "base_url": TEXT,
    **dict.fromkeys(("title", "subtitle", "description", "logo"), TEXTS),
    **dict.fromkeys(("days", "rooms", "tracks", "keywords", "languages"), LIST),
    **dict.fromkeys(("colors", "meta", "defaults"), FACTS),
    "daysCount": NUMBER,
}
ROOM: Types = {
    **dict.fromkeys(("guid", "slug", "type", "stream_id", "url"), TEXT),
    **dict.fromkeys(("name", "description"), TEXTS),
    **dict.fromkeys(("features", "assembly", "parent"), FACTS),
    "capacity": (int, float, type(None)),
}
TRACK: Types = {
    **dict.fromkeys(("slug", "color", "type"), TEXT),
    "name": TEXTS,
    "colors": FACTS,
}
DAY: Types = {
    **dict.fromkeys(("date", "day_start", "day_end", "start", "end"), TEXT),
    "index": NUMBER,
    "rooms": FACTS,
}
EVENT: Types = {
    **dict.fromkeys(("guid", "code", "date", "start", "end", "duration", "slug", "url"), TEXT),
    **dict.fromkeys(("title", "subtitle", "abstract", "description", "logo"), TEXTS),
    **dict.fromkeys(("type", "language", "recording_license", "state"), TEXT),
    **dict.fromkeys(("room", "track"), TEXTS),
    **dict.fromkeys(("feedback_url", "origin_url"), TEXT),
    **dict.fromkeys(("persons", "participants", "links", "attachments"), LIST),
    "id": NUMBER,
    "do_not_record": (bool, type(None)),
    "do_not_stream": (bool, str, type(None)),
}
PERSON: Types = {
    **dict.fromkeys(("guid", "code", "name", "public_name", "role", "avatar", "url"), TEXT),
    "biography": TEXTS,
    "id": NUMBER,
}
LINK: Types = dict.fromkeys(("url", "title", "type", "service"), TEXT)
PRIVATE = frozenset({"answers"})
"""Answers to the organisers' questions, which pretalx may add."""


def read_json(content: bytes, remarks: Remarks) -> Feed:
    """Return what the file says; raise NotAScheduleError with every reason if it is no schedule."""
    return _Reader(remarks).read(_parse(content))


def _parse(content: bytes) -> Any:  # noqa: ANN401 -- JSON is anything
    try:
        return json.loads(content)
    except UnicodeDecodeError as error:
        raise NotAScheduleError(Problem("", _("This text is not UTF-8."))) from error
    except RecursionError as error:
        raise NotAScheduleError(Problem("", _("This JSON is nested too deeply."))) from error
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        reason = _("This is not JSON: %(message)s") % {"message": getattr(error, "msg", error)}
        raise NotAScheduleError(Problem(_("line %(number)d") % {"number": line}, reason)) from error


class _Reader:
    """Walks through one document; remembers every problem, so that all can be told at once."""

    def __init__(self, remarks: Remarks) -> None:
        self.remarks = remarks
        self.problems: list[Problem] = []

    def read(self, document: Any) -> Feed:  # noqa: ANN401 -- JSON is anything
        schedule = self._member(document, "schedule", "")
        conference = self._member(schedule, "conference", "schedule")
        is_second = isinstance(schedule.get("events"), list)
        place = "schedule.conference"
        generator = document.get("generator") or schedule.get("generator")
        feed = Feed(
            dialect=SECOND if is_second else FIRST,
            conference=Item(place=place, facts=self._facts(conference, CONFERENCE, place)),
            version=str(schedule.get("version") or ""),
            generator=str(generator.get("name", "")) if isinstance(generator, dict) else "",
            base_url=_first_text(schedule.get("base_url"), conference.get("base_url")),
            extension=schedule["konvent"] if isinstance(schedule.get("konvent"), dict) else {},
        )
        place, rooms = self._rooms_of(schedule, conference)
        feed.rooms = list(self._items(rooms, ROOM, place))
        feed.tracks = list(
            self._items(conference.get("tracks"), TRACK, "schedule.conference.tracks")
        )
        feed.days = list(self._items(conference.get("days"), DAY, "schedule.conference.days"))
        if is_second:
            feed.events = list(self._events(schedule["events"], "schedule.events"))
        else:
            feed.events = [
                event for number in range(len(feed.days)) for event in self._day(feed, number)
            ]
        if self.problems:
            raise NotAScheduleError(*self.problems)
        return feed

    def _rooms_of(self, schedule: Facts, conference: Facts) -> tuple[str, Any]:
        if not conference.get("rooms") and isinstance(schedule.get("rooms"), list):
            self.remarks.repaired(_("The rooms stood outside the conference."), "schedule.rooms")
            return "schedule.rooms", schedule["rooms"]
        return "schedule.conference.rooms", conference.get("rooms")

    def _member(self, whole: Any, name: str, place: str) -> Facts:  # noqa: ANN401 -- JSON is anything
        member = whole.get(name) if isinstance(whole, dict) else None
        if isinstance(member, dict):
            return member
        reason = _('There is no "%(name)s" here, so this is no schedule.') % {"name": name}
        raise NotAScheduleError(*self.problems, Problem(place, reason))

    def _items(self, things: Any, types: Types, place: str) -> Iterator[Item]:  # noqa: ANN401 -- JSON is anything
        for here, facts in self._objects(things, types, place):
            yield Item(place=here, facts=facts)

    def _events(self, things: Any, place: str, day: int | None = None) -> Iterator[Event]:  # noqa: ANN401 -- JSON is anything
        for here, facts in self._objects(things, EVENT, place):
            for name, types in (("persons", PERSON), ("participants", PERSON)):
                if name in facts:
                    objects = self._objects(facts[name], types, f"{here}.{name}")
                    facts[name] = [person for _here, person in objects]
            for name in ("links", "attachments"):
                if name in facts:
                    facts[name] = list(self._links(facts[name], f"{here}.{name}"))
            yield Event(place=here, facts=facts, day=day)

    def _links(self, things: Any, place: str) -> Iterator[Facts]:  # noqa: ANN401 -- JSON is anything
        plain = [{"url": link} if isinstance(link, str) else link for link in things or ()]
        for _here, facts in self._objects(plain, LINK, place):
            yield facts

    def _day(self, feed: Feed, number: int) -> Iterator[Event]:
        day = feed.days[number]
        for name, events in day.facts.pop("rooms", {}).items():
            feed.rooms.append(Item(place=f"{day.place}.rooms", facts={"name": name}))
            for event in self._events(
                events, f"{day.place}.rooms[{json.dumps(name, ensure_ascii=False)}]", number
            ):
                event.facts.setdefault("room", name)
                yield event

    def _objects(self, things: Any, types: Types, place: str) -> Iterator[tuple[str, Facts]]:  # noqa: ANN401 -- JSON is anything
        if not isinstance(things, (list, type(None))):
            self.problems.append(Problem(place, _expected(_("a list"), things)))
            return
        for number, thing in enumerate(things or ()):
            here = f"{place}[{number}]"
            if isinstance(thing, dict):
                yield here, self._facts(thing, types, here)
            else:
                self.problems.append(Problem(here, _expected(_("an object"), thing)))

    def _facts(self, thing: Facts, types: Types, place: str) -> Facts:
        """Return the facts Konvent reads, each of its right type."""
        for name in thing:
            if name not in types and thing[name] not in (None, "", [], {}):
                self._ignore(name, place)
        facts = {}
        for name, value in thing.items():
            allowed = types.get(name, (object,))
            if not _is(value, allowed):
                self.problems.append(Problem(f"{place}.{name}", _expected(_named(allowed), value)))
            elif name in types and value is not None:
                facts[name] = value
        return facts

    def _ignore(self, name: str, place: str) -> None:
        if name in PRIVATE:
            text = _('"%(name)s" may be private and is left out.')
        else:
            text = _('"%(name)s" says nothing Konvent keeps.')
        self.remarks.ignored(text % {"name": name}, place)


def _is(value: object, allowed: tuple[type, ...]) -> bool:
    if isinstance(value, bool):  # which Python counts among the numbers
        return bool in allowed or object in allowed
    return isinstance(value, allowed)


def _first_text(*values: Any) -> str:  # noqa: ANN401 -- JSON is anything
    return next((value for value in values if isinstance(value, str) and value), "")


def _expected(wanted: str, value: Any) -> str:  # noqa: ANN401 -- JSON is anything
    shown = json.dumps(value, ensure_ascii=False)
    shown = shown if len(shown) <= 40 else f"{shown[:39]}…"  # noqa: PLR2004 -- a line's worth
    return _("%(wanted)s is expected here, not %(value)s.") % {"wanted": wanted, "value": shown}


def _named(types: tuple[type, ...]) -> str:
    return {
        TEXT: _("a text"),
        TEXTS: _("a text, or texts by language,"),
        NUMBER: _("a number"),
        LIST: _("a list"),
        FACTS: _("an object"),
        ROOM["capacity"]: _("a number"),
        EVENT["do_not_record"]: _("true or false"),
    }.get(types, _("something else"))
