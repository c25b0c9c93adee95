# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Sessions of a file."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from konvent.programme.formats.languages import language_of_texts, tidy_language
from konvent.programme.formats.persons import read_speakers
from konvent.programme.formats.places import room_slug, track_slug
from konvent.programme.formats.values import (
    CODE,
    clean_line,
    derived_code,
    derived_guid,
    derived_number,
    read_duration,
    read_guid,
    read_moment,
    read_time,
    slugify,
    untaken,
)
from konvent.programme.schedule import Link, ScheduleSession, local

if TYPE_CHECKING:
    from uuid import UUID

    from konvent.programme.formats.context import Context
    from konvent.programme.formats.feed import Event, Facts, Feed, Item
    from konvent.programme.formats.persons import People
    from konvent.programme.formats.places import Rooms, Tracks

KINDS = (
    ("keynote", ("keynote",)),
    ("opening", ("opening", "eröffnung", "welcome", "begrüßung")),
    ("panel", ("panel", "podium", "discussion", "diskussion")),
    ("workshop", ("workshop", "hands-on", "tutorial")),
    ("deep-dive", ("deep dive", "deep-dive")),
    ("break", ("break", "pause", "lunch")),
    ("talk", ("talk", "lecture", "vortrag", "maintrack", "devroom", "slot", "präsentation")),
)
CODE_IN_ADDRESS = re.compile(r"/(?:talk|session|submission)/([A-Z0-9]{6})/?$")
CODE_LENGTH = 6
LONGEST_CODE = 20
MOST_DIGITS = 18
LONGEST_SLUG = 200
USUAL = timedelta(minutes=30)
CANCELLED = frozenset({"CANCELED", "CANCELLED"})
NOT_PUBLIC = frozenset({"DRAFT", "SUBMITTED", "REJECTED", "WITHDRAWN", "DELETED"})
ADDRESSES = ("feedback_url", "origin_url", "video_download_url")


@dataclass(slots=True)
class World:
    """What sessions refer to."""

    rooms: Rooms
    tracks: Tracks
    people: People


def read_sessions(feed: Feed, world: World, context: Context) -> list[ScheduleSession]:
    """Return every session of the file, each with a guid, a code and a slug of its own."""
    shown = [event for event in feed.events if not _is_hidden(event, context)]
    return _apart([_session(event, feed, world, context) for event in shown], context)


def _is_hidden(event: Event, context: Context) -> bool:
    is_hidden = event.facts.get("state") in NOT_PUBLIC
    if is_hidden:
        context.remarks.ignored(_("A session is not part of the programme yet."), event.place)
    return is_hidden


def _session(event: Event, feed: Feed, world: World, context: Context) -> ScheduleSession:
    facts = event.facts
    language = tidy_language(str(facts.get("language") or ""))
    tongue = language_of_texts(language, context.language)
    guid = _guid(event, context)
    kind_name = clean_line(facts.get("type") or "")[:100]
    kind = kind_named(kind_name)
    starts_at = _start(event, feed, context)
    session = ScheduleSession(
        guid=guid,
        code=_code(facts),
        slug="",
        title=context.line(facts.get("title"), tongue),
        subtitle=context.line(facts.get("subtitle"), tongue),
        abstract=context.lines(facts.get("abstract"), tongue),
        description=context.lines(facts.get("description"), tongue),
        kind=kind,
        kind_name="" if kind_name.lower() == kind else kind_name,
        language=language,
        track=track_slug(event, world.tracks, context),
        room=_room(event, world, context),
        starts_at=starts_at,
        duration=_duration(event, starts_at, context),
        speakers=read_speakers(event, world.people, context),
        is_cancelled=facts.get("state") in CANCELLED,
        do_not_record=bool(facts.get("do_not_record")),
        recording_license=clean_line(facts.get("recording_license") or "")[:200],
        url=context.address(facts.get("url"))[:500],
        logo=context.address(facts.get("logo"))[:500],
        links=_links(event, "links", context),
        attachments=_links(event, "attachments", context),
        origin=_origin(facts, guid, context),
    )
    return _named(session, event, context)


