# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Saying what is on stage, by hand and by the programme."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories import (
    DATE,
    NOW,
    at,
    make_convention,
    make_day,
    make_room,
    make_session,
    make_user,
    publish,
    text,
)

from konvent.foundation.models import AuditEntry
from konvent.stage.actions import (
    CannotPutOnStageError,
    follow_schedule,
    put_on_stage,
    return_to_schedule,
)
from konvent.stage.models import Channel
from konvent.stage.queries import now_on_stage

pytestmark = pytest.mark.django_db


def on_now(room):
    """What is on, what comes next, and who decided it, in short."""
    state = now_on_stage(room.convention.slug, room.slug)
    titles = (state.get(part, {}).get("title", {}).get("en", "") for part in ("session", "next"))
    return (*titles, state["mode"])


@pytest.mark.parametrize(
    ("moment", "seen"),
    [
        (at(9), ("", "Opening", "schedule")),
        (at(10), ("Opening", "Compilers for cities", "schedule")),
        (at(10, 30), ("", "Compilers for cities", "schedule")),
        (at(11), ("Compilers for cities", "", "schedule")),
        (at(11, 45), ("", "", "schedule")),
    ],
)
def test_a_stage_follows_its_programme(room, moment, seen):
    follow_schedule(at=moment)

    assert on_now(room) == seen


def test_a_stage_follows_its_programme_across_midnight(convention, room):
    make_session(
        convention, "Night talk", room=room, starts_at=at(23, 30), duration=timedelta(hours=1)
    )
    publish(convention)

    follow_schedule(at=at(0, 15, on=DATE + timedelta(days=1)))

    assert on_now(room)[0] == "Night talk"


def test_time_that_changes_nothing_costs_three_queries_however_many_stages_there_are(
    convention, room, announced, django_assert_num_queries
):
    for slug in ("forum", "deep-dive"):
        make_room(convention, slug)
    publish(convention)
    follow_schedule(at=at(10))

    with announced() as rooms, django_assert_num_queries(3):
        follow_schedule(at=at(10, 29))

    assert rooms == []


def test_the_start_of_a_session_is_announced_for_its_stage_alone(convention, room, announced):
    make_room(convention, "forum")
    publish(convention)
    follow_schedule(at=at(9))

    with announced() as rooms:
        follow_schedule(at=at(10))

    assert rooms == ["smart-plaza"]


def test_the_passing_of_the_next_session_is_announced_even_while_the_stage_is_held_by_hand(
    convention, room, announced
):
    opening = convention.sessions.get(title=text("Opening"))
    put_on_stage(room=room, session=opening, at=at(10), by=None)

    with announced() as rooms:
        follow_schedule(at=at(12))

    assert rooms == ["smart-plaza"]
    assert on_now(room) == ("Opening", "", "by-hand")


def test_what_is_put_on_stage_by_hand_stays_until_the_stage_returns_to_its_programme(
    convention, room
):
    ada = make_user("Ada Lovelace")
    talk = convention.sessions.get(title=text("Compilers for cities"))
    follow_schedule(at=at(10))

    put_on_stage(room=room, session=talk, at=at(10, 5), by=ada)
    follow_schedule(at=at(10, 10))
    held = on_now(room)
    return_to_schedule(room=room, at=at(10, 15), by=ada)

    assert held == ("Compilers for cities", "", "by-hand")
    assert on_now(room) == ("Opening", "Compilers for cities", "schedule")


def test_a_stage_can_be_emptied_by_hand(room):
    follow_schedule(at=at(10))

    put_on_stage(room=room, session=None, at=at(10, 5), by=None)

    assert on_now(room) == ("", "Compilers for cities", "by-hand")


def test_a_session_of_another_room_can_be_put_on_stage(convention, room):
    forum = make_room(convention, "forum")
    publish(convention)
    talk = convention.sessions.get(title=text("Compilers for cities"))

    put_on_stage(room=forum, session=talk, at=NOW, by=None)

    assert on_now(forum)[0] == "Compilers for cities"


