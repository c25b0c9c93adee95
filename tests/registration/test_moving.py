# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Somebody changes their own address: the new one says yes, the old one is told."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from tests.letters.post import have_letters_sent
from tests.registration.worlds import join, make_registration

from konvent.foundation.models import AuditEntry
from konvent.letters.models import Letter
from konvent.people.actions.staff import add_user, invite_user
from konvent.registration.actions.leaving import forget_person
from konvent.registration.actions.places import tell
from konvent.registration.actions.tickets import issue_ticket
from konvent.registration.links import pass_of
from konvent.registration.models import Registration, Ticket
from konvent.registration.tickets import COOKIE, Pass, sign

pytestmark = pytest.mark.django_db

ADA, NEW, GRACE = "ada@example.org", "ada@new.example", "grace@example.org"
PAGE = "/smart-2026/my/address/"


@pytest.fixture
def convention():
    return make_registration()


@pytest.fixture
def ada(convention):
    found = join(convention, ADA, at=timezone.now(), language="en")
    have_letters_sent()
    mail.outbox.clear()
    return found


def browser_of(registration):
    client = Client()
    client.cookies[COOKIE] = sign("pass", pass_of(registration, at=timezone.now()))
    return client


def ask(registration, email=NEW):
    """Ask for another address; return what its mailbox gets."""
    mail.outbox.clear()
    answer = browser_of(registration).post(f"{PAGE}?lang=en", {"email": email})
    have_letters_sent()
    return answer, [
        letter for letter in mail.outbox if letter.to == [email] and "/my/address/" in letter.body
    ]


def link_in(letter):
    return urlsplit(re.search(r"http://\S+/my/address/\S+", letter.body)[0]).path


def test_letters_go_to_the_new_address_once_it_has_said_yes(ada):
    _answer, (letter,) = ask(ada)
    link = link_in(letter)

    looked_at = Client().get(link, {"lang": "en"}).text
    before = Registration.objects.get(pk=ada.pk).email
    said = Client().post(f"{link}?lang=en").text
    again = Client().post(f"{link}?lang=en").text
    have_letters_sent()

    ada.refresh_from_db()
    assert "One more click" in looked_at
    assert NEW not in link
    assert before == ADA
    assert "From now on your letters go to ada@new.example" in said
    assert "From now on your letters go to ada@new.example" in again
    assert (ada.email, ada.ticket.email) == (NEW, NEW)
    (told,) = [letter for letter in mail.outbox if letter.to == [ADA]]
    assert NEW not in told.body
    noted = AuditEntry.objects.filter(verb="move_address")
    assert [entry.changes for entry in noted] == [{}, {}]


def test_nothing_tells_whether_the_new_address_is_known(convention, ada):
    join(convention, GRACE, at=timezone.now())

    known, to_grace = ask(ada, GRACE)
    unknown, to_new = ask(ada, NEW)

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert (len(to_grace), len(to_new)) == (0, 1)


def test_an_address_that_somebody_else_has_by_then_stays_theirs(convention, ada):
    _answer, (letter,) = ask(ada)
    join(convention, NEW, at=timezone.now())

    answer = Client().post(f"{link_in(letter)}?lang=en")

    ada.refresh_from_db()
    assert (answer.status_code, ada.email) == (422, ADA)
    assert "Somebody takes part with this address by now." in answer.text


def test_what_still_waits_for_the_old_address_goes_to_the_new_one(convention, ada):
    """All but what would let somebody into the staff area: that is for who was invited."""
    _answer, (letter,) = ask(ada)
    newcomer = add_user(email=ADA, name="Ada", at=timezone.now(), language="en")
    tell(registration=ada, kind="welcome", at=timezone.now())
    invite_user(user=newcomer, convention=convention, at=timezone.now())
    mail.outbox.clear()

    Client().post(link_in(letter))
    have_letters_sent()

    got = [(letter.to[0], letter.subject) for letter in mail.outbox]
    assert sorted(got) == [
        (ADA, "Your address for Smart Convention 2026 was changed"),
        (ADA, "Your way into the staff area of Smart Convention 2026"),
        (NEW, "Your ticket for Smart Convention 2026"),
    ]


def test_only_the_link_asked_for_last_is_good(ada):
    _first, (letter,) = ask(ada, "typo@new.example")
    _second, (later,) = ask(ada)

    assert Client().post(link_in(letter)).status_code == 422
    assert Client().post(link_in(later)).status_code == 200


def test_it_is_asked_three_times_an_hour_and_then_refused(ada):
    answers = [ask(ada, f"{number}@new.example")[0].status_code for number in range(4)]

    assert answers == [302, 302, 302, 422]


def test_a_forged_or_old_link_is_refused(ada):
    _answer, (letter,) = ask(ada)
    link = link_in(letter)
    forged = link[:-3] + "AA/"
    Letter.objects.filter(kind="new-address").update(key="r0")

    assert Client().get(forged).status_code == 422
    assert Client().post(link).status_code == 422


def test_a_ticket_without_a_registration_can_move_as_well(convention):
    now = timezone.now()
    ticket = issue_ticket(convention=convention, email=ADA, name="Ada", language="en", at=now)
    client = Client()
    expires = int(ticket.expires_at.timestamp())
    client.cookies[COOKIE] = sign("pass", Pass(convention.slug, "t", ticket.pk, expires))
    client.post(PAGE, {"email": NEW})
    have_letters_sent()
    (letter,) = [letter for letter in mail.outbox if letter.to == [NEW]]

    Client().post(link_in(letter))

    assert Ticket.objects.get(pk=ticket.pk).email == NEW


def test_who_is_forgotten_is_forgotten_at_both_addresses(convention, ada):
    _answer, (letter,) = ask(ada)
    Client().post(link_in(letter))
    ada.refresh_from_db()
    at = timezone.now() + timedelta(minutes=1)

    forget_person(convention=convention, ticket=ada.ticket, registration=ada, at=at)

    assert not Letter.objects.filter(recipient__in=[ADA, NEW]).exists()
