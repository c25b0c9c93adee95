# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The doctor finds letters that would not arrive, or too late, and a house nobody can warn."""

import socket
from datetime import UTC, datetime

import pytest
from tests.factories import make_convention

from konvent.ops.checkup_mail import check_mail, check_pace, check_reports
from konvent.ops.findings import Door, State
from konvent.registration.actions import issue_ticket
from konvent.registration.models import Capacity, RegistrationRules

NOW = datetime(2026, 10, 27, 9, 0, tzinfo=UTC)
HERE = Door("127.0.0.1", 0)
SMTP = "django.core.mail.backends.smtp.EmailBackend"
OUTBOX = "konvent.letters.outbox.OutboxBackend"


def test_mails_that_stay_in_the_house_are_counted(settings, tmp_path):
    settings.EMAIL_BACKEND = OUTBOX
    settings.OUTBOX = tmp_path / "outbox"
    (tmp_path / "outbox").mkdir()
    (tmp_path / "outbox/1.eml").touch()

    finding = check_mail(HERE, NOW)

    assert finding.state == State.NOTE
    assert "; 1 lie in" in finding.says


def test_a_mail_server_that_does_not_answer_is_found(settings):
    settings.EMAIL_BACKEND, settings.DEFAULT_FROM_EMAIL = SMTP, "us@example.org"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()[:2]

    finding = check_mail(HERE, NOW)

    assert finding.state == State.WRONG
    assert "does not let us in" in finding.says


@pytest.mark.parametrize(
    ("sender", "is_said"),
    [
        ("konvent@localhost", True),
        ("Smart Convention <konvent@machine>", True),
        ("konvent@mail.localdomain", True),
        ("example.org", True),
        ("Smart Convention <us@example.org>", False),
    ],
)
def test_a_sender_whom_no_mail_server_takes_is_found(settings, sender, is_said):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = sender

    finding = check_mail(HERE, NOW)

    assert finding.state == (State.WRONG if is_said else State.FINE)
    assert ("KONVENT_EMAIL_FROM" in finding.mend) == is_said


@pytest.mark.django_db
def test_how_long_a_letter_to_everybody_takes_is_said_where_it_is_long(settings):
    settings.LETTERS_PER_MINUTE = 120
    convention = make_convention()
    issue_ticket(convention=convention, email="ada@example.org", at=NOW)
    assert "A letter to everybody (1) takes 1 min," in check_pace(HERE, NOW).says
    RegistrationRules.objects.create(convention=convention, capacity=7200)
    assert check_pace(HERE, NOW).state == State.FINE

    Capacity.objects.create(convention=convention, people=10_600)

    finding = check_pace(HERE, NOW)
    assert finding.state == State.NOTE
    assert "everybody (10,600) takes 89 min, at 120 a minute" in finding.says
    settings.EMAIL_BACKEND = OUTBOX
    assert check_pace(HERE, NOW).state == State.FINE


def test_that_nobody_can_report_a_weakness_is_noted_where_people_come(settings):
    settings.PUBLIC_URL, settings.SECURITY_CONTACT = "http://127.0.0.1:8000", ""
    assert check_reports(HERE, NOW).state == State.FINE

    settings.PUBLIC_URL = "https://convention.example"
    assert check_reports(HERE, NOW).state == State.NOTE

    settings.SECURITY_CONTACT = "mailto:security@convention.example"
    assert check_reports(HERE, NOW).state == State.FINE
