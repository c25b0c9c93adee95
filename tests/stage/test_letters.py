# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Who moderates later on a stage hears when its day moves, once and as it is then."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories import DATE, at, make_day, make_session, make_user, publish

from konvent.letters.composing import compose
from konvent.letters.models import Letter, LetterState
from konvent.people.models import Duty
from konvent.stage.actions import move_rest, take_back_move

pytestmark = pytest.mark.django_db

MORNING = at(9, 50)


@pytest.fixture
def grace(convention):
    return make_user("Grace Hopper", Duty.MODERATOR, convention, language="en")


@pytest.fixture
def producer(convention):
    return make_user("Konrad Zuse", Duty.PRODUCER, convention)


def move(room, minutes, *, by=None, after=0):
    move_rest(room=room, minutes=minutes, at=MORNING + timedelta(minutes=after), by=by)


def send(letter, after):
    """Let a letter leave; return what it says."""
    message = compose(letter, at=MORNING + timedelta(minutes=after))
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENT)
    return message


def test_several_moves_within_minutes_are_one_letter_that_says_how_it_stands(room, grace, producer):
    move(room, 12, by=producer)
    move(room, -5, by=producer, after=1)

    letter = Letter.objects.get()
    message = send(letter, 2)

    assert (letter.recipient, letter.not_before) == (grace.email, MORNING + timedelta(minutes=2))
    assert message.subject == "Smart Plaza: 7 minutes late"
    assert "10:07 instead of 10:00  Opening\n11:07 instead of 11:00  Compilers" in message.body
    assert "/smart-2026/en/stage/smart-plaza/" in message.body


def test_what_is_less_than_five_minutes_other_than_was_said_is_not_worth_a_letter(room, grace):
    move(room, 4)
    assert not Letter.objects.exists()

    move(room, 1, after=1)
    send(Letter.objects.get(), 3)
    move(room, 4, after=5)
    assert Letter.objects.count() == 1
    move(room, -9, after=6)

    message = send(Letter.objects.latest("pk"), 8)
    assert message.subject == "Smart Plaza: on time again"
    assert "10:00  Opening" in message.body


def test_what_was_said_of_the_evening_before_says_nothing_of_the_morning(room, grace, convention):
    evening = {"starts_at": at(21, 30), "duration": timedelta(minutes=30)}
    make_session(convention, "Concert", room=room, **evening)
    tomorrow = DATE + timedelta(days=1)
    make_day(convention, tomorrow)
    make_session(convention, "Breakfast", room=room, starts_at=at(9, 0, tomorrow))
    publish(convention)

    move_rest(room=room, minutes=20, at=at(21), by=None)
    send(Letter.objects.get(), 11 * 60 + 15)
    morning = at(8, 50, tomorrow)
    move_rest(room=room, minutes=20, at=morning, by=None)

    newest = Letter.objects.latest("pk")
    assert (Letter.objects.count(), newest.queued_at) == (2, morning)
    assert compose(newest, at=morning).subject == "Smart Plaza: 20 minutes late"


def test_what_is_taken_back_before_the_letter_leaves_is_not_said(room, grace):
    move(room, 10)

    take_back_move(room=room, at=MORNING + timedelta(minutes=1), by=None)

    assert not Letter.objects.exists()


def test_who_moved_it_and_who_does_not_moderate_get_no_letter(room, grace, producer, convention):
    make_user("Ada Lovelace", Duty.ORGANISER, convention)
    make_user("Alan Turing", Duty.MODERATOR, language="de")

    move(room, 10, by=grace)

    letter = Letter.objects.get()
    assert letter.recipient.startswith("alan")
    assert send(letter, 2).subject == "Smart Plaza: 10 Minuten später"


def test_a_letter_that_leaves_after_the_last_session_has_nothing_to_say(room, grace):
    move(room, 10)

    assert compose(Letter.objects.get(), at=at(19)) is None
