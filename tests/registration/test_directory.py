# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a directory has confirmed opens the own ticket, and nothing else."""

import json
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from tests.factories import make_convention, make_world

from konvent.foundation.sealed import seal
from konvent.people.participants import AT_ONCE, CONFIRMED, DirectoryAwayError, asking
from konvent.registration.actions import issue_ticket, revoke_ticket
from konvent.registration.models import Registration, RegistrationState
from konvent.registration.tickets import check

pytestmark = pytest.mark.django_db
DOOR = "/smart-2026/door/"
ARRIVE = f"{DOOR}confirmed/?lang=en"


@pytest.fixture(autouse=True)
def _allowed(settings):
    reverse("account_login")  # makes the addresses, before one for a directory would be among them
    settings.DIRECTORIES = {"directory": "the town hall"}
    settings.DIRECTORIES_FOR_PARTICIPANTS = True


@pytest.fixture
def world():
    return make_world()


def arrive(client, *addresses, since=timedelta()):
    until = (timezone.now() + timedelta(minutes=2) - since).timestamp()
    client.cookies[CONFIRMED] = seal(json.dumps({"addresses": addresses, "until": until}))
    return client.get(ARRIVE)


def issue(world, email="linus@rathaus.example"):
    return issue_ticket(convention=world, email=email, at=timezone.now())


def test_who_has_a_ticket_at_a_confirmed_address_comes_in_as_by_its_link(client, world):
    ticket = issue(world)

    answer = arrive(client, "other@rathaus.example", "linus@rathaus.example")

    assert answer.status_code == 302
    address = urlsplit(answer["location"])
    assert (address.netloc, address.path.rpartition("/")[0]) == ("", "/smart-2026/ticket")
    assert check("ticket", address.path.rpartition("/")[2]).number == ticket.pk
    assert answer.cookies[CONFIRMED].value == ""
    assert Session.objects.count() == 0


def test_who_waits_sees_the_own_registration(client, world):
    state = RegistrationState.WAITING
    now = timezone.now()
    Registration.objects.create(
        convention=world,
        email="linus@rathaus.example",
        name="Linus",
        state=state,
        asked_at=now,
        waiting_since=now,
    )

    answer = arrive(client, "linus@rathaus.example")

    assert urlsplit(answer["location"]).path.startswith("/smart-2026/my/registered/")


def test_a_ticket_that_was_withdrawn_or_is_for_another_convention_opens_nothing(client, world):
    revoke_ticket(ticket=issue(world), actor=None, at=timezone.now())
    issue(make_convention("other-2026"))

    answer = arrive(client, "linus@rathaus.example")

    assert answer.status_code == 403
    assert "There is no ticket for you yet" in answer.text


@pytest.mark.parametrize("value", ["", "forged", "gAAAAA"])
def test_who_confirmed_nothing_is_led_to_the_door(client, world, value):
    issue(world)
    client.cookies[CONFIRMED] = value

    assert client.get(ARRIVE)["location"].startswith(f"{DOOR}?why=no-ticket")


def test_what_was_confirmed_is_soon_over(client, world):
    issue(world)

    late = arrive(client, "linus@rathaus.example", since=timedelta(minutes=3))

    assert late["location"].startswith(f"{DOOR}?why=no-ticket")


def test_where_the_operator_has_not_allowed_it_there_is_no_such_way(client, world, settings):
    assert "the town hall" in client.get(f"{DOOR}?lang=en").text
    settings.DIRECTORIES_FOR_PARTICIPANTS = False
    issue(world)

    assert "the town hall" not in client.get(f"{DOOR}?lang=en").text
    assert client.post(f"{DOOR}directory/directory/").status_code == 404
    answer = arrive(client, "linus@rathaus.example")
    assert answer["location"].startswith(f"{DOOR}?why=no-ticket")


def test_who_only_follows_a_link_sees_the_door_first(client, world):
    assert client.get(f"{DOOR}directory/directory/")["location"].startswith(DOOR)


def test_a_slow_directory_takes_only_so_many_threads():
    waiting = [asking() for _ in range(AT_ONCE)]
    for one in waiting:
        one.__enter__()
    try:
        with pytest.raises(DirectoryAwayError), asking():
            pass
    finally:
        for one in waiting:
            one.__exit__(None, None, None)

    with pytest.raises(DirectoryAwayError, match="no answer"), asking():
        raise ConnectionError("no answer")
    with asking():
        pass
