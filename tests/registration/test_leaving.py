# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Deleting somebody reaches every chapter, and what is past is deleted by itself."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.factories import NOW, publish
from tests.registration.worlds import join, make_registration

from konvent.audience.actions.asking import ask_questions
from konvent.audience.actions.backing import back_questions
from konvent.audience.models import Chat, Question, QuestionDefaults, Support
from konvent.audience.persons import person_of
from konvent.audience.wishes import Ask, Back
from konvent.foundation.holdings import HOLDINGS
from konvent.foundation.intents import Intent, Participant, apply_one
from konvent.letters.models import Letter
from konvent.registration.actions import issue_ticket, leaving
from konvent.registration.actions.deciding import decline_registration
from konvent.registration.actions.leaving import KEPT_WHEN_OVER, forget_past, forget_person
from konvent.registration.models import Registration, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def convention():
    convention = make_registration()
    publish(convention)
    QuestionDefaults.objects.create(convention=convention, moderation="after")
    return convention


@pytest.fixture
def code(convention):
    return convention.sessions.get(title__en="Opening").code


def ask(convention, ticket, code, words):
    wish = Ask(code, uuid4(), words, "Ada", is_sure=True)
    by = Participant(f"t{ticket.pk}")
    return apply_one(ask_questions, Intent(convention.slug, by, wish), at=NOW)["number"]


def leave(convention, registration):
    forget_person(
        convention=convention, ticket=registration.ticket, registration=registration, at=NOW
    )


def held(convention, ticket):
    return {one.name: len(one.read(convention.slug, f"t{ticket.pk}")) for one in HOLDINGS}


def test_words_votes_and_names_go_and_the_record_stays(convention, code):
    ada, grace = join(convention), join(convention, "grace@example.org")
    number = ask(convention, ada.ticket, code, "Who pays?")
    others = ask(convention, grace.ticket, code, "Who builds?")
    back = Intent(convention.slug, Participant(f"t{ada.ticket.pk}"), Back(code, others))
    apply_one(back_questions, back, at=NOW)
    chat = Chat.objects.create(convention=convention, kind="stage", name="smart-plaza")
    person = person_of(convention.slug, f"t{ada.ticket.pk}")
    chat.messages.create(number=1, key=uuid4(), text="Hello", name="Ada", author=person, at=NOW)
    before = held(convention, ada.ticket)
    ticket = ada.ticket

    leave(convention, ada)

    assert before == {"questions": 1, "supports": 1, "answers": 0, "messages": 1, "hands": 0}
    assert set(held(convention, ticket).values()) == {0}
    asked = Question.objects.get(number=number)
    assert (asked.text, asked.name, asked.author) == ("Who pays?", "", "")
    assert Question.objects.get(number=others).supports == 1
    assert not Support.objects.filter(person=person).exists()
    assert not chat.messages.exists()


def test_what_was_not_shown_yet_loses_its_words(convention, code):
    QuestionDefaults.objects.update(moderation="before")
    ada = join(convention)
    number = ask(convention, ada.ticket, code, "Who pays?")

    leave(convention, ada)

    asked = Question.objects.get(number=number)
    assert (asked.state, asked.text) == ("withdrawn", "")


def test_a_ticket_without_a_registration_can_be_emptied_too(convention):
    ticket = issue_ticket(convention=convention, email="ada@example.org", name="Ada", at=NOW)

    forget_person(convention=convention, ticket=ticket, registration=None, at=NOW)

    assert list(Ticket.objects.revoked().values_list("name", "email")) == [("", "")]


def test_when_many_are_over_each_round_forgets_some(convention, monkeypatch):
    monkeypatch.setattr(leaving, "AT_ONCE", 2)
    for number in range(3):
        person = join(convention, f"{number}@example.org")
        decline_registration(registration=person, at=NOW, by=None)
    later = NOW + KEPT_WHEN_OVER + timedelta(seconds=1)

    left = []
    for _round in range(2):
        forget_past(at=later)
        left.append(Registration.objects.count())

    assert left == [1, 0]


def test_what_came_to_nothing_is_deleted_a_month_later(convention):
    ada = join(convention)
    decline_registration(registration=ada, at=NOW, by=None)

    forget_past(at=NOW + KEPT_WHEN_OVER)
    assert Registration.objects.count() == 1

    forget_past(at=NOW + KEPT_WHEN_OVER + timedelta(seconds=1))
    assert not Registration.objects.exists()
    assert not Letter.objects.filter(recipient="ada@example.org").exists()


def test_when_a_ticket_is_over_nobody_knows_any_more_whose_it_was(convention):
    ada = join(convention)
    end = ada.ticket.expires_at

    forget_past(at=end)
    assert Registration.objects.exists()

    forget_past(at=end + timedelta(seconds=1))
    assert not Registration.objects.exists()
    assert list(Ticket.objects.values_list("name", "email")) == [("", "")]
