# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Two clicks at the same moment do a thing once, and nobody sees an error."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from tests.factories import NOW, make_user, make_world, publish
from tests.manage.conftest import enter

from konvent.audience.actions.asking import ask_questions
from konvent.audience.actions.backing import back_questions
from konvent.audience.actions.deeds import SeenOtherwiseError
from konvent.audience.actions.moderating import decline_question, put_on_stage
from konvent.audience.models import Question, QuestionDefaults
from konvent.audience.wishes import Ask, Back
from konvent.foundation.intents import Intent, Participant, apply_one
from konvent.people.actions.staff import add_user
from konvent.people.models import Duty, User
from konvent.registration.actions import issue_ticket
from konvent.registration.models import Ticket

AT_ONCE = 4
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]


def at_once(do):
    """Do something several times at the same moment; return what each time came of it."""
    start = Barrier(AT_ONCE)

    def one(number):
        start.wait(10)
        try:
            return do(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(one, range(AT_ONCE)))


def test_an_address_gets_one_ticket():
    world = make_world()

    issued = at_once(lambda _: issue_ticket(convention=world, email="ada@example.org", at=NOW))

    assert len({ticket.pk for ticket in issued}) == Ticket.objects.count() == 1


def test_somebody_new_is_added_once():
    added = at_once(lambda _: add_user(email="ada@example.org", name="Ada", at=NOW))

    assert len({user.pk for user in added}) == User.objects.count() == 1


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("tracks/add/", {"name_de": "Data", "colour": "blue", "position": "9"}),
        ("rooms/add/", {"name_de": "Hall", "colour": "blue", "position": "9"}),
        ("people/add/", {"name": "Ada Lovelace"}),
        ("organisations/add/", {"name": "Town", "kind": "city"}),
    ],
)
def test_a_form_sent_several_times_at_once_is_answered_each_time(page, typed):
    world = make_world()
    grace = make_user("Grace", Duty.ORGANISER, world)
    desks = []
    for _ in range(AT_ONCE):
        desks.append(enter(grace))
        grace.refresh_from_db()
    state = "0a3c1f6e-6d5e-4a51-9a53-0d5c6f8c2b11"
    address = f"/manage/{world.slug}/{page}"

    answers = at_once(lambda number: desks[number].post(address, {**typed, "state": state}))

    assert [answer.status_code for answer in answers] == [302] * AT_ONCE


@pytest.fixture
def asked():
    """A session of which one question was asked."""
    world = make_world()
    publish(world)
    QuestionDefaults.objects.create(convention=world, moderation="after")
    code = world.sessions.get(title__en="Opening").code
    wish = Ask(code, uuid4(), "Who pays?", is_sure=True)
    apply_one(ask_questions, Intent(world.slug, Participant("t1"), wish), at=NOW)
    return Question.objects.select_related("floor__convention").get()


def test_one_person_supports_a_question_once(asked):
    slug, code = asked.floor.convention.slug, asked.floor.session_code
    intent = Intent(slug, Participant("t2"), Back(code, asked.number))

    said = at_once(lambda _: apply_one(back_questions, intent, at=NOW))

    assert said == [{"supports": 2, "on": True}] * AT_ONCE
    assert asked.given.count() == 2


def test_many_who_ask_at_once_get_numbers_of_their_own(asked):
    slug, code = asked.floor.convention.slug, asked.floor.session_code

    def ask(number):
        wish = Ask(code, uuid4(), f"What about {number}?", is_sure=True)
        return apply_one(ask_questions, Intent(slug, Participant(f"t{number}"), wish), at=NOW)[
            "number"
        ]

    assert sorted(at_once(ask)) == [2, 3, 4, 5]


def test_of_moderators_who_act_at_once_one_does_and_the_others_are_told(asked):
    moderators = [make_user(name) for name in ("Mira", "Noor", "Olga", "Paul")]

    def act(number):
        who = {"question": asked, "seen": 1, "at": NOW, "by": moderators[number]}
        try:
            if number % 2:
                put_on_stage(**who, seen_on_stage=None)
            else:
                decline_question(**who, reason="off-topic")
        except SeenOtherwiseError:
            return "told"
        return "done"

    assert sorted(at_once(act)) == ["done", "told", "told", "told"]
    assert asked.floor.acts_done.count() == 1
