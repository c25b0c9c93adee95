# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Write a whole Schedule into the working copy, in few statements whatever its size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Max

from konvent.convention.models import Day
from konvent.people.models import Organisation, Person
from konvent.programme.models import Room, Session, Speaker, Track

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from django.db import models

    from konvent.convention.models import Convention
    from konvent.programme.schedule import (
        ConventionFacts,
        Schedule,
        SchedulePerson,
        ScheduleSession,
    )

Thing = TypeVar("Thing", bound=Any)

BATCH = 200


def write_convention(convention: Convention, facts: ConventionFacts) -> None:
    """Save what a programme says of its convention."""
    convention.title = facts.title
    convention.subtitle = facts.subtitle
    convention.timezone = facts.timezone
    convention.languages = list(facts.languages)
    convention.default_language = facts.default_language
    convention.timeslot_minutes = max(1, int(facts.timeslot.total_seconds() // 60))
    convention.origin = {**facts.origin, **({"url": facts.url} if facts.url else {})}
    convention.save()


def write_programme(convention: Convention, before: Schedule, after: Schedule) -> None:
    """Make the working copy, which is ``before``, equal to ``after``; touch only what differs."""
    if before.convention != after.convention:
        write_convention(convention, after.convention)
    _remove_sessions(convention, before, after)
    _write_days(convention, before, after)
    _write_places(convention, before, after)
    _write_people(convention, before, after)
    _write_sessions(convention, before, after)
    _remove_unused(convention, before, after)


def _guid(thing: Any) -> UUID:  # noqa: ANN401 -- whatever has one
    guid: UUID = thing.guid
    return guid


def _changed(
    before: Iterable[Thing], after: Iterable[Thing], key: Callable[[Thing], Any] = _guid
) -> list[Thing]:
    known = {key(thing): thing for thing in before}
    return [thing for thing in after if known.get(key(thing)) != thing]


def _gone(
    before: Iterable[Thing], after: Iterable[Thing], key: Callable[[Thing], Any] = _guid
) -> list[Any]:
    left = {key(thing) for thing in after}
    return [key(thing) for thing in before if key(thing) not in left]


def _upsert(manager: models.Manager[Any], things: Iterable[models.Model], key: str) -> None:
    """Create what is new; of what is there, found by its key, overwrite all but its position."""
    fixed = {"id", "convention", "position", key}
    names = [field.name for field in manager.model._meta.concrete_fields if field.name not in fixed]
    manager.bulk_create(
        things,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["convention", key],
        update_fields=names,
    )


def _pks(things: models.QuerySet[Any], key: str) -> dict[Any, int]:
    return dict(things.values_list(key, "pk"))


def _write_days(convention: Convention, before: Schedule, after: Schedule) -> None:
    changed = _changed(before.days, after.days, lambda day: day.date)
    _upsert(Day.objects, (Day(convention=convention, **vars(day)) for day in changed), "date")
    convention.days.filter(date__in=_gone(before.days, after.days, lambda day: day.date)).delete()


def _write_places(convention: Convention, before: Schedule, after: Schedule) -> None:
    first = _next_position(convention.rooms.all())
    rooms = enumerate(_changed(before.rooms, after.rooms), first)
    _upsert(
        Room.objects,
        (Room(convention=convention, position=n, **vars(room)) for n, room in rooms),
        "guid",
    )
    first = _next_position(convention.tracks.all())
    tracks = enumerate(_changed(before.tracks, after.tracks, lambda track: track.slug), first)
    _upsert(
        Track.objects,
        (Track(convention=convention, position=n, **vars(track)) for n, track in tracks),
        "slug",
    )


def _next_position(things: models.QuerySet[Any]) -> int:
    last: int | None = things.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _write_people(convention: Convention, before: Schedule, after: Schedule) -> None:
    organisations = _changed(before.organisations, after.organisations)
    _upsert(
        Organisation.objects,
        (Organisation(convention=convention, **vars(body)) for body in organisations),
        "guid",
    )
    employers = _pks(convention.organisations.all(), "slug")

    def person(facts: SchedulePerson) -> Person:
        values = dict(vars(facts))
        employer = employers.get(values.pop("organisation"))
        return Person(convention=convention, organisation_id=employer, **values)

    _upsert(Person.objects, map(person, _changed(before.people, after.people)), "guid")


def _write_sessions(convention: Convention, before: Schedule, after: Schedule) -> None:
    changed = _changed(before.sessions, after.sessions)
    if not changed:
        return
    rooms = _pks(convention.rooms.all(), "slug")
    tracks = _pks(convention.tracks.all(), "slug")

    def session(facts: ScheduleSession) -> Session:
        values = dict(vars(facts))
        for name in ("speakers", "partners"):
            del values[name]
        for name in ("links", "attachments"):
            values[name] = [dict(vars(link)) for link in values[name]]
        room, track = rooms.get(values.pop("room")), tracks.get(values.pop("track"))
        return Session(convention=convention, room_id=room, track_id=track, **values)

    _upsert(Session.objects, map(session, changed), "guid")
    known = {session.guid: session for session in before.sessions}
    _write_casts(convention, [s for s in changed if _differs(s, known, "speakers")])
    _write_partners(convention, [s for s in changed if _differs(s, known, "partners")])


def _differs(session: ScheduleSession, known: dict[UUID, ScheduleSession], name: str) -> bool:
    before = known.get(session.guid)
    return (
        bool(getattr(session, name))
        if before is None
        else getattr(before, name) != getattr(session, name)
    )


def _write_casts(convention: Convention, sessions: list[ScheduleSession]) -> None:
    pks = _pks(convention.sessions.all(), "guid")
    people = _pks(convention.people.all(), "code")
    for batch in _batches([pks[session.guid] for session in sessions]):
        Speaker.objects.filter(session__in=batch).delete()
    Speaker.objects.bulk_create(
        (
            Speaker(
                session_id=pks[session.guid],
                person_id=people[appearance.person],
                role=appearance.role,
                position=position,
            )
            for session in sessions
            for position, appearance in enumerate(session.speakers)
        ),
        batch_size=BATCH,
    )


def _write_partners(convention: Convention, sessions: list[ScheduleSession]) -> None:
    pks = _pks(convention.sessions.all(), "guid")
    organisations = _pks(convention.organisations.all(), "slug")
    hosting = Session.partners.through
    for batch in _batches([pks[session.guid] for session in sessions]):
        hosting.objects.filter(session__in=batch).delete()
    hosting.objects.bulk_create(
        (
            hosting(session_id=pks[session.guid], organisation_id=organisations[slug])
            for session in sessions
            for slug in session.partners
        ),
        batch_size=BATCH,
    )


def _remove_sessions(convention: Convention, before: Schedule, after: Schedule) -> None:
    for batch in _batches(_gone(before.sessions, after.sessions)):
        convention.sessions.filter(guid__in=batch).delete()


def _remove_unused(convention: Convention, before: Schedule, after: Schedule) -> None:
    for things, gone, key in (
        (convention.people, _gone(before.people, after.people), "guid"),
        (convention.rooms, _gone(before.rooms, after.rooms), "guid"),
        (convention.tracks, _gone(before.tracks, after.tracks, lambda t: t.slug), "slug"),
        (convention.organisations, _gone(before.organisations, after.organisations), "guid"),
    ):
        for batch in _batches(gone):
            things.filter(**{f"{key}__in": batch}).delete()


def _batches(keys: list[Any]) -> Iterable[list[Any]]:
    return (keys[place : place + BATCH] for place in range(0, len(keys), BATCH))
