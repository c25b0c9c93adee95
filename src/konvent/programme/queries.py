# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Read the programme as a Schedule: the published one, or the working copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Max, Prefetch

from konvent.foundation.prepared import prepared
from konvent.foundation.remembering import once
from konvent.people.models import Organisation, Person
from konvent.programme.changes import Change
from konvent.programme.document import read_document
from konvent.programme.models import Room, Session, Speaker, Track, Version
from konvent.programme.schedule import (
    Appearance,
    ConventionFacts,
    Link,
    Schedule,
    ScheduleDay,
    ScheduleOrganisation,
    SchedulePerson,
    ScheduleRoom,
    ScheduleSession,
    ScheduleTrack,
    by_name,
    in_order,
    local,
)

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from django.db.models import QuerySet

    from konvent.convention.models import Convention, Day
    from konvent.foundation.texts import Text


def published_schedule(slug: str) -> Schedule | None:
    """Return the programme as published last; None when nothing is published yet.

    It is read once per process and version; asking again costs one small query.
    """
    newest = once((published_schedule, slug), lambda: _newest(slug))
    return _version(*newest[0]) if newest else None


@prepared
def _newest(slug: str) -> QuerySet[Version, tuple[int, UUID]]:
    versions = Version.objects.filter(convention__slug=slug).newest_first()
    return versions.values_list("pk", "convention__guid")[:1]


def newest_version(convention: Convention) -> Version | None:
    """Return the version that is published now; what is in it is read when it is asked for."""
    versions = Version.objects.filter(convention=convention).defer("document", "changes")
    return versions.newest_first().first()


def published_schedules() -> dict[str, Schedule]:
    """Return the programme of every convention as published last, by the convention's slug.

    As cheap as `published_schedule`, however many there are.
    """
    newest = Version.objects.values("convention__slug", "convention__guid").annotate(
        newest=Max("pk")
    )
    return {
        version["convention__slug"]: _version(version["newest"], version["convention__guid"])
        for version in newest.order_by()
    }


def schedule_of_version(version: Version) -> Schedule:
    """Return the programme as it was published with this version."""
    return _version(version.pk, version.convention.guid)


@lru_cache(maxsize=16)
def _version(pk: int, convention: UUID) -> Schedule:  # noqa: ARG001 -- a key is given again after a rollback
    return read_document(Version.objects.values_list("document", flat=True).get(pk=pk))


@dataclass(frozen=True, slots=True)
class Publication:
    """One version as the public sees it in the list of changes."""

    number: int
    published_at: datetime
    note: Text
    changes: tuple[Change, ...]


def publications(slug: str) -> tuple[Publication, ...]:
    """Return every published version of this convention's programme, the newest first."""
    versions = Version.objects.filter(convention__slug=slug).newest_first()
    return tuple(
        Publication(number, published_at, note, tuple(map(Change.from_json, changes)))
        for number, published_at, note, changes in versions.values_list(
            "number", "published_at", "note", "changes"
        )
    )


def working_copy(convention: Convention) -> Schedule:
    """Return the programme as the organisers see it now, in a fixed number of queries."""
    zone = convention.zone
    rooms = tuple(_room(room) for room in convention.rooms.order_by("position", "pk"))
    days = tuple(_day(day, zone) for day in convention.days.order_by("date", "pk"))
    return Schedule(
        convention=_convention(convention, days),
        days=days,
        rooms=rooms,
        tracks=tuple(_track(track) for track in convention.tracks.order_by("position", "pk")),
        organisations=tuple(
            sorted(map(_organisation, convention.organisations.all()), key=by_name)
        ),
        people=tuple(
            sorted(map(_person, convention.people.select_related("organisation")), key=by_name)
        ),
        sessions=in_order((_session(session, zone) for session in _sessions(convention)), rooms),
    )


def _sessions(convention: Convention) -> list[Session]:
    speakers = Speaker.objects.select_related("person").order_by("position", "pk")
    return list(
        convention.sessions.select_related("room", "track").prefetch_related(
            Prefetch("speakers", speakers),
            Prefetch("partners", Organisation.objects.order_by("name", "pk")),
        )
    )


def _convention(convention: Convention, days: tuple[ScheduleDay, ...]) -> ConventionFacts:
    origin = dict(convention.origin)
    return ConventionFacts(
        slug=convention.slug,
        title=convention.title,
        subtitle=convention.subtitle,
        timezone=convention.timezone,
        start=days[0].date if days else date.min,
        end=days[-1].date if days else date.min,
        timeslot=timedelta(minutes=convention.timeslot_minutes),
        languages=tuple(convention.languages) or ("de", "en"),
        default_language=convention.default_language,
        url=origin.pop("url", ""),
        origin=origin,
    )


def _day(day: Day, zone: ZoneInfo) -> ScheduleDay:
    return ScheduleDay(
        date=day.date,
        starts_at=local(day.starts_at, zone),
        ends_at=local(day.ends_at, zone),
        theme=day.theme,
    )


def _room(room: Room) -> ScheduleRoom:
    return ScheduleRoom(
        guid=room.guid,
        slug=room.slug,
        name=room.name,
        description=room.description,
        colour=room.colour,
        capacity=room.capacity,
        has_picture=room.has_picture,
    )


def _track(track: Track) -> ScheduleTrack:
    return ScheduleTrack(slug=track.slug, name=track.name, colour=track.colour)


def _organisation(organisation: Organisation) -> ScheduleOrganisation:
    return ScheduleOrganisation(
        guid=organisation.guid,
        slug=organisation.slug,
        name=organisation.name,
        kind=organisation.kind,
        description=organisation.description,
        website=organisation.website,
        is_fictional=organisation.is_fictional,
    )


def _person(person: Person) -> SchedulePerson:
    return SchedulePerson(
        guid=person.guid,
        code=person.code,
        name=person.name,
        position=person.position,
        biography=person.biography,
        organisation=person.organisation.slug if person.organisation else "",
        is_fictional=person.is_fictional,
        origin=person.origin,
    )


def _session(session: Session, zone: ZoneInfo) -> ScheduleSession:
    return ScheduleSession(
        guid=session.guid,
        code=session.code,
        slug=session.slug,
        title=session.title,
        subtitle=session.subtitle,
        abstract=session.abstract,
        description=session.description,
        kind=session.kind,
        kind_name=session.kind_name,
        language=session.language,
        level=session.level,
        track=session.track.slug if session.track else "",
        room=session.room.slug if session.room else "",
        starts_at=local(session.starts_at, zone) if session.starts_at else None,
        duration=session.duration,
        speakers=tuple(
            Appearance(person=s.person.code, role=s.role) for s in session.speakers.all()
        ),
        partners=tuple(partner.slug for partner in session.partners.all()),
        is_cancelled=session.is_cancelled,
        is_fictional=session.is_fictional,
        do_not_record=session.do_not_record,
        recording_license=session.recording_license,
        url=session.url,
        logo=session.logo,
        links=tuple(Link(**link) for link in session.links),
        attachments=tuple(Link(**file) for file in session.attachments),
        origin=session.origin,
    )
