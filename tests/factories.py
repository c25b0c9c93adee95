# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Small worlds for tests: one convention, its day, and whoever is needed in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from konvent.convention.models import Convention, Day
from konvent.foundation.texts import Text
from konvent.library.models import Recording, RecordingState
from konvent.people.models import Duty, Organisation, Person, Role, User
from konvent.programme.actions import publish_version
from konvent.programme.models import Room, Session, Speaker, Track, Version

DATE = date(2026, 10, 27)
NOW = datetime(2026, 10, 27, 9, 0, tzinfo=UTC)
"""Ten o'clock in Berlin on the day of the convention."""

_numbers = count(1)


def text(german: str, english: str = "") -> Text:
    return Text({"de": german, "en": english or german})


def make_convention(slug: str = "smart-2026", **facts) -> Convention:
    """A convention without days; see `make_world` for one with something in it."""
    facts = {
        "title": text("Smart Convention 2026"),
        "languages": ["de", "en"],
        "contact_email": "help@example.org",
        **facts,
    }
    return Convention.objects.create(slug=slug, **facts)


def at(hour: int, minute: int = 0, on: date = DATE, zone: str = "Europe/Berlin") -> datetime:
    """A moment on the convention's clock."""
    return datetime.combine(on, time(hour, minute), tzinfo=ZoneInfo(zone))


def make_day(convention: Convention, on: date = DATE, **facts) -> Day:
    """A day from 09:00 to 20:00."""
    facts = {
        "starts_at": at(9, on=on, zone=convention.timezone),
        "ends_at": at(20, on=on, zone=convention.timezone),
        "theme": text("Tag der Verwaltung", "Government Day"),
        **facts,
    }
    return Day.objects.create(convention=convention, date=on, **facts)


def make_room(convention: Convention, slug: str = "smart-plaza", **facts) -> Room:
    """A stage."""
    name = slug.replace("-", " ").title()
    facts = {"name": text(name), "has_picture": True, **facts}
    return Room.objects.create(convention=convention, slug=slug, **facts)


def make_track(convention: Convention, slug: str = "data", **facts) -> Track:
    return Track.objects.create(
        convention=convention, slug=slug, **{"name": text(slug.title()), **facts}
    )


def make_organisation(convention: Convention, slug: str = "musterstadt", **facts) -> Organisation:
    facts = {"name": slug.title(), "kind": "city", **facts}
    return Organisation.objects.create(convention=convention, slug=slug, **facts)


def make_person(convention: Convention, name: str = "Ada Lovelace", **facts) -> Person:
    code = f"{name.partition(' ')[0].upper()[:6]}{next(_numbers)}"
    return Person.objects.create(convention=convention, **{"code": code, "name": name, **facts})


def make_session(  # a session's room and people are what a test is about
    convention: Convention,
    title: str = "Opening",
    *,
    room: Room | None = None,
    starts_at: datetime | None = None,
    speakers: tuple[Person, ...] = (),
    **facts,
) -> Session:
    """A session of 30 minutes; with a room and a start it is scheduled."""
    number = next(_numbers)
    facts = {
        "code": f"S{number:05}",
        "slug": f"session-{number}",
        "title": text(title),
        **facts,
    }
    session = Session.objects.create(convention=convention, room=room, starts_at=starts_at, **facts)
    for position, person in enumerate(speakers):
        Speaker.objects.create(session=session, person=person, position=position)
    return session


def make_world(slug: str = "smart-2026", **facts) -> Convention:
    """A convention with a day, one stage, Ada's opening at 10:00 and Grace's talk at 11:00."""
    convention = make_convention(slug, **facts)
    make_day(convention)
    room = make_room(convention)
    ada = make_person(convention, "Ada Lovelace")
    grace = make_person(convention, "Grace Hopper")
    make_session(convention, "Opening", room=room, starts_at=at(10), speakers=(ada,))
    make_session(
        convention,
        "Compilers for cities",
        room=room,
        starts_at=at(11),
        duration=timedelta(minutes=45),
        speakers=(grace,),
    )
    return convention


def publish(convention: Convention, moment: datetime = NOW) -> Version:
    """Publish the working copy."""
    return publish_version(convention=convention, at=moment)


def make_recording(convention: Convention, code: str = "S1", **facts) -> Recording:
    """Twenty minutes of a session, published and playable."""
    facts = {
        "began_at": NOW,
        "ended_at": NOW + timedelta(minutes=20),
        "duration": timedelta(minutes=20),
        "state": RecordingState.PUBLISHED,
        "title": text(code),
        "variants": ["master.m3u8", "main.m3u8"],
        **facts,
    }
    return Recording.objects.create(convention=convention, session_code=code, **facts)


def make_user(
    name: str = "Ada Lovelace",
    duty: Duty | None = None,
    convention: Convention | None = None,
    **facts,
) -> User:
    """Somebody on the staff; without a duty they may do nothing."""
    facts = {"email": f"{name.partition(' ')[0].lower()}{next(_numbers)}@example.org", **facts}
    user = User.objects.create_user(name=name, password="correct horse battery", **facts)  # noqa: S106 -- a test's
    if duty:
        Role.objects.create(user=user, duty=duty, convention=convention)
    return user