def test_a_double_click_changes_nothing_twice(convention, room, announced):
    opening = convention.sessions.get(title=text("Opening"))
    with announced() as rooms:
        for second in range(2):
            moment = at(10) + timedelta(seconds=second)
            put_on_stage(room=room, session=opening, at=moment, by=None)
        for second in range(2):
            return_to_schedule(room=room, at=at(10, 1) + timedelta(seconds=second), by=None)

    assert rooms == ["smart-plaza", "smart-plaza"]
    assert AuditEntry.objects.filter(thing="channel").count() == 2


def test_who_put_what_on_stage_is_written_down(convention, room):
    ada = make_user("Ada Lovelace")
    opening = convention.sessions.get(title=text("Opening"))

    put_on_stage(room=room, session=opening, at=NOW, by=ada)

    entry = AuditEntry.objects.get(thing="channel")
    assert (entry.actor_name, entry.verb, entry.at) == ("Ada Lovelace", "put on stage", NOW)
    assert entry.changes["session_code"] == ["", opening.code]


def test_following_the_programme_is_no_act_of_anybody_and_not_written_down(room):
    follow_schedule(at=at(10))

    assert not AuditEntry.objects.filter(thing="channel").exists()


def test_a_session_of_another_convention_is_refused(room):
    other = make_convention("other-2026")
    talk = make_session(other, "Elsewhere")

    with pytest.raises(CannotPutOnStageError, match="another convention"):
        put_on_stage(room=room, session=talk, at=NOW, by=None)


def test_a_cancelled_session_is_refused_before_its_cancellation_is_published_and_after(
    convention, room
):
    opening = convention.sessions.get(title=text("Opening"))
    opening.is_cancelled = True
    opening.save()

    with pytest.raises(CannotPutOnStageError, match="cancelled"):
        put_on_stage(room=room, session=opening, at=NOW, by=None)

    publish(convention)
    opening.is_cancelled = False
    with pytest.raises(CannotPutOnStageError, match="cancelled"):
        put_on_stage(room=room, session=opening, at=NOW, by=None)


def test_a_session_that_nobody_can_see_yet_is_refused(convention, room):
    surprise = make_session(convention, "Surprise")

    with pytest.raises(CannotPutOnStageError, match="Publish the programme first"):
        put_on_stage(room=room, session=surprise, at=NOW, by=None)


def test_a_room_without_a_picture_is_no_stage(convention):
    foyer = make_room(convention, "foyer", has_picture=False)

    with pytest.raises(CannotPutOnStageError, match="no live picture"):
        put_on_stage(room=foyer, session=None, at=NOW, by=None)


def test_before_anything_is_published_a_stage_shows_nothing_but_has_its_channel():
    convention = make_convention()
    room = make_room(convention)

    follow_schedule(at=NOW)

    assert Channel.objects.get().room == room
    assert now_on_stage(convention.slug, room.slug) is None


def test_publishing_moves_the_stages_along_and_announces_each(convention, room, announced):
    make_room(convention, "forum")
    opening = convention.sessions.get(title=text("Opening"))
    put_on_stage(room=room, session=opening, at=at(10), by=None)
    opening.title = text("Grand opening")
    opening.save()

    with announced() as rooms:
        publish(convention)

    assert rooms == ["smart-plaza", "forum"]
    assert on_now(room)[0] == "Grand opening"


def test_a_session_cancelled_in_a_new_version_leaves_the_stage(convention, room):
    make_day(convention, DATE + timedelta(days=1))
    follow_schedule(at=at(10))
    convention.sessions.filter(title=text("Opening")).update(is_cancelled=True)
    publish(convention)

    follow_schedule(at=at(10, 5))

    assert on_now(room) == ("", "Compilers for cities", "schedule")
