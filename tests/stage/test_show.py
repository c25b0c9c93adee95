# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Leading a stage through its day: sessions begin and end."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from tests.factories import at, make_user, publish, text

from konvent.foundation import events
from konvent.foundation.events import listen
from konvent.foundation.models import AuditEntry
from konvent.stage.actions import (
    CannotMoveError,
    begin_session,
    choose_beginning,
    end_session,
    follow_schedule,
    move_rest,
    put_on_stage,
    return_to_schedule,
    take_back_move,
)
from konvent.stage.events import SessionBegan, SessionEnded
from konvent.stage.models import Beginning
from konvent.stage.queries import now_on_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(django_capture_on_commit_callbacks):
    """Collect what is said of beginnings and ends inside a ``with``, in order."""
    said = []
    for kind in (SessionBegan, SessionEnded):
        listen(kind, said.append)

    @contextmanager
    def listening():
        said.clear()
        with django_capture_on_commit_callbacks(execute=True):
            yield said

    yield listening

    for kind in (SessionBegan, SessionEnded):
        events._listeners[kind].remove(said.append)


@pytest.fixture
def opening(convention):
    return convention.sessions.get(title=text("Opening"))


@pytest.fixture
def talk(convention):
    return convention.sessions.get(title=text("Compilers for cities"))


def on_now(room):
    return now_on_stage(room.convention.slug, room.slug).get("session", {}).get("code", "")


def began(session, moment):
    return SessionBegan("smart-2026", "smart-plaza", session.code, moment)


def ended(session, moment):
    return SessionEnded("smart-2026", "smart-plaza", session.code, moment)


def test_on_a_stage_that_follows_the_schedule_sessions_begin_and_end_by_it(room, opening, heard):
    with heard() as said:
        for minute in (0, 1, 30, 31):
            follow_schedule(at=at(10, minute))

    assert said == [began(opening, at(10)), ended(opening, at(10, 30))]


def test_what_is_put_on_stage_begins_and_what_was_on_ends(room, opening, talk, heard):
    follow_schedule(at=at(10))

    with heard() as said:
        put_on_stage(room=room, session=talk, at=at(10, 20), by=None)
        put_on_stage(room=room, session=None, at=at(10, 25), by=None)

    assert said == [
        ended(opening, at(10, 20)),
        began(talk, at(10, 20)),
        ended(talk, at(10, 25)),
    ]


def test_a_new_version_of_the_programme_begins_nothing_anew(convention, room, heard):
    follow_schedule(at=at(10))

    with heard() as said:
        follow_schedule(at=at(10, 5))
        return_to_schedule(room=room, at=at(10, 6), by=None)

    assert said == []


def test_by_hand_only_the_producer_begins_and_ends(room, opening, heard):
    choose_beginning(room=room, beginning=Beginning.BY_HAND, at=at(9), by=None)

    with heard() as said:
        follow_schedule(at=at(10))
        begin_session(room=room, session=opening, at=at(10, 4), by=None)
        follow_schedule(at=at(10, 30))
        end_session(room=room, at=at(10, 36), by=None)

    assert said == [began(opening, at(10, 4)), ended(opening, at(10, 36))]


def test_a_session_that_begins_early_is_on_stage_at_once(room, talk, heard):
    with heard() as said:
        begin_session(room=room, session=talk, at=at(10, 50), by=None)

    assert said == [began(talk, at(10, 50))]
    assert on_now(room) == talk.code


def test_the_schedule_does_not_put_on_again_what_has_ended_by_hand(room, opening, talk):
    follow_schedule(at=at(10))

    end_session(room=room, at=at(10, 20), by=None)
    follow_schedule(at=at(10, 21))
    after_the_end = on_now(room)
    follow_schedule(at=at(11))

    assert (after_the_end, on_now(room)) == ("", talk.code)


def test_a_session_that_was_ended_too_soon_begins_again(room, opening, heard):
    follow_schedule(at=at(10))
    end_session(room=room, at=at(10, 20), by=None)

    with heard() as said:
        begin_session(room=room, session=opening, at=at(10, 21), by=None)

    assert said == [began(opening, at(10, 21))]
    assert on_now(room) == opening.code


