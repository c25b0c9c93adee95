# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Letters are queued once for an occasion, marked by hand, sent again, and forgotten in time."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import NOW, make_convention, make_user

from konvent.foundation.models import AuditEntry
from konvent.foundation.refusals import RefusedError
from konvent.letters.actions import (
    KEPT,
    Addressee,
    call_postman,
    forget_letters,
    forget_recipient,
    mark_bounced,
    note_sent,
    queue_letter,
    queue_letters,
    send_again,
    take_letter,
)
from konvent.letters.models import Letter
from konvent.letters.outcomes import LONGEST_PAUSE, pause_after
from konvent.registration.link_letters import link

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"


@pytest.fixture
def convention():
    return make_convention()


@pytest.fixture
def sent(convention):
    queue_letter(convention=convention, kind="link", email=ADA, at=NOW)
    letter = take_letter(at=NOW)
    note_sent(letter=letter, at=NOW)
    return Letter.objects.get()


def test_a_letter_whose_reason_did_not_happen_was_never_asked_for(convention):
    class OtherwiseError(Exception):
        pass

    @transaction.atomic
    def do():
        queue_letter(convention=convention, kind="link", email=ADA, at=NOW)
        raise OtherwiseError

    with pytest.raises(OtherwiseError):
        do()

    assert not Letter.objects.exists()


def test_one_occasion_is_one_letter_however_often_it_is_asked_for(convention):
    everybody = [Addressee(f"{n}@example.org", once=f"t{n}") for n in range(3)]

    for _time in range(2):
        queue_letters(convention=convention, kind="link", to=everybody, at=NOW)
        queue_letter(convention=convention, kind="link", email=" Ada@Example.org", at=NOW)

    assert Letter.objects.count() == 5
    assert Letter.objects.filter(recipient=ADA).count() == 2


def test_a_letter_in_hand_is_not_taken_twice(convention):
    queue_letter(convention=convention, kind="link", email=ADA, at=NOW)

    assert take_letter(at=NOW) == Letter.objects.get()
    assert take_letter(at=NOW) is None


def test_a_letter_that_came_back_later_is_marked_by_hand_and_can_be_sent_again(sent):
    olga = make_user("Olga")

    mark_bounced(letter=sent, by=olga, at=NOW)
    with pytest.raises(RefusedError):
        mark_bounced(letter=sent, by=olga, at=NOW)
    assert Letter.objects.get().state == "bounced"

    for _time in range(2):
        send_again(letter=sent, by=olga, at=NOW + timedelta(days=9))
    assert take_letter(at=NOW + timedelta(days=9)) == sent
    entries = AuditEntry.objects.filter(thing="letter")
    assert [entry.verb for entry in entries.order_by("pk")] == ["mark as bounced", "send again"]
    assert not [entry for entry in entries if ADA in f"{entry.thing_name} {entry.changes}"]


def test_letters_are_forgotten_when_they_have_long_been_of_no_use(sent, convention):
    queue_letter(convention=convention, kind="link", email=ADA, at=NOW + KEPT)

    forget_letters(at=sent.expires_at + KEPT)
    assert Letter.objects.count() == 2

    forget_letters(at=sent.expires_at + KEPT + timedelta(seconds=1))
    assert Letter.objects.get().queued_at == NOW + KEPT


def test_that_a_stranger_was_asked_is_forgotten_as_soon_as_it_is_over(convention):
    queue_letter(convention=convention, kind="confirm", email=ADA, at=NOW)
    asked = take_letter(at=NOW)
    note_sent(letter=asked, at=NOW)

    forget_letters(at=asked.expires_at)
    assert Letter.objects.count() == 1

    forget_letters(at=asked.expires_at + timedelta(seconds=1))
    assert not Letter.objects.exists()


def test_somebody_who_is_forgotten_gets_nothing_that_still_waits(sent, convention):
    queue_letter(convention=convention, kind="link", email=ADA, at=NOW)
    queue_letter(convention=convention, kind="link", email="grace@example.org", at=NOW)

    forget_recipient(convention=convention, email="ADA@example.org")

    assert [letter.recipient for letter in Letter.objects.all()] == ["grace@example.org"]


def test_a_house_without_letters_asks_for_nothing(convention, django_assert_num_queries):
    with django_assert_num_queries(1):
        call_postman(at=NOW)


@given(st.integers(1, 60_000))
def test_a_letter_rests_longer_each_time_and_never_too_long(attempts):
    assert pause_after(attempts) <= pause_after(attempts + 1) <= LONGEST_PAUSE


def test_nobody_without_a_ticket_gets_a_link(convention):
    letter = Letter(convention=convention, kind="link", recipient=ADA, language="de")

    assert link(letter, NOW) is None
