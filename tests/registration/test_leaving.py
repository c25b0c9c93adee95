# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Deleting somebody reaches every chapter, and what is past is deleted by itself."""

from datetime import timedelta
from email import message_from_bytes
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.factories import NOW, publish
from tests.letters.post import have_letters_sent
from tests.registration.worlds import ask as register_as
from tests.registration.worlds import join, make_group, make_registration

from konvent.audience.actions.asking import ask_questions
from konvent.audience.actions.backing import back_questions
from konvent.audience.models import Chat, Question, QuestionDefaults, Support
from konvent.audience.persons import person_of
from konvent.audience.wishes import Ask, Back
from konvent.foundation.holdings import HOLDINGS
from konvent.foundation.intents import Intent, Participant, apply_one
from konvent.letters.models import Letter
from konvent.registration.actions import issue_ticket, keep_bookmark, leaving
from konvent.registration.actions.deciding import cancel_registration, decline_registration
from konvent.registration.actions.leaving import KEPT_WHEN_OVER, forget_past, forget_person
from konvent.registration.actions.moving import ask_for_address
from konvent.registration.models import Registration, RegistrationRules, Ticket
from konvent.registration.own_data import everything_about

pytestmark = pytest.mark.django_db

A_MOMENT = timedelta(seconds=1)


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
    return ask_as(f"t{ticket.pk}", convention, code, words)


def ask_as(key, convention, code, words):
    wish = Ask(code, uuid4(), words, "Ada", is_sure=True)
    by = Participant(key)
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

    assert before == {
        "questions": 1,
        "supports": 1,
        "answers": 0,
        "messages": 1,
        "hands": 0,
        "check_ins": 0,
    }
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


def test_who_registered_first_and_came_in_later_sees_what_they_said_as_either(convention, code):
    ada = join(convention)
    ask_as(f"r{ada.pk}", convention, code, "When does it begin?")
    ask(convention, ada.ticket, code, "Who pays?")

    kept = everything_about(convention, None, ada)

    assert {one["question"] for one in kept["questions"]} == {"When does it begin?", "Who pays?"}
    assert kept["ticket"]["email"] == ada.email


def test_a_ticket_without_a_registration_can_be_emptied_too(convention):
    ticket = issue_ticket(convention=convention, email="ada@example.org", name="Ada", at=NOW)

    forget_person(convention=convention, ticket=ticket, registration=None, at=NOW)

    assert list(Ticket.objects.revoked().values_list("name", "email")) == [("", "")]


def test_when_many_are_over_each_round_forgets_some(convention, monkeypatch):
    monkeypatch.setattr(leaving, "AT_ONCE", 2)
    for number in range(3):
        person = join(convention, f"{number}@example.org")
        decline_registration(registration=person, at=NOW, by=None)
    later = NOW + KEPT_WHEN_OVER + A_MOMENT

    left = []
    for _round in range(2):
        forget_past(at=later)
        left.append(Registration.objects.count())

    assert left == [1, 0]


def test_who_came_in_by_the_waiting_list_is_deleted_with_the_ticket_and_its_words(convention, code):
    ada = join(convention)
    number = ask(convention, ada.ticket, code, "Who pays?")
    browser_knows = {"ticket": None, "registration": ada}

    forget_person(convention=convention, **browser_knows, at=NOW)

    assert list(Ticket.objects.values_list("name", "email")) == [("", "")]
    assert not Ticket.objects.valid(NOW).exists()
    assert Question.objects.get(number=number).author == ""


@pytest.mark.parametrize("known_by", ["ticket", "registration"])
def test_every_ticket_of_an_address_is_emptied(convention, known_by):
    ada = join(convention)
    keep_bookmark(ticket=ada.ticket, codes=["S1"])
    cancel_registration(registration=ada, at=NOW, by=None)
    again = issue_ticket(convention=convention, email=ada.email, name="Ada", at=NOW)
    knows = {"ticket": None, "registration": None} | {
        known_by: again if known_by == "ticket" else ada
    }

    forget_person(convention=convention, **knows, at=NOW)

    assert list(Ticket.objects.values_list("name", "email")) == [("", "")] * 2
    assert Ticket.objects.revoked().count() == 2
    assert not any(ticket.bookmarks.exists() for ticket in Ticket.objects.all())
    assert not Registration.objects.exists()
    assert not Letter.objects.exists()


