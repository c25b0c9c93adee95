# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The log tells an operator what happened, and nobody how to get in."""

import io
import logging
import smtplib
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils.module_loading import import_string
from tests.factories import make_convention, make_user

from konvent.people.links import one_time_link
from konvent.people.models import Duty


@pytest.fixture
def log():
    """What the installation's own logging writes."""
    plain = settings.LOGGING["formatters"]["plain"]
    written = io.StringIO()
    stream = logging.StreamHandler(written)
    stream.setFormatter(import_string(plain["class"])(plain["format"], style=plain["style"]))
    logging.getLogger().addHandler(stream)
    yield written
    logging.getLogger().removeHandler(stream)


@pytest.mark.django_db
def test_a_link_that_could_not_be_used_is_not_left_in_the_log(log):
    path = urlsplit(one_time_link(make_user("Grace", Duty.ORGANISER, make_convention()))).path

    answer = Client(enforce_csrf_checks=True).post(path)

    assert answer.status_code == 403
    assert "/account/link/…" in log.getvalue()
    assert path.split("/")[-2] not in log.getvalue()


@pytest.mark.parametrize(
    "address",
    [
        "/smart-2026/ticket/smart-2026~t~1~9.abc",
        "/smart-2026/door/speaker/smart-2026~p~1~9.abc",
        "/account/password/reset/key/1-abc/",
    ],
)
def test_no_other_key_in_an_address_is_left_there(log, address):
    logging.getLogger("django.request").warning("Not Found: %s", address)

    assert "abc" not in log.getvalue()


def test_a_mail_server_that_refuses_does_not_put_addresses_into_the_log(log):
    try:
        raise smtplib.SMTPRecipientsRefused({"ada@example.org": (550, b"no such user ada@b.org")})
    except OSError:
        logging.getLogger("konvent").exception("A ticket link could not be sent.")

    assert "550" in log.getvalue()
    assert "ada" not in log.getvalue()
