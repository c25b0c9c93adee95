# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Tickets are issued, renewed and revoked; links are mailed without telling who has a ticket."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from tests.factories import NOW, make_convention, make_user, make_world
from tests.letters.post import have_letters_sent

from konvent.foundation.models import AuditEntry
from konvent.foundation.refusals import RefusedError
from konvent.letters.models import Letter
from konvent.registration.actions import (
    drop_bookmark,
    forget_speaker_links,
    issue_ticket,
    keep_bookmark,
    make_speaker_link,
    revoke_speaker_link,
    revoke_ticket,
    send_ticket_link,
)
from konvent.registration.actions.requests import REQUESTS_PER_ADDRESS, REQUESTS_PER_NETWORK
from konvent.registration.links import staff_pass, ticket_link
from konvent.registration.models import LinkRequest, Registration, SpeakerLink, Ticket
from konvent.registration.tickets import Pass, check

pytestmark = pytest.mark.django_db

GRACE = "grace@example.org"


@pytest.fixture
def world():
    return make_world()


def ask(world, email=GRACE, network="192.0.2.7", at=NOW):
    send_ticket_link(convention=world, email=email, network=network, at=at)


def ask_and_wait(world, email=GRACE):
    ask(world, email, at=timezone.now())
    have_letters_sent()


def verbs():
    return list(AuditEntry.objects.filter(thing="ticket").order_by("pk").values_list("verb"))


def test_a_ticket_is_valid_for_a_year_after_the_last_day(world):
    ticket = issue_ticket(convention=world, email=GRACE, at=NOW)

    assert ticket.expires_at == world.days.get().ends_at + timedelta(days=365)
    assert ticket.language == "de"
    assert verbs() == [("issue",)]


def test_who_has_a_valid_ticket_keeps_it(world):
    first = issue_ticket(convention=world, email=GRACE, at=NOW)
    second = issue_ticket(convention=world, email=" Grace@Example.org", at=NOW)

    assert first == second
    assert verbs() == [("issue",)]


def test_an_expired_ticket_is_renewed(world):
    ticket = issue_ticket(convention=world, email=GRACE, at=NOW)
    later = ticket.expires_at + timedelta(days=1)

    renewed = issue_ticket(convention=world, email=GRACE, at=later)

    assert renewed == ticket
    assert renewed.expires_at == later + timedelta(days=365)
    assert verbs() == [("issue",), ("renew",)]


def test_a_revoked_ticket_is_not_given_back_but_a_new_one_is(world):
    ticket = issue_ticket(convention=world, email=GRACE, at=NOW)
    revoke_ticket(ticket=ticket, actor=None, at=NOW)
    revoke_ticket(ticket=ticket, actor=None, at=NOW)

    assert issue_ticket(convention=world, email=GRACE, at=NOW) != ticket
    assert verbs() == [("issue",), ("revoke",), ("issue",)]


def test_people_without_an_address_each_get_a_ticket(world):
    assert issue_ticket(convention=world, email="", at=NOW) != issue_ticket(
        convention=world, email="", at=NOW
    )


def test_a_link_says_whose_ticket_it_is(world):
    ticket = issue_ticket(convention=world, email=GRACE, at=NOW)

    token = ticket_link(ticket).rpartition("/")[2]

    assert check("ticket", token) == Pass(
        "smart-2026", "t", ticket.pk, int(ticket.expires_at.timestamp())
    )
    assert check("pass", token) is None


def test_a_pass_of_staff_ends_with_the_working_day(world):
    ada = make_user("Ada Lovelace")

    holder = check("pass", staff_pass(ada, world, at=NOW))

    assert holder == Pass("smart-2026", "s", ada.pk, int(NOW.timestamp()) + 12 * 3600)


def test_the_link_is_mailed_to_who_has_a_ticket(world):
    ticket = issue_ticket(
        convention=world, email=GRACE, name="Grace", language="en", at=timezone.now()
    )

    ask_and_wait(world, email="GRACE@example.org ")

    (letter,) = mail.outbox
    assert letter.to == [GRACE]
    assert letter.subject == "Your way into Smart Convention 2026"
    assert letter.reply_to == ["help@example.org"]
    assert f"\n{ticket_link(ticket)}\n" in letter.body
    assert letter.body.startswith("Good day Grace,")