def test_what_came_to_nothing_is_deleted_a_month_later(convention):
    ada = join(convention)
    decline_registration(registration=ada, at=NOW, by=None)

    forget_past(at=NOW + KEPT_WHEN_OVER)
    assert Registration.objects.count() == 1

    forget_past(at=NOW + KEPT_WHEN_OVER + A_MOMENT)
    assert not Registration.objects.exists()
    assert not Letter.objects.filter(recipient="ada@example.org").exists()


def test_a_revoked_ticket_is_emptied_a_month_later(convention):
    ada = join(convention)
    cancel_registration(registration=ada, at=NOW, by=None)

    forget_past(at=NOW + KEPT_WHEN_OVER)
    assert Ticket.objects.get().email == ada.email

    forget_past(at=NOW + KEPT_WHEN_OVER + A_MOMENT)
    assert list(Ticket.objects.values_list("name", "email")) == [("", "")]


def test_who_registers_anew_gets_their_letters_whatever_became_of_the_first_time(convention):
    decline_registration(registration=join(convention), at=NOW, by=None)
    later = NOW + KEPT_WHEN_OVER + A_MOMENT
    again = register_as(convention, at=later)

    forget_past(at=later)

    assert Registration.objects.get() == again
    assert Letter.objects.filter(key=str(again.pk), kind="confirm", state="waiting").exists()


def test_who_still_waits_a_month_after_the_last_day_is_deleted(convention):
    RegistrationRules.objects.update(capacity=1)
    press = make_group(convention, "press", needs_approval=True)
    join(convention)
    join(convention, "grace@example.org")
    join(convention, "edith@example.org", group=press)
    late = join(convention, "mira@example.org", convention.days.get().ends_at + 10 * A_MOMENT)
    over = convention.days.latest("ends_at").ends_at + KEPT_WHEN_OVER

    forget_past(at=over)
    assert Registration.objects.count() == 4

    forget_past(at=over + A_MOMENT)
    there = {"ada@example.org", late.email}
    assert set(Registration.objects.values_list("email", flat=True)) == there
    assert set(Letter.objects.values_list("recipient", flat=True)) == there


def test_when_a_ticket_is_over_nobody_knows_any_more_whose_it_was(convention):
    ada = join(convention)
    end = ada.ticket.expires_at

    forget_past(at=end)
    assert Registration.objects.exists()

    forget_past(at=end + A_MOMENT)
    assert not Registration.objects.exists()
    assert list(Ticket.objects.values_list("name", "email")) == [("", "")]


def test_nobody_gets_a_place_when_it_is_all_over(convention):
    RegistrationRules.objects.update(capacity=1)
    ada, grace = join(convention), join(convention, "grace@example.org")
    end = ada.ticket.expires_at

    cancel_registration(registration=ada, at=end - timedelta(days=364), by=None)
    forget_past(at=end + A_MOMENT)

    assert not Registration.objects.filter(pk=grace.pk).exists()
    assert Ticket.objects.count() == 1
    assert not Letter.objects.filter(recipient="grace@example.org").exists()


def test_what_lies_in_the_outbox_goes_with_whoever_it_was_written_to(
    convention, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "konvent.letters.outbox.OutboxBackend"
    settings.OUTBOX = tmp_path
    now = timezone.now()
    ada = join(convention, "ada@example.org", now)
    join(convention, "grace@example.org", now)
    ask_for_address(
        convention=convention,
        ticket=ada.ticket,
        registration=ada,
        email="new@example.org",
        network="net",
        at=now,
    )
    have_letters_sent()
    lying = [message_from_bytes(file.read_bytes())["to"] for file in tmp_path.iterdir()]
    assert sorted(lying) == ["ada@example.org", "grace@example.org", "new@example.org"]

    with django_capture_on_commit_callbacks(execute=True):
        leave(convention, ada)

    left = [message_from_bytes(file.read_bytes())["to"] for file in tmp_path.iterdir()]
    assert left == ["grace@example.org"]