def _guid(event: Event, context: Context) -> UUID:
    guid = read_guid(event.facts.get("guid") or "")
    if guid is None:
        context.remarks.repaired(_("A session without a guid was given one."), event.place)
    facts = event.facts
    key = facts.get("id") or facts.get("slug") or f"{facts.get('title')} {facts.get('start')}"
    return guid or derived_guid("session", context.name, key)


def _code(facts: Facts) -> str:
    """Return the session's code: its own, or the one in a pretalx address or slug; else ""."""
    slug = str(facts.get("slug") or "")
    in_address = CODE_IN_ADDRESS.search(str(facts.get("url") or ""))
    code = str(facts.get("code") or "") or (in_address[1] if in_address else "")
    code = code or (slug if len(slug) == CODE_LENGTH else "")
    return code if CODE.fullmatch(code) and len(code) <= LONGEST_CODE else ""


def _named(session: ScheduleSession, event: Event, context: Context) -> ScheduleSession:
    """Give the session a title and a slug."""
    title, facts = session.title, event.facts
    if not title:
        context.remarks.repaired(
            _("A session without a title was named after its slug."), event.place
        )
        title = context.line(facts.get("slug") or session.code or f"{session.guid}"[:8])
    given = str(facts.get("slug") or "")
    if context.is_ours:
        given = our_slug(given, context.name)
    slug = re.sub(r"[^a-z0-9_-]+", "-", given.lower()).strip("-_")[:LONGEST_SLUG].strip("-_")
    slug = slug or slugify(title.within(context.language), LONGEST_SLUG) or session.guid.hex[:8]
    if len(slug) == 1:
        slug = f"session-{slug}"
    if given and slug != given and not CODE.fullmatch(given):
        context.remarks.repaired(_("A slug had letters that no slug may have."), event.place)
    return replace(session, title=title, slug=slug)


def our_slug(written: str, name: str) -> str:
    """Return the slug that Konvent dressed up for schedule.xml, which allows only long ones."""
    prefix = f"{name.replace('-', '_').ljust(4, '_')}-"
    return written.removeprefix(prefix).rstrip("_") if written.startswith(prefix) else written


def kind_named(name: str) -> str:
    """Return the type of a session that a feed calls like this."""
    lowered = name.lower()
    for kind, words in KINDS:
        if lowered == kind or any(word in lowered for word in words):
            return kind
    return "other" if lowered else "talk"


def _room(event: Event, world: World, context: Context) -> str:
    slug = room_slug(event, world.rooms, context)
    if not slug:
        context.remarks.noticed(_("A session has no room."), event.place)
    return slug


def _start(event: Event, feed: Feed, context: Context) -> datetime | None:
    moment = read_moment(str(event.facts.get("date") or "")) if event.facts.get("date") else None
    if moment is None and feed.is_second:
        moment = read_moment(str(event.facts.get("start") or ""))
    if moment is None or (moment.tzinfo is None and "T" not in str(event.facts.get("date"))):
        moment = _start_on_day(event, feed)
    if moment is None:
        context.remarks.noticed(_("A session has no time yet."), event.place)
        return None
    if not date(1970, 1, 2) < moment.date() < date(2200, 1, 1):
        context.remarks.ignored(_("A session's date is out of this world."), event.place)
        return None
    return local(moment if moment.tzinfo else moment.replace(tzinfo=context.zone), context.zone)


def _start_on_day(event: Event, feed: Feed) -> datetime | None:
    """Put the clock time on the day; times before the day's beginning belong to its night."""
    clock = read_time(str(event.facts.get("start") or ""))
    if clock is None or event.day is None:
        return None
    day = feed.days[event.day]
    on = day_date(day)
    if on is None:
        return None
    is_night = clock < _change_of_day(day, feed)
    return datetime.combine(on + timedelta(days=is_night), clock)


