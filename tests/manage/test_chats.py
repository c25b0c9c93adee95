# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A chat without a script: at the desk of a moderator, and on the page of those who write."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.factories import make_user, publish
from tests.manage.conftest import enter

from konvent.audience.models import Chat, ChatMessage, Mute
from konvent.people.models import Duty
from konvent.registration.actions import issue_ticket
from konvent.registration.tickets import COOKIE, Pass, sign

PLAZA = "chats/stage/smart-plaza/"


@pytest.fixture
def mira(convention, base):
    """A moderator who has opened the stage's chat."""
    publish(convention)
    mira = enter(make_user("Mira", Duty.MODERATOR, convention, language="en"))
    mira.post(f"{base}{PLAZA}", {"is_open": "on", "pause": "0"})
    return mira


@pytest.fixture
def ada(convention):
    facts = {"convention": convention, "email": "ada@example.org", "name": "Ada"}
    ticket = issue_ticket(**facts, at=timezone.now())
    client = Client(headers={"accept-language": "en"})
    expires = int((timezone.now() + timedelta(days=1)).timestamp())
    client.cookies[COOKIE] = sign("pass", Pass(convention.slug, "t", ticket.pk, expires))
    return client


@pytest.fixture
def address(convention):
    return f"/{convention.slug}/my/chat/stage/smart-plaza/"


def typed(text="Hello", **facts):
    return {"key": str(uuid4()), "name": "Ada", "text": text, **facts}


def test_what_is_written_twice_is_said_once_and_can_be_answered(mira, ada, address):
    form = typed()
    for _ in range(2):
        assert ada.post(address, form).status_code == 302
    answering = ada.get(f"{address}?reply=1").text
    ada.post(address, typed("And you?", reply_to="1"))

    assert "Your reply" in answering
    assert ChatMessage.objects.get(number=2).reply_to.number == 1
    assert "to Ada" in ada.get(address).text
    assert ChatMessage.objects.count() == 2


def test_what_is_not_taken_is_said_and_kept(mira, ada, address, base):
    answer = ada.post(address, typed("x" * 301))

    assert answer.status_code == 422
    assert "At most 300 characters, please." in answer.text
    assert "x" * 301 in answer.text
    mira.post(f"{base}{PLAZA}", {"pause": "0"})
    assert "This chat is closed." in ada.post(address, typed()).text


def test_a_reported_message_is_seen_at_the_desk_and_hidden(mira, ada, address, base):
    ada.post(address, typed("Rubbish"))
    thanks = ada.post(f"{address}1/", follow=True).text

    assert "A moderator looks at it." in thanks
    assert "1 reported" in mira.get(f"{base}chats/").text
    mira.post(f"{base}{PLAZA}1/", {"deed": "hide"})
    assert "Rubbish" not in ada.get(address).text
    assert "1 reported" not in mira.get(f"{base}chats/").text
    mira.post(f"{base}{PLAZA}1/", {"deed": "show"})
    assert "Rubbish" in ada.get(address).text


@pytest.mark.parametrize("deed", ["silence", "ban"])
def test_who_is_silenced_reads_only_until_a_moderator_lets_them_write(
    mira, ada, address, base, deed
):
    ada.post(address, typed("Rubbish"))

    mira.post(f"{base}{PLAZA}1/", {"deed": deed})
    assert "Moderators have" in ada.post(address, typed()).text
    mute = Mute.objects.get()
    assert "Who reads only" in mira.get(f"{base}chats/").text
    mira.post(f"{base}chats/reading/{mute.pk}/")
    assert ada.post(address, typed()).status_code == 302


def test_the_list_asks_as_often_for_one_message_as_for_three(mira, base, django_assert_num_queries):
    chat = Chat.objects.get()
    for number in (1, 2, 3):
        facts = {"key": uuid4(), "text": "x", "name": "A", "author": "a", "at": timezone.now()}
        ChatMessage.objects.create(chat=chat, number=number, **facts)
        mira.get(f"{base}{PLAZA}")
        with django_assert_num_queries(8):
            mira.get(f"{base}{PLAZA}")
