# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Two clicks at the same moment do a thing once, and nobody sees an error."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from tests.factories import NOW, make_user, make_world
from tests.manage.conftest import enter

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
