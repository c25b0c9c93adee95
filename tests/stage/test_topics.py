# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a watcher of a stage is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import at, make_room, make_session, make_world, publish, text

from konvent.foundation.access import Access
from konvent.foundation.topics import find_topic
from konvent.programme.actions import NothingToPublishError
from konvent.stage.actions import (
    CannotMoveError,
    CannotPutOnStageError,
    begin_session,
    choose_quality,
    end_session,
    follow_schedule,
    move_rest,
    put_on_stage,
    return_to_schedule,
    take_back_move,
)
from konvent.stage.models import Quality
from konvent.stage.queries import stages_now

pytestmark = pytest.mark.django_db

ROOMS = ("smart-plaza", "forum")
TITLES = ("Opening", "Compilers for cities", "Panel")
STEPS = st.one_of(
    st.tuples(st.just("put"), st.sampled_from(ROOMS), st.sampled_from((*TITLES, ""))),
    st.tuples(st.just("return"), st.sampled_from(ROOMS), st.just("")),
    st.tuples(st.just("begin"), st.sampled_from(ROOMS), st.sampled_from(TITLES)),
    st.tuples(st.sampled_from(("end", "late", "back")), st.sampled_from(ROOMS), st.just("")),
    st.tuples(st.just("rename"), st.just(""), st.sampled_from(TITLES)),
    st.tuples(st.just("cancel"), st.just(""), st.sampled_from(TITLES)),
    st.tuples(st.just("time"), st.just(""), st.just("")),
)


def test_pages_are_told_when_viewers_get_another_choice(convention, room, announced):
    follow_schedule(at=at(10))
    said = []
    for quality in (Quality.TWO, Quality.COPY):
        with announced() as rooms:
            choose_quality(room=room, quality=quality, at=at(10), by=None)
        said.append((rooms, find_topic(convention.slug, "stage/smart-plaza/now").read()))

    assert [rooms for rooms, _ in said] == [["smart-plaza"]] * 2
    assert [state.get("quality") for _, state in said] == ["two", None]


def test_the_fact_what_is_on_is_public_and_says_it_in_full(convention, room):
    follow_schedule(at=at(10))
    opening, talk = convention.sessions.order_by("starts_at")

    topic = find_topic(convention.slug, "stage/smart-plaza/now")

    assert topic.access is Access.PUBLIC
    assert topic.read() == {
        "mode": "schedule",
        "since": "2026-10-27T10:00:00+01:00",
        "session": {
            "code": opening.code,
            "title": {"de": "Opening", "en": "Opening"},
            "kind": "talk",
            "starts": "2026-10-27T10:00:00+01:00",
            "ends": "2026-10-27T10:30:00+01:00",
            "speakers": {"01": {"name": "Ada Lovelace", "role": "speaker"}},
        },
        "next": {
            "code": talk.code,
            "title": {"de": "Compilers for cities", "en": "Compilers for cities"},
            "kind": "talk",
            "starts": "2026-10-27T11:00:00+01:00",
            "ends": "2026-10-27T11:45:00+01:00",
        },
    }


@pytest.mark.parametrize("name", ["show", "health", "levels", "players"])
def test_what_the_desk_watches_is_for_the_staff_alone(convention, room, name):
    topic = find_topic(convention.slug, f"stage/{room.slug}/{name}")

    assert topic.access is Access.STAFF
    assert isinstance(topic.read(), dict)
    assert find_topic(convention.slug, f"stage/attic/{name}").read() is None


def test_the_run_of_show_says_what_was_written_down(convention, room):
    opening, talk = convention.sessions.order_by("starts_at")
    begin_session(room=room, session=opening, at=at(10, 2), by=None)
    move_rest(room=room, minutes=7, at=at(10, 5), by=None)

    assert find_topic(convention.slug, "stage/smart-plaza/show").read() == {
        "beginning": "on-stage",
        "last_move": {opening.code: 7, talk.code: 7},
        "cues": {
            opening.code: {"late": 7, "over": False, "began": "2026-10-27T09:02:00+00:00"},
            talk.code: {"late": 7, "over": False},
        },
    }


@pytest.mark.parametrize("name", ["foyer", "attic"])
def test_a_room_without_a_picture_or_without_existence_has_no_state(convention, name):
    make_room(convention, "foyer", has_picture=False)
    publish(convention)

    assert find_topic(convention.slug, f"stage/{name}/now").read() is None


def test_all_stages_are_read_in_three_queries_and_in_their_order(
    convention, room, django_assert_num_queries
):
    make_room(convention, "forum", position=1)
    make_room(convention, "annex", position=2)
    publish(convention)
    stages_now(convention.slug)

    with django_assert_num_queries(3):
        stages = stages_now(convention.slug)

    assert list(stages) == ["smart-plaza", "forum", "annex"]


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.tuples(STEPS, st.integers(0, 40)), max_size=12))
def test_whoever_reads_again_only_when_told_to_knows_what_a_newcomer_knows(steps, announced):
    with transaction.atomic():
        convention = make_world()
        make_room(convention, "forum")
        panel = {"room": convention.rooms.get(slug="forum"), "starts_at": at(10, 15)}
        make_session(convention, "Panel", **panel)
        publish(convention)
        follow_schedule(at=at(9, 30))
        known = stages_now(convention.slug)
        moment = at(9, 30)
        for step, minutes in steps:
            moment += timedelta(minutes=minutes)
            with announced() as rooms:
                take(step, convention, moment)
            fresh = stages_now(convention.slug)
            known |= {room: fresh[room] for room in rooms}

            assert known == fresh
        transaction.set_rollback(True)


def take(step, convention, moment):
    """Do what a producer, an organiser or time does."""
    verb, room, title = step
    session = next(
        (s for s in convention.sessions.all() if str(s.title).rstrip("!") == title), None
    )
    stage = convention.rooms.filter(slug=room).first()
    try:
        if verb == "put":
            put_on_stage(room=stage, session=session, at=moment, by=None)
        elif verb == "begin":
            begin_session(room=stage, session=session, at=moment, by=None)
        elif verb == "end":
            end_session(room=stage, at=moment, by=None)
        elif verb == "late":
            move_rest(room=stage, minutes=7, at=moment, by=None)
        elif verb == "back":
            take_back_move(room=stage, at=moment, by=None)
        elif verb == "return":
            return_to_schedule(room=stage, at=moment, by=None)
        elif verb == "time":
            follow_schedule(at=moment)
        else:
            change = {"title": text(f"{title}!")} if verb == "rename" else {"is_cancelled": True}
            convention.sessions.filter(pk=session.pk).update(**change)
            publish(convention, moment)
    except (CannotMoveError, CannotPutOnStageError, NothingToPublishError):
        return
