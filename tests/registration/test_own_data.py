# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What people take along is all that is kept about them, whatever is kept one day."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.factories import NOW, publish
from tests.registration.worlds import join, make_group, make_purpose, make_registration

from konvent.letters.models import Letter
from konvent.registration.actions import keep_bookmark
from konvent.registration.actions.workshops import set_places, take_seat
from konvent.registration.models import (
    Bookmark,
    Consent,
    Invitation,
    Registration,
    Scan,
    Seat,
    Ticket,
)
from konvent.registration.own_data import everything_about
from konvent.registration.tickets import COOKIE, Pass, sign

pytestmark = pytest.mark.django_db

TAKEN_ALONG = {
    Ticket: {
        "name": "name",
        "email": "email",
        "language": "language",
        "lane": "at_the_queue",
        "door_code": "door_code",
        "issued_at": "issued_at",
        "expires_at": "expires_at",
        "revoked_at": "revoked_at",
    },
    Registration: {
        "group": "group",
        "invitation": "invitation_code",
        "email": "email",
        "name": "name",
        "organisation": "organisation",
        "answers": "answers",
        "needs_assistance": "needs_assistance",
        "language": "language",
        "state": "state",
        "reason": "reason",
        "asked_at": "registered_at",
        "confirmed_at": "confirmed_at",
        "waiting_since": "waiting_since",
        "decided_at": "decided_at",
    },
    Consent: {"text": "text", "given_at": "agreed_at", "withdrawn_at": "taken_back_at"},
    Seat: {"workshop": "session", "is_waiting": "is_waiting", "asked_at": "asked_at"},
    Letter: {
        "kind": "kind",
        "language": "language",
        "state": "state",
        "attempts": "attempts",
        "failure": "failure",
        "reply": "the_mail_server_said",
        "queued_at": "asked_for_at",
        "tried_at": "tried_at",
        "sent_at": "sent_at",
    },
}
"""Under which name each field is in what is downloaded."""
LEFT_OUT = {
    Ticket: {"id": "a number of ours", "convention": "stands above all of it"},
    Registration: {
        "id": "a number of ours",
        "convention": "stands above all of it",
        "ticket": "stands beside it",
    },
    Consent: {"id": "a number of ours", "registration": "stands around it"},
    Seat: {"id": "a number of ours", "ticket": "stands beside it"},
    Letter: {
        "id": "a number of ours",
        "convention": "stands above all of it",
        "key": "says whom it is about, by a number of ours",
        "once": "keeps us from writing twice",
        "recipient": "the address that all of it was looked up by",
        "is_urgent": "the same for all letters of a kind",
        "is_final": "says whether the reply meant for good",
        "not_before": "when we try again, no fact about the person",
        "expires_at": "when we stop trying, no fact about the person",
    },
}
"""Why the rest of the fields are not in it."""


@pytest.fixture
def everything():
    """All that is kept about Ada, who came in by a code, agreed, signed up, and lost her ticket."""
    convention = make_registration()
    publish(convention)
    guests = make_group(convention, "guests")
    Invitation.objects.create(convention=convention, group=guests, code="GUESTS")
    code = convention.sessions.first().code
    workshop = set_places(convention=convention, code=code, places=1, by=None, at=NOW)
    ada = join(convention, code="GUESTS", agreed=(make_purpose(convention),))
    take_seat(ticket=ada.ticket, workshop=workshop, at=NOW - timedelta(hours=3))
    keep_bookmark(ticket=ada.ticket, codes=["S1"])
    Ticket.objects.update(lane="a", revoked_at=NOW)
    ada.ticket.refresh_from_db()
    return everything_about(convention, ada.ticket, ada)


@pytest.mark.parametrize("model", TAKEN_ALONG, ids=lambda model: model.__name__)
def test_of_every_field_it_is_said_where_it_is_or_why_it_is_not(model):
    fields = {field.name for field in model._meta.concrete_fields}

    assert fields == TAKEN_ALONG[model].keys() | LEFT_OUT[model].keys()


def test_every_field_is_where_it_is_said_to_be(everything):
    ticket, registration = everything["ticket"], everything["registration"]
    assert ticket.keys() == set(TAKEN_ALONG[Ticket].values())
    assert registration.keys() == {*TAKEN_ALONG[Registration].values(), "consents"}
    (consent,), (seat,) = registration["consents"], everything["places"]
    assert consent.keys() == {*TAKEN_ALONG[Consent].values(), "purpose", "version"}
    assert seat.keys() == set(TAKEN_ALONG[Seat].values())
    assert everything["letters"][0].keys() == set(TAKEN_ALONG[Letter].values())
    assert everything["agenda"]


def test_a_longer_agenda_asks_no_more(client):
    convention = make_registration()
    publish(convention)
    ticket = join(convention, at=timezone.now()).ticket
    holder = Pass(convention.slug, "t", ticket.pk, int(ticket.expires_at.timestamp()))
    client.cookies[COOKIE] = sign("pass", holder)
    address = f"/{convention.slug}/my/data/?lang=en"
    client.get(address)  # the programme is read once in each process
    asked = []

    for session in convention.sessions.order_by("pk"):
        keep_bookmark(ticket=ticket, codes=[session.code])
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address).content.decode()
        assert str(session.title) in page
        asked.append(len(queries))

    assert asked == [asked[0]] * 2


def test_what_was_missing_once_is_in_it(everything):
    ticket, registration = everything["ticket"], everything["registration"]

    assert ticket["at_the_queue"] == "a queue of their own: needs assistance"
    assert len(ticket["door_code"]) == len("7K3M-9QWX")
    assert ticket["revoked_at"] == NOW
    assert registration["invitation_code"] == "GUESTS"
    assert registration["decided_at"] == NOW


def test_nothing_else_hangs_on_a_ticket_or_a_registration():
    owned = {
        model
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model in {Ticket, Registration}
    }

    assert owned == {Registration, Consent, Bookmark, Seat, Scan}
