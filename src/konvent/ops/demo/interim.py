# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Writes the reference convention's programme into an empty house."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from konvent.convention.models import Convention, Day
from konvent.people.models import Organisation, Person
from konvent.programme.models import Room, Session, Speaker, Track

if TYPE_CHECKING:
    from konvent.programme.schedule import Schedule


def asdict(thing: Any) -> dict[str, Any]:  # noqa: ANN401 -- any part of a schedule
    """Return its fields; unlike dataclasses.asdict it leaves their values alone."""
    return {f.name: getattr(thing, f.name) for f in fields(thing)}


def write(schedule: Schedule) -> Convention:
    """Create everything."""
    facts = schedule.convention
    convention = Convention.objects.create(
        slug=facts.slug,
        title=facts.title,
        subtitle=facts.subtitle,
        timezone=facts.timezone,
        languages=list(facts.languages),
    )
    for day in schedule.days:
        Day.objects.create(convention=convention, **asdict(day))
    rooms = {
        r.slug: Room.objects.create(convention=convention, position=n, **asdict(r))
        for n, r in enumerate(schedule.rooms)
    }
    tracks = {
        t.slug: Track.objects.create(convention=convention, position=n, **asdict(t))
        for n, t in enumerate(schedule.tracks)
    }
    bodies = {
        o.slug: Organisation.objects.create(convention=convention, **asdict(o))
        for o in schedule.organisations
    }
    people = {
        p.code: Person.objects.create(
            convention=convention, **{**asdict(p), "organisation": bodies.get(p.organisation)}
        )
        for p in schedule.people
    }
    for s in schedule.sessions:
        values = asdict(s)
        for name in ("speakers", "partners", "links", "attachments"):
            values.pop(name)
        values |= {"track": tracks.get(s.track), "room": rooms.get(s.room)}
        session = Session.objects.create(convention=convention, **values)
        session.partners.set([bodies[slug] for slug in s.partners])
        for n, a in enumerate(s.speakers):
            Speaker.objects.create(
                session=session, person=people[a.person], role=a.role, position=n
            )
    return convention
