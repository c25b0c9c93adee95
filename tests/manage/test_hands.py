# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Hands without a script: at the desk of a moderator, and on the page of those who raise them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.factories import make_user, publish
from tests.manage.conftest import enter

from konvent.audience.models import Hand
from konvent.people.models import Duty
from konvent.registration.actions import issue_ticket
from konvent.registration.tickets import COOKIE, Pass, sign


@pytest.fixture
def code(convention):
    publish(convention)
    return convention.sessions.get(title__en="Opening").code


@pytest.fixture
def desk(base, code):
    return f"{base}sessions/{code}/hands/"


@pytest.fixture
def mira(convention, desk):
    """A moderator who lets people raise a hand."""
    mira = enter(make_user("Mira", Duty.MODERATOR, convention, language="en"))
    mira.post(desk, {"takes_hands": "on"})
    return mira


@pytest.fixture
def visitor(convention):
    def visitor(name):
        facts = {"email": f"{name}@example.org", "name": name}
        ticket = issue_ticket(convention=convention, **facts, at=timezone.now())
        client = Client(headers={"accept-language": "en"})
        expires = int((timezone.now() + timedelta(days=1)).timestamp())
        client.cookies[COOKIE] = sign("pass", Pass(convention.slug, "t", ticket.pk, expires))
        return client

    return visitor


@pytest.fixture
def address(convention, code):
    return f"/{convention.slug}/my/hands/{code}/"


def test_somebody_raises_a_hand_is_called_and_done(mira, visitor, desk, address):
    ada, grace = visitor("Ada"), visitor("Grace")
    assert 'value="Ada"' in ada.get(address).text
    ada.post(address, {"deed": "raise", "name": "Ada"})
    grace.post(address, {"deed": "raise", "name": "Grace"})

    page = grace.get(address).text
    assert "2 hands are up." in page
    assert "Your hand is up: place 2 in the line." in page
    assert "Ada" not in page
    assert grace.get(f"{address}own/").json() == {"number": 2}
    text = mira.get(desk).text
    assert text.index("Ada") < text.index("Grace")

    mira.post(f"{desk}2/", {"deed": "call"})
    assert "You are called: it is your turn." in grace.get(address).text
    assert "Grace is called already" in mira.post(f"{desk}1/", {"deed": "call"}, follow=True).text
    mira.post(f"{desk}2/", {"deed": "done"})
    mira.post(f"{desk}1/", {"deed": "lower"})
    assert "No hand is up." in ada.get(address).text
    assert not Hand.objects.exists()


def test_a_hand_is_lowered_by_its_owner_and_when_hands_are_no_longer_taken(
    mira, visitor, desk, address
):
    ada = visitor("Ada")
    assert ada.post(address, {"deed": "raise", "name": ""}).status_code == 422
    ada.post(address, {"deed": "raise", "name": "Ada"})
    ada.post(address, {"deed": "lower"})
    assert "no longer up" in mira.post(f"{desk}1/", {"deed": "call"}, follow=True).text
    ada.post(address, {"deed": "raise", "name": "Ada"})
    mira.post(desk, {"state": ""})

    assert not Hand.objects.exists()
    assert "Hands are not raised here" in ada.get(address).text
    assert "Hands are not raised here" in ada.post(address, {"name": "Ada"}).text


def test_the_desk_says_how_many_want_to_speak_and_asks_as_often_for_one_as_for_three(
    mira, desk, convention, django_assert_num_queries
):
    floor = convention.floors.get()
    for number in (1, 2, 3):
        facts = {"number": number, "person": str(number), "raised_at": timezone.now()}
        Hand.objects.create(floor=floor, name="Ada", **facts)
        mira.get(desk)
        with django_assert_num_queries(8):
            mira.get(desk)
    questions = mira.get(desk.replace("/hands/", "/desk/")).text
    assert 'Requests to speak <span class="mod__count numerals">3</span>' in questions
