# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Leading a stage through its day: sessions begin and end."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from tests.factories import at, make_user, text

from konvent.foundation import events
from konvent.foundation.events import listen
from konvent.foundation.models import AuditEntry
from konvent.stage.actions import (
    begin_session,
    choose_beginning,
    end_session,
    follow_schedule,
    put_on_stage,
    return_to_schedule,
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
