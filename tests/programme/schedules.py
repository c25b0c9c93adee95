# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Arbitrary programmes, as hypothesis makes them up."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from konvent.foundation.colours import Colour
from konvent.foundation.texts import Text
from konvent.people.models import OrganisationKind
from konvent.programme.formats.values import clean, clean_line, derived_number
from konvent.programme.models import Level, SessionKind, SpeakerRole
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

ZONES = ["Europe/Berlin", "UTC", "America/New_York", "Asia/Kolkata", "Etc/GMT+5"]
ADDRESSES = [
    "",
    "https://example.org/",
    "http://example.org/a%20b?c=d&e=f#g",
    "https://xn--bcher-kva.de/x",
]

lines = st.text(max_size=12).map(clean_line)
named = lines.filter(bool)
paragraphs = st.text(max_size=30).map(clean)
slugs = st.text("abcyz019_-", min_size=1, max_size=12).map(lambda s: s.strip("-_")).filter(bool)
long_slugs = slugs.filter(lambda slug: len(slug) > 1)
codes = st.text("ABXYZ0189", min_size=6, max_size=6) | st.text("ABXYZ-ab01", min_size=3, max_size=9)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | lines,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(lines, inner, max_size=2),
    max_leaves=4,
)


def texts(words=paragraphs):
    return st.dictionaries(st.sampled_from(["de", "en"]), words, max_size=2).map(Text)


def titles():
    return st.dictionaries(st.sampled_from(["de", "en"]), named, min_size=1, max_size=2).map(Text)


def several(strategy, by, most=3):
    return st.lists(strategy, max_size=most, unique_by=by)


links = st.builds(
    Link,
    title=lines,
    url=st.sampled_from(ADDRESSES[1:]),
    kind=st.sampled_from(["", "slides", "my kind"]),
)
rooms = st.builds(
    ScheduleRoom,
    guid=st.uuids(),
    slug=slugs,
    name=titles(),
    description=texts(),
    colour=st.sampled_from(Colour.values),
    capacity=st.none() | st.integers(1, 5000),
    has_picture=st.booleans(),
)
tracks = st.builds(ScheduleTrack, slug=slugs, name=titles(), colour=st.sampled_from(Colour.values))
organisations = st.builds(
    ScheduleOrganisation,
    guid=st.uuids(),
    slug=slugs,
    name=named,
    kind=st.sampled_from(OrganisationKind.values),
    description=texts(),
    website=st.sampled_from(ADDRESSES),
    is_fictional=st.booleans(),
)


@st.composite
def days(draw, zone):
    first = draw(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
    found = []
    for number in range(draw(st.integers(1, 3))):
        on = first + timedelta(days=number)
        start = datetime.combine(on, time(draw(st.integers(4, 10))), tzinfo=zone)
        hours = draw(st.integers(4, 18))
        found.append(
            ScheduleDay(
                date=on,
                starts_at=local(start, zone),
                ends_at=local(start, zone) + timedelta(hours=hours),
                theme=draw(texts(lines)),
            )
        )
    return tuple(found)


@st.composite
def people(draw, bodies):
    person = st.builds(
        SchedulePerson,
        guid=st.uuids(),
        code=codes,
        name=named,
        position=texts(lines),
        biography=texts(),
        organisation=st.sampled_from(["", *(body.slug for body in bodies)]),
        is_fictional=st.booleans(),
        origin=st.fixed_dictionaries({}, optional={"id": st.integers(1, 999_999_999)}),
    )
    found = draw(st.lists(person, max_size=3, unique_by=(lambda p: p.guid, lambda p: p.code)))
    return tuple(sorted(found, key=by_name))


@st.composite
def sessions(draw, zone, its_days, its_rooms, its_tracks, cast, bodies):
    def moment(parts):
        day, minutes = parts
        start = datetime.combine(day.date, time(0), tzinfo=zone) + timedelta(minutes=minutes)
        return local(start, zone)

    starts = st.none() | st.tuples(st.sampled_from(its_days), st.integers(0, 1439)).map(moment)
    session = st.builds(
        ScheduleSession,
        guid=st.uuids(),
        code=codes,
        slug=long_slugs,
        title=titles(),
        subtitle=texts(lines),
        abstract=texts(),
        description=texts(),
        kind=st.sampled_from(SessionKind.values),
        kind_name=lines,
        language=st.sampled_from(["", "de", "en", "de, en", "cs"]),
        level=st.sampled_from(["", *Level.values]),
        track=st.sampled_from(["", *(track.slug for track in its_tracks)]),
        room=st.sampled_from(["", *(room.slug for room in its_rooms)]),
        starts_at=starts,
        duration=st.integers(0, 9 * 1440).map(lambda minutes: timedelta(minutes=minutes)),
        speakers=st.lists(
            st.builds(
                Appearance,
                person=st.sampled_from([person.code for person in cast] or [""]),
                role=st.sampled_from(SpeakerRole.values),
            ),
            max_size=3 if cast else 0,
            unique_by=lambda appearance: appearance.person,
        ).map(tuple),
        partners=st.lists(
            st.sampled_from([body.slug for body in bodies] or [""]),
            max_size=2 if bodies else 0,
            unique=True,
        ).map(tuple),
        is_cancelled=st.booleans(),
        is_fictional=st.booleans(),
        do_not_record=st.booleans(),
        recording_license=lines,
        url=st.sampled_from(ADDRESSES),
        logo=st.sampled_from(ADDRESSES),
        links=st.lists(links, max_size=2).map(tuple),
        attachments=st.lists(links, max_size=2).map(tuple),
        origin=st.fixed_dictionaries(
            {},
            optional={
                "id": st.integers(1, 10**18 - 1),
                "feedback_url": st.just(ADDRESSES[1]),
                "own": plain,
            },
        ),
    ).filter(lambda s: s.origin.get("id") != derived_number(s.guid))
    return draw(
        st.lists(
            session,
            max_size=4,
            unique_by=(
                lambda s: s.guid,
                lambda s: s.code,
                lambda s: s.slug,
                lambda s: s.origin.get("id", s.guid),
            ),
        )
    )


@st.composite
def schedules(draw):
    """A programme with a bit of everything, sometimes in the middle of the night."""
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    its_days = draw(days(zone))
    its_rooms = tuple(draw(several(rooms, (lambda r: r.guid, lambda r: r.slug))))
    its_tracks = tuple(draw(several(tracks, lambda track: track.slug)))
    bodies = draw(several(organisations, (lambda o: o.guid, lambda o: o.slug), most=2))
    bodies = tuple(sorted(bodies, key=by_name))
    cast = draw(people(bodies))
    found = draw(sessions(zone, its_days, its_rooms, its_tracks, cast, bodies))
    language = draw(st.sampled_from(["de", "en"]))
    return Schedule(
        version=draw(lines),
        convention=ConventionFacts(
            slug=draw(slugs.map(lambda slug: slug.replace("_", "-"))),
            title=draw(titles()),
            subtitle=draw(texts(lines)),
            timezone=zone.key,
            start=its_days[0].date,
            end=its_days[-1].date,
            timeslot=timedelta(minutes=draw(st.integers(1, 1439))),
            languages=draw(st.sampled_from([("de", "en"), ("en", "de"), ("de",)])),
            default_language=language,
            url=draw(st.sampled_from(ADDRESSES)),
            origin=draw(st.dictionaries(st.sampled_from(["meta", "description", "x"]), plain)),
        ),
        days=its_days,
        rooms=its_rooms,
        tracks=its_tracks,
        organisations=bodies,
        people=cast,
        sessions=in_order(found, its_rooms),
    )
