# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The quick reading of the working copy says the same as the whole one."""

import pytest
from tests.factories import at, make_convention, make_session, make_track, make_world

from konvent.programme.conflicts import conflicts_in
from konvent.programme.plan import read_plan
from konvent.programme.queries import working_copy


@pytest.fixture
def world(db):
    """A world with a conflict, a track, and a session without a slot."""
    convention = make_world()
    ada = convention.people.get(name="Ada Lovelace")
    room = convention.rooms.get()
    track = make_track(convention)
    make_session(convention, "Late", room=room, starts_at=at(11, 15), speakers=(ada,), track=track)
    make_session(convention, "Some day", is_cancelled=True)
    return convention


def known(schedule):
    return [
        (s.code, s.title, s.kind, s.room, s.track, s.starts_at, s.duration, s.speakers)
        for s in schedule.sessions
    ]


def test_the_plan_agrees_with_the_working_copy(world):
    plan, whole = read_plan(world), working_copy(world)

    assert known(plan) == known(whole)
    assert [day.starts_at for day in plan.days] == [day.starts_at for day in whole.days]
    assert plan.room.keys() == whole.room.keys()
    assert plan.track.keys() == whole.track.keys()
    assert plan.person.keys() == whole.person.keys()
    assert conflicts_in(plan) == conflicts_in(whole)
    assert len(conflicts_in(plan)) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_a_plan_costs_the_same_however_long(world, count, django_assert_num_queries):
    for number in range(count):
        make_session(world, f"Session {number}", room=world.rooms.get(), starts_at=at(14 + number))

    with django_assert_num_queries(6):
        read_plan(world)


def test_a_convention_without_anything_has_an_empty_plan(db):
    assert read_plan(make_convention()).sessions == ()