def day_date(day: Item) -> date | None:
    """Return the date of a day, from itself or from its first moment."""
    for name in ("date", "start", "day_start"):
        moment = read_moment(str(day.facts.get(name) or ""))
        if moment:
            return moment.date()
    return None


def _change_of_day(day: Item, feed: Feed) -> time:
    start = read_moment(str(day.facts.get("start") or day.facts.get("day_start") or ""))
    end = read_moment(str(day.facts.get("end") or day.facts.get("day_end") or ""))
    if start and end and end.date() > start.date():
        return min(end.time(), start.time())
    return read_time(str(feed.conference.facts.get("day_change") or "")) or time(0)


def _duration(event: Event, starts_at: datetime | None, context: Context) -> timedelta:
    end = read_moment(str(event.facts.get("end") or "")) if event.facts.get("end") else None
    if end and starts_at:
        end = end if end.tzinfo else end.replace(tzinfo=context.zone)
        lasting = end.astimezone(UTC) - starts_at.astimezone(UTC)
        if timedelta(0) <= lasting < timedelta(days=31):
            return lasting
    duration = read_duration(str(event.facts.get("duration") or ""))
    if duration is None:
        context.remarks.repaired(
            _("A session without a duration was given 30 minutes."), event.place
        )
        return USUAL
    return duration


def _links(event: Event, name: str, context: Context) -> tuple[Link, ...]:
    links = []
    for facts in event.facts.get(name, ()):
        address = context.address(facts.get("url"), context.address(event.facts.get("url")))
        if address:
            title = clean_line(facts.get("title") or "")
            links.append(Link(title=title, url=address, kind=clean_line(facts.get("type") or "")))
        else:
            context.remarks.ignored(_("A link leads nowhere."), event.place)
    return tuple(links)


def _origin(facts: Facts, guid: UUID, context: Context) -> Facts:
    origin: Facts = {
        name: found for name in ADDRESSES if (found := context.address(facts.get(name)))
    }
    digits = str(facts.get("id") or "")
    number = int(digits) if digits.isdecimal() and len(digits) <= MOST_DIGITS else 0
    if number and number != derived_number(guid):
        origin["id"] = number
    if facts.get("do_not_stream"):
        origin["do_not_stream"] = facts["do_not_stream"]
    recording = {
        name: found
        for name, address in (facts.get("recording") or {}).items()
        if (found := context.address(address))
    }
    return origin | ({"recording": recording} if recording else {})


def _apart(sessions: list[ScheduleSession], context: Context) -> list[ScheduleSession]:
    """Give every session a guid, a number, a code and a slug that no other has.

    Of two with the same, the earlier one keeps it: the order in a file may change from day to day.
    """
    guids: dict[UUID, int] = {}
    codes = {session.code for session in sessions if session.code}
    used: set[str] = set()
    slugs: set[str] = set()
    numbers: set[int] = set()
    apart: dict[int, ScheduleSession] = {}
    for place, session in sorted(enumerate(sessions), key=_earlier_first):
        guid, code, origin = session.guid, session.code, session.origin
        guids[guid] = guids.get(guid, 0) + 1
        if guids[guid] > 1:
            context.remarks.repaired(
                _("Two sessions had the same guid; the later one was given another."), str(guid)
            )
            guid = derived_guid(session.guid, guids[guid])
        if not code or code in used:
            code = derived_code(guid, (codes | used).__contains__)
        if origin.get("id") in numbers:
            origin = {name: fact for name, fact in origin.items() if name != "id"}
        slug = untaken(session.slug, slugs, LONGEST_SLUG)
        used.add(code)
        slugs.add(slug)
        numbers.add(origin.get("id", 0))
        apart[place] = replace(session, guid=guid, code=code, slug=slug, origin=origin)
    return [apart[place] for place in range(len(sessions))]


def _earlier_first(numbered: tuple[int, ScheduleSession]) -> tuple[float, str, int]:
    place, session = numbered
    return (session.starts_at.timestamp() if session.starts_at else 0, session.room, place)