def test_nobody_gets_mail_without_a_valid_ticket_here(world):
    other = make_convention("other-2027")
    issue_ticket(convention=other, email="ada@example.org", at=NOW)
    revoked = issue_ticket(convention=world, email=GRACE, at=NOW)
    revoke_ticket(ticket=revoked, actor=None, at=NOW)

    for email in ("ada@example.org", GRACE, "nobody@example.org"):
        ask_and_wait(world, email=email)

    assert mail.outbox == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by what there is")
def test_nobody_is_looked_for_among_all(world):
    people = Registration.objects.of(world, GRACE).live()
    tickets = Ticket.objects.filter(convention=world)

    for found in (people, tickets.filter(email=GRACE, revoked_at=None)):
        assert "convention_id=? AND email=?" in found.explain()
    assert "convention_id=? AND door_code=?" in tickets.filter(door_code="7K3M9QWX").explain()


def test_asking_costs_the_same_with_and_without_a_ticket(world, django_assert_num_queries):
    issue_ticket(convention=world, email=GRACE, at=NOW)

    for email in (GRACE, "nobody@example.org"):
        with django_assert_num_queries(11):
            send_ticket_link(convention=world, email=email, network="192.0.2.7", at=NOW)

    assert [(letter.kind, letter.key) for letter in Letter.objects.all()] == [("link", "")] * 2


def test_that_somebody_without_a_ticket_asked_is_forgotten_when_the_letter_would_leave(world):
    ask_and_wait(world, email="nobody@example.org")

    assert not Letter.objects.exists()


def test_an_address_is_served_three_times_an_hour_whoever_it_belongs_to(world):
    for _time in range(REQUESTS_PER_ADDRESS):
        ask(world, email="nobody@example.org")

    with pytest.raises(RefusedError) as refused:
        ask(
            world,
            email="Nobody@example.org",
            network="198.51.100.1",
            at=NOW + timedelta(minutes=50),
        )
    assert str(refused.value) == ("This was asked for too often. Please try again in 10 minutes.")

    ask(world, email="nobody@example.org", at=NOW + timedelta(minutes=61))


def test_a_network_is_limited_but_a_whole_town_hall_gets_in(world):
    for number in range(REQUESTS_PER_NETWORK):
        ask(world, email=f"colleague-{number}@example.org")

    with pytest.raises(RefusedError, match="people of your network"):
        ask(world, email="one-more@example.org")
    ask(world, email="one-more@example.org", network="198.51.100.1")


def test_what_is_remembered_of_a_request_names_nobody_and_is_forgotten(world):
    ask(world)
    kept = " ".join(LinkRequest.objects.values_list("fingerprint", flat=True))
    assert "grace" not in kept
    assert "192.0.2.7" not in kept

    ask(world, email="ada@example.org", at=NOW + timedelta(hours=2))

    assert LinkRequest.objects.filter(at__lt=NOW + timedelta(hours=1)).count() == 0


def test_an_agenda_is_kept_with_the_ticket(world):
    ticket = issue_ticket(convention=world, email=GRACE, at=NOW)

    keep_bookmark(ticket=ticket, codes=["A", "B"])
    keep_bookmark(ticket=ticket, codes=["B", "C"])
    drop_bookmark(ticket=ticket, codes=["A", "unknown"])

    assert sorted(ticket.bookmarks.values_list("session_code", flat=True)) == ["B", "C"]


def test_an_agenda_has_an_end(world):
    ticket = issue_ticket(convention=world, email=GRACE, at=NOW)

    with pytest.raises(RefusedError):
        keep_bookmark(ticket=ticket, codes=[f"S{number}" for number in range(501)])

    assert Ticket.objects.get().bookmarks.count() == 0


def test_for_whom_a_speakers_link_was_is_forgotten_when_it_has_ended(world):
    making = {"convention": world, "code": "S1", "actor": None, "at": NOW}
    link = make_speaker_link(**making, name="Ada Lovelace")
    revoke_speaker_link(link=link, actor=None, at=NOW)
    screen = make_speaker_link(**making, name="Screen")
    SpeakerLink.objects.filter(pk=screen.pk).update(expires_at=link.expires_at + timedelta(days=1))

    forget_speaker_links(at=link.expires_at)
    assert SpeakerLink.objects.count() == 2

    forget_speaker_links(at=link.expires_at + timedelta(seconds=1))
    assert SpeakerLink.objects.get() == screen
    log = AuditEntry.objects.filter(thing="speakerlink", thing_key=str(link.pk)).order_by("pk")
    assert [(entry.verb, entry.thing_name, entry.changes) for entry in log] == [
        ("issue", "…", {}),
        ("revoke", "…", {}),
    ]