def test_double_clicks_begin_and_end_once(room, opening, heard):
    ada = make_user("Ada Lovelace")

    with heard() as said:
        for _click in range(2):
            begin_session(room=room, session=opening, at=at(10, 4), by=ada)
        for _click in range(2):
            end_session(room=room, at=at(10, 36), by=ada)

    assert said == [began(opening, at(10, 4)), ended(opening, at(10, 36))]
    deeds = AuditEntry.objects.filter(thing="cue").order_by("pk").values_list("verb", "actor_name")
    assert [*deeds] == [("begin session", "Ada Lovelace"), ("end session", "Ada Lovelace")]


def expected(room):
    """The expected start of what comes, and what is on, in short."""
    state = now_on_stage(room.convention.slug, room.slug)
    late = {code: facts["minutes"] for code, facts in state.get("late", {}).items()}
    return state.get("next", {}).get("starts", "")[11:16], late


def test_seven_minutes_late_moves_what_comes_and_the_stage_follows(room, opening, talk):
    follow_schedule(at=at(10))

    move_rest(room=room, minutes=7, at=at(10, 25), by=None)
    said = expected(room)
    seen = []
    for moment in (at(10, 36), at(10, 37), at(11, 6), at(11, 7)):
        follow_schedule(at=moment)
        seen.append(on_now(room))

    assert said == ("11:07", {opening.code: 7, talk.code: 7})
    assert seen == [opening.code, "", "", talk.code]


def test_a_move_before_a_session_really_begins_takes_it_off_the_stage_again(room, opening):
    choose_beginning(room=room, beginning=Beginning.BY_HAND, at=at(9), by=None)
    follow_schedule(at=at(10))

    move_rest(room=room, minutes=7, at=at(10, 1), by=None)

    assert (on_now(room), expected(room)[0]) == ("", "10:07")


def test_taking_the_last_move_back_restores_what_was_expected_before(room, opening, talk):
    follow_schedule(at=at(10))
    move_rest(room=room, minutes=7, at=at(10, 10), by=None)
    move_rest(room=room, minutes=5, at=at(10, 12), by=None)

    for _click in range(2):
        take_back_move(room=room, at=at(10, 13), by=None)

    assert expected(room) == ("11:07", {opening.code: 7, talk.code: 7})


def test_taking_back_leaves_alone_what_is_over_by_then(room, opening, talk):
    follow_schedule(at=at(10))
    move_rest(room=room, minutes=7, at=at(10, 10), by=None)
    follow_schedule(at=at(10, 37))

    take_back_move(room=room, at=at(10, 38), by=None)

    assert expected(room) == ("11:00", {opening.code: 7})


def test_a_new_version_with_other_times_forgets_the_delay(convention, room, opening, talk):
    move_rest(room=room, minutes=7, at=at(9, 30), by=None)
    talk.starts_at = at(11, 10)
    talk.save()

    publish(convention)

    assert expected(room)[1] == {opening.code: 7}


def test_when_nothing_comes_any_more_there_is_nothing_to_move(room):
    with pytest.raises(CannotMoveError, match="nothing on this stage"):
        move_rest(room=room, minutes=7, at=at(19), by=None)


@pytest.mark.parametrize("minutes", [0, 181, -181])
def test_a_stage_does_not_move_by_nothing_or_by_half_a_day(room, minutes):
    with pytest.raises(CannotMoveError, match="by 1 to 180 minutes"):
        move_rest(room=room, minutes=minutes, at=at(9), by=None)


def test_nobody_makes_up_for_a_delay_that_there_is_not(room):
    with pytest.raises(CannotMoveError, match="nothing on this stage"):
        move_rest(room=room, minutes=-5, at=at(9), by=None)


def test_who_moved_a_stage_is_written_down(room):
    move_rest(room=room, minutes=7, at=at(9), by=make_user("Ada Lovelace"))

    entry = AuditEntry.objects.get(verb="move rest")
    assert (entry.actor_name, entry.changes) == ("Ada Lovelace", {"minutes": [None, 7]})
