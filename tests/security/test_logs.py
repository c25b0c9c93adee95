# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The log tells an operator what happened, and nobody how to get in."""

import io
import json
import logging
import smtplib
import sys
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils.module_loading import import_string
from tests.factories import make_convention, make_user

from konvent.foundation.logs import discreet, written_as
from konvent.people.links import one_time_link
from konvent.people.models import Duty


@pytest.fixture(params=["plain", "json"])
def log(request):
    """What the installation's own logging writes, in each of its forms."""
    said = written_as(request.param, "info")
    facts = dict(said["formatters"]["chosen"])
    written = io.StringIO()
    stream = logging.StreamHandler(written)
    for name in said["handlers"]["stderr"]["filters"]:
        stream.addFilter(import_string(said["filters"][name]["()"])())
    stream.setFormatter(import_string(facts.pop("()"))(**facts))
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


def test_what_a_stranger_made_up_is_a_line_and_no_error(log):
    answer = Client(headers={"host": "elsewhere.example"}).get("/account/login/")

    assert answer.status_code == 400
    (line,) = log.getvalue().splitlines()
    assert "elsewhere.example" in line
    assert "warning" in line.lower()


@pytest.mark.parametrize(
    "address",
    [
        "/smart-2026/ticket/smart-2026~t~1~9.abc",
        "/smart-2026/door/speaker/smart-2026~p~1~9.abc",
        "/smart-2026/my/confirm/smart-2026~r~1~9.abc/",
        "/smart-2026/my/registered/smart-2026~r~1~9.abc/",
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


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("192.0.2.7 sent nonsense", "… sent nonsense"),
        ("refused (192.0.2.7:5311)", "refused (…:5311)"),
        ("2001:db8::7 and 2001:db8:0:0:0:0:0:7", "… and …"),
        ("fe80::1: no answer", "…: no answer"),
        ("ada@example.org <Ada@b.org>", "…@… <…@…>"),
        ("pass=smart-2026~t~17~1827191645.soPbgSQ2zFUowGmZ", "pass=…"),
        ("pass=smart-2026~t~17~1827191645~a.soPbgSQ2zFUowGmZ", "pass=…"),
    ],
)
def test_nobody_is_recognised_by_an_address_or_a_ticket(said, written):
    assert discreet(said) == written


@pytest.mark.parametrize(
    "said",
    [
        "Konvent is open at http://127.0.0.1:8000",
        "09:00:00 ::1 listens, 0.0.0.0 too",
        "Version 0.1.0 of konvent.front::Front on Python 3.11.9",
        "part a:b:c of smart-2026/stage/plaza",
    ],
)
def test_what_is_nobodys_address_stays_readable(said):
    assert discreet(said) == said


def test_each_line_in_json_is_whole_and_says_when_and_how_bad():
    facts = dict(written_as("json", "info")["formatters"]["chosen"])
    formatter = import_string(facts.pop("()"))()
    try:
        int("no such\nvoter ada@example.org at 192.0.2.7")
    except ValueError:
        error = sys.exc_info()

    record = logging.LogRecord("konvent", logging.ERROR, "", 1, "Vote of %s", ("ada@b.org",), error)
    line = formatter.format(record)

    said = json.loads(line)
    assert "\n" not in line
    assert (said["level"], said["message"], said["error"]) == ("error", "Vote of …@…", "ValueError")
    assert said["time"].endswith("+00:00")
    assert "ada" not in line
    assert "192.0.2.7" not in line
