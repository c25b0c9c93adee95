# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A room or a person twice at once, and sessions outside every day."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from uuid import UUID, uuid5

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some

from konvent.foundation.texts import Text
from konvent.programme.conflicts import Conflict, ConflictKind, conflicts_in, sentence
from konvent.programme.schedule import (
    Appearance,
    ConventionFacts,
    Schedule,
    ScheduleDay,
    SchedulePerson,
    ScheduleRoom,
    ScheduleSession,
)

SPACE = UUID("5f8ab85e-9d3b-4f53-a4a8-0ee1d5ab0a4c")
MORNING = datetime(2026, 10, 27, 8, tzinfo=UTC)
DAY = ScheduleDay(date=date(2026, 10, 27), starts_at=MORNING, ends_at=MORNING + timedelta(hours=10))


def programme(*sessions, days=(DAY,)):
    rooms = ("plaza", "forum")
    people = {"ADA": "Ada Lovelace", "GRACE": "Grace Hopper"}
    return Schedule(
        convention=ConventionFacts(
            slug="smart",
            title=Text({"en": "Smart"}),
            timezone="Europe/Berlin",
            start=DAY.date,
            end=DAY.date,
        ),
        days=days,
        rooms=tuple(
            ScheduleRoom(guid=uuid5(SPACE, slug), slug=slug, name=Text({"en": slug.title()}))
            for slug in rooms
        ),
        people=tuple(
            SchedulePerson(guid=uuid5(SPACE, code), code=code, name=name)
            for code, name in people.items()
        ),
        sessions=sessions,
    )


def session(code, start, minutes=30, *, room="plaza", people=(), **facts):
    """A session that starts so many minutes after the day does."""
    return ScheduleSession(
        guid=uuid5(SPACE, code),
        code=code,
        slug=code.lower(),
        title=Text({"en": f"Session {code}", "de": f"Punkt {code}"}),
        room=room,
        starts_at=None if start is None else MORNING + timedelta(minutes=start),
        duration=timedelta(minutes=minutes),
        speakers=tuple(Appearance(person=person) for person in people),
        **facts,
    )


def test_a_room_twice_at_once_is_a_conflict():
    found = conflicts_in(programme(session("A", 0, 30), session("B", 20, 30)))

    assert found == (Conflict(ConflictKind.ROOM, "A", "B", "plaza"),)


def test_one_session_may_start_when_the_one_before_ends():
    assert conflicts_in(programme(session("A", 0, 30), session("B", 30, 30))) == ()


def test_a_person_twice_at_once_is_a_conflict_in_different_rooms():
    found = conflicts_in(
        programme(
            session("A", 0, people=["ADA", "GRACE"]),
            session("B", 10, room="forum", people=["GRACE"]),
        )
    )

    assert found == (Conflict(ConflictKind.PERSON, "A", "B", "GRACE"),)


def test_a_person_with_two_roles_in_one_session_is_no_conflict():
    assert conflicts_in(programme(session("A", 0, people=["ADA", "ADA"]))) == ()


def test_a_session_that_ends_after_the_day_lies_outside():
    found = conflicts_in(programme(session("A", 590, 30)))

    assert found == (Conflict(ConflictKind.OUTSIDE, "A"),)


def test_without_days_nothing_lies_outside():
    assert conflicts_in(programme(session("A", -600), days=())) == ()


@pytest.mark.parametrize("facts", [{"kind": "break"}, {"is_cancelled": True}])
def test_breaks_and_cancelled_sessions_share_their_room(facts):
    found = conflicts_in(
        programme(session("A", 0, people=["ADA"]), session("B", 0, people=["ADA"], **facts))
    )

    assert found == ()


def test_a_session_without_a_slot_has_no_conflict():
    found = conflicts_in(programme(session("A", 0), session("B", None), session("C", 0, room="")))

    assert found == ()


def test_a_conflict_says_in_words_what_is_wrong_seen_from_either_side():
    schedule = programme(session("A", 0), session("B", 20))
    (conflict,) = conflicts_in(schedule)

    with translation.override("en"):
        assert sentence(conflict, schedule) == (
            "Plaza is needed twice at once: “Session A” (Tue 27 Oct, 08:00–08:30) "  # noqa: RUF001 -- a dash between hours
            "and “Session B” (Tue 27 Oct, 08:20–08:50)."  # noqa: RUF001 -- a dash between hours
        )
        assert sentence(conflict, schedule, about="B").startswith(
            "Plaza is needed twice at once: “Session B”"
        )


sessions = some.lists(
    some.tuples(
        some.one_of(some.none(), some.integers(-60, 660)),
        some.integers(0, 120),
        some.sampled_from(["plaza", "forum", ""]),
        some.lists(some.sampled_from(["ADA", "GRACE"]), max_size=3),
        some.sampled_from(["talk", "panel", "break"]),
        some.booleans(),
    ),
    max_size=12,
)


@given(sessions)
def test_the_sweep_finds_what_comparing_every_pair_finds(drawn):
    made = [
        session(f"S{n}", start, minutes, room=room, people=people, kind=kind, is_cancelled=gone)
        for n, (start, minutes, room, people, kind, gone) in enumerate(drawn)
    ]

    found = conflicts_in(programme(*made))

    assert len(found) == len(set(found))
    assert {frozen(c) for c in found} == {frozen(c) for c in by_comparing_all(made)}


def frozen(conflict):
    return (conflict.kind, frozenset({conflict.session, conflict.other}), conflict.subject)


def by_comparing_all(made):
    here = [s for s in made if s.starts_at and not s.is_cancelled]
    for one in here:
        if one.starts_at < DAY.starts_at or one.ends_at > DAY.ends_at:
            yield Conflict(ConflictKind.OUTSIDE, one.code)
    for one, two in combinations([s for s in here if s.kind != "break"], 2):
        if max(one.starts_at, two.starts_at) >= min(one.ends_at, two.ends_at):
            continue
        if one.room and one.room == two.room:
            yield Conflict(ConflictKind.ROOM, one.code, two.code, one.room)
        for person in {a.person for a in one.speakers} & {a.person for a in two.speakers}:
            yield Conflict(ConflictKind.PERSON, one.code, two.code, person)
