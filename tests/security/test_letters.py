# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Whether somebody has an account shows neither in the answer nor in a mail server's troubles."""

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.factories import make_user, make_world
from tests.letters.post import have_letters_sent
from tests.manage.conftest import enter

from konvent.people.models import Duty, Role

pytestmark = pytest.mark.django_db


class AwayBackend(EmailBackend):
    """A mail server that nobody can reach."""

    def send_messages(self, messages):  # noqa: ARG002 -- Django's signature
        raise ConnectionRefusedError


@pytest.fixture
def without_mail_server(settings):
    settings.EMAIL_BACKEND = f"{__name__}.{AwayBackend.__name__}"


@pytest.mark.usefixtures("without_mail_server")
def test_without_a_mail_server_a_known_address_is_answered_like_an_unknown_one():
    make_user("Grace", Duty.ORGANISER, email="grace@example.org")

    answers = [
        Client().post("/account/password/reset/", {"email": address})
        for address in ("grace@example.org", "nobody@example.org")
    ]
    have_letters_sent()

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, "/account/password/reset/done/")
    ] * 2
    assert answers[0].content == answers[1].content


@pytest.mark.usefixtures("without_mail_server")
def test_without_a_mail_server_a_duty_is_given_all_the_same():
    world = make_world()
    desk = enter(make_user("Grace", Duty.ORGANISER, world))
    facts = {"email": "ada@example.org", "name": "Ada", "duty": "producer"}

    answer = desk.post(f"/manage/{world.slug}/staff/add/", facts)
    have_letters_sent()

    assert answer.status_code == 302
    assert Role.objects.filter(user__email="ada@example.org").exists()


def test_a_forgotten_password_is_the_same_work_for_every_address():
    make_user("Grace", Duty.ORGANISER, email="grace@example.org")
    done = []
    for address in ("grace@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            Client().post("/account/password/reset/", {"email": address})
        kinds = [" ".join(query["sql"].split()[:5]) for query in queries]
        done.append([kind for kind in kinds if "SAVEPOINT" not in kind])

    assert done[0] == done[1]
    assert any("letters_letter" in sql for sql in done[0])


def test_a_stranger_gets_no_letter():
    Client().post("/account/password/reset/", {"email": "nobody@example.org"})
    have_letters_sent()

    assert mail.outbox == []
