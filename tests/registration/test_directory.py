# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a directory has confirmed opens the own ticket, and nothing else."""

import json
from contextlib import ExitStack
from datetime import timedelta
from ipaddress import ip_network
from threading import Timer
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from tests.factories import make_convention, make_world

from konvent.foundation.sealed import seal
from konvent.people import participants
from konvent.people.participants import (
    AT_ONCE,
    CONFIRMED,
    MOST_WAITING,
    DirectoryAwayError,
    asking,
    goes_too_often,
)
from konvent.people.participants import DOOR as DOOR_KEPT
from konvent.people.views.account import directory_away
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


@pytest.fixture
def crowd():
    """As many who wait for a directory as may; each goes when told."""
    with ExitStack() as waiting:
        for _ in range(AT_ONCE):
            waiting.enter_context(asking())
        yield waiting


def test_a_slow_directory_takes_only_so_many_threads(crowd):
    with pytest.raises(DirectoryAwayError), asking():
        pass

    crowd.close()
    with pytest.raises(DirectoryAwayError, match="no answer"), asking():
        raise ConnectionError("no answer")
    with asking():
        pass


def test_who_has_signed_in_there_waits_a_moment_until_another_one_is_done(crowd):
    Timer(0.05, crowd.close).start()

    with asking(patience=10):
        pass


def test_only_so_many_wait_for_another_one_to_be_done(crowd):
    with ExitStack() as waiting:
        for _ in range(MOST_WAITING):
            waiting.callback(participants._waiting.release)
            participants._waiting.acquire()
        with pytest.raises(DirectoryAwayError), asking(patience=10):
            pass


@pytest.mark.parametrize(
    ("language", "words"), [("en", "cannot be asked"), ("de", "kann gerade nicht gefragt werden")]
)
def test_who_could_not_be_asked_for_reads_that_and_comes_back_to_the_door(
    client, world, rf, language, words
):
    request = rf.get("/")
    request.session, request.user = client.session, AnonymousUser()
    request.session[DOOR_KEPT] = f"{DOOR}?lang={language}"

    answer = directory_away(request)

    assert words in client.get(answer["location"]).text


def test_staff_that_could_not_be_asked_for_reads_that_as_well(rf, client):
    request = rf.get("/")
    request.session, request.user = client.session, AnonymousUser()

    answer = directory_away(request)

    assert answer.status_code == 503
    assert "did not confirm" not in answer.content.decode()


def test_going_there_and_coming_back_is_counted_apart_for_all_who_are_behind_an_address(
    rf, settings, monkeypatch
):
    monkeypatch.setattr(participants, "PER_MINUTE", 1)
    settings.LARGE_NETWORKS = ((ip_network("192.0.2.0/28"), 3),)
    cache.clear()

    def goes(address, step):
        request = rf.post("/", HTTP_X_FORWARDED_FOR=address)
        return not goes_too_often(request, step)

    of_a_household = [goes("198.51.100.7", step) for step in ("there", "back", "back")]
    of_a_ministry = [
        goes(f"192.0.2.{number}", step) for step in ("there", "back") for number in range(1, 5)
    ]

    assert of_a_household == [True, True, False]
    assert of_a_ministry == [True, True, True, False] * 2
