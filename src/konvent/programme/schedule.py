# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A whole programme as one immutable document.

Importers make it, versions keep it, pages and exporters read it. It knows no database and no HTTP.
Moments carry their offset; texts are by language; everything refers to everything else by key:
rooms, tracks and organisations by slug, people and sessions by code.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID  # noqa: TC003 -- dataclass fields are resolved at run time

from konvent.foundation.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

NOTHING = Text()


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment with the offset that holds in this zone then."""
    there = moment.astimezone(zone)
    return there.replace(tzinfo=timezone(there.utcoffset() or timedelta()), fold=0)


@dataclass(frozen=True, kw_only=True)
class ConventionFacts:
    """What a programme says about its convention."""

    slug: str
    title: Text
    subtitle: Text = NOTHING
    timezone: str
    start: date
    end: date
    timeslot: timedelta = timedelta(minutes=5)
    languages: tuple[str, ...] = ("de", "en")
    default_language: str = "de"
    url: str = ""
    origin: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ScheduleDay:
    """One day; ``starts_at`` to ``ends_at`` may reach past midnight."""

    date: date
    starts_at: datetime
    ends_at: datetime
    theme: Text = NOTHING


@dataclass(frozen=True, kw_only=True)
class ScheduleRoom:
    guid: UUID
    slug: str
    name: Text
    description: Text = NOTHING
    colour: str = "blue"
    capacity: int | None = None
    has_picture: bool = False


@dataclass(frozen=True, kw_only=True)
class ScheduleTrack:
    slug: str
    name: Text
    colour: str = "slate"


@dataclass(frozen=True, kw_only=True)
class ScheduleOrganisation:
    guid: UUID
    slug: str
    name: str
    kind: str = "other"
    description: Text = NOTHING
    website: str = ""
    is_fictional: bool = False


@dataclass(frozen=True, kw_only=True)
class SchedulePerson:
    guid: UUID
    code: str
    name: str
    position: Text = NOTHING
    biography: Text = NOTHING
    organisation: str = ""
    is_fictional: bool = False
    origin: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Appearance:
    """A person in a session, with a role (a value of SpeakerRole)."""

    person: str
    role: str = "speaker"


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link or a file that belongs to a session."""

    title: str
    url: str
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class ScheduleSession:
    """One item; without ``room`` or ``starts_at`` it is not scheduled yet."""

    guid: UUID
    code: str
    slug: str
    title: Text
    subtitle: Text = NOTHING
    abstract: Text = NOTHING
    description: Text = NOTHING
    kind: str = "talk"
    kind_name: str = ""
    language: str = ""
    level: str = ""
    track: str = ""
    room: str = ""
    starts_at: datetime | None = None
    duration: timedelta = timedelta(minutes=30)
    speakers: tuple[Appearance, ...] = ()
    partners: tuple[str, ...] = ()
    is_cancelled: bool = False
    is_fictional: bool = False
    do_not_record: bool = False
    recording_license: str = ""
    url: str = ""
    logo: str = ""
    links: tuple[Link, ...] = ()
    attachments: tuple[Link, ...] = ()
    origin: dict[str, Any] = field(default_factory=dict)
    """What a feed said that has no field here; exporters give it back."""

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + self.duration if self.starts_at else None


def by_name(thing: ScheduleOrganisation | SchedulePerson) -> tuple[str, str, str]:
    """Sort organisations and people by name."""
    return (thing.name.casefold(), thing.name, str(thing.guid))


def in_order(
    sessions: Iterable[ScheduleSession], rooms: Iterable[ScheduleRoom]
) -> tuple[ScheduleSession, ...]:
    """Return the sessions by start, room and code; those without a start come last."""
    place = {room.slug: number for number, room in enumerate(rooms)}

    def key(session: ScheduleSession) -> tuple[bool, float, int, str]:
        start = session.starts_at.timestamp() if session.starts_at else 0
        return (session.starts_at is None, start, place.get(session.room, -1), session.code)

    return tuple(sorted(sessions, key=key))


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """The whole programme.

    Days, rooms and tracks are in their order, sessions by start, room and code (see `in_order`),
    organisations and people by name.
    """

    version: str = ""
    convention: ConventionFacts
    days: tuple[ScheduleDay, ...] = ()
    rooms: tuple[ScheduleRoom, ...] = ()
    tracks: tuple[ScheduleTrack, ...] = ()
    organisations: tuple[ScheduleOrganisation, ...] = ()
    people: tuple[SchedulePerson, ...] = ()
    sessions: tuple[ScheduleSession, ...] = ()

    def says_the_same_as(self, other: Schedule) -> bool:
        """Whether both are the same programme, whatever number each has."""
        return replace(self, version="") == replace(other, version="")

    @cached_property
    def room(self) -> dict[str, ScheduleRoom]:
        return {room.slug: room for room in self.rooms}

    @cached_property
    def track(self) -> dict[str, ScheduleTrack]:
        return {track.slug: track for track in self.tracks}

    @cached_property
    def organisation(self) -> dict[str, ScheduleOrganisation]:
        return {organisation.slug: organisation for organisation in self.organisations}

    @cached_property
    def person(self) -> dict[str, SchedulePerson]:
        return {person.code: person for person in self.people}

    @cached_property
    def session(self) -> dict[str, ScheduleSession]:
        return {session.code: session for session in self.sessions}

    @cached_property
    def scheduled(self) -> tuple[ScheduleSession, ...]:
        """Sessions that have a room and a start, cancelled ones included."""
        return tuple(s for s in self.sessions if s.room and s.starts_at)

    def day_of(self, session: ScheduleSession) -> ScheduleDay | None:
        """Return the day a session starts in, by the day's hours, else by its date."""
        if session.starts_at is None:
            return None
        for day in self.days:
            if day.starts_at <= session.starts_at < day.ends_at:
                return day
        return next((day for day in self.days if day.date == session.starts_at.date()), None)

    def on_day(self, day: ScheduleDay) -> tuple[ScheduleSession, ...]:
        """Return the scheduled sessions of one day."""
        return tuple(session for session in self.scheduled if self.day_of(session) is day)

    def in_room(self, slug: str) -> tuple[ScheduleSession, ...]:
        """Return the scheduled sessions of one room."""
        return tuple(session for session in self.scheduled if session.room == slug)

    def of_person(self, code: str) -> tuple[ScheduleSession, ...]:
        """Return the sessions a person appears in."""
        return tuple(s for s in self.sessions if any(a.person == code for a in s.speakers))
