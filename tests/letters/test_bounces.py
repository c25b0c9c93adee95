# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Letters that come back: whose they were, whether the address is none, and what follows."""

from __future__ import annotations

import io
import json
import sys
from types import SimpleNamespace

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from tests.factories import make_convention, make_user
from tests.letters.post import have_letters_sent
from tests.letters.reports import EXIM, MAIL_SERVERS, POSTFIX, report
from tests.manage.conftest import enter

from konvent.config.cli import main
from konvent.foundation.models import AuditEntry
from konvent.letters.actions import queue_letter, send_again
from konvent.letters.bounces import read_report
from konvent.letters.kinds import KINDS, Contents, LetterKind
from konvent.letters.models import Letter, LetterState
from konvent.letters.outcomes import GONE, NOT_TAKEN, STOPPED
from konvent.people.models import Duty

pytestmark = pytest.mark.django_db

ADA, GRACE = "ada@elsewhere.example", "grace@elsewhere.example"


@pytest.fixture
def convention(monkeypatch):
    kind = LetterKind(
        name="note",
        title="Note",
        occasion="",
        subject="News",
        body="{what}",
        write=lambda letter, _at: Contents({"what": letter.key}),
    )
    monkeypatch.setitem(KINDS, kind.name, kind)
    return make_convention()


def sent(convention, email=ADA):
    """Have a letter sent."""
    queue_letter(convention=convention, kind="note", email=email, at=timezone.now())
    have_letters_sent()
    return Letter.objects.order_by("-pk").first()


def bring(report, monkeypatch, capsys):
    """Pipe a report into the command, as a mail server does."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(report)))
    code = main(["letters", "bounced", "--json"])
    return code, json.loads(capsys.readouterr().out)["noted"]


@pytest.mark.parametrize("name", MAIL_SERVERS)
def test_a_letter_is_found_by_its_mark_whatever_the_mail_server(convention, name):
    letter = sent(convention)

    (found,) = read_report(report(MAIL_SERVERS[name], mark=letter.mark, to=ADA))

    assert (found.letter, found.is_final, found.outcome.failure) == (letter, True, GONE)
    assert ADA not in found.outcome.reply
    assert found.outcome.reply.startswith("5.1.1")


@pytest.mark.parametrize(
    ("status", "is_final"),
    [
        ("5.1.1", True),
        ("5.1.10", True),
        ("5.1.2", True),
        ("5.2.1", True),
        ("5.4.4", True),
        ("5.2.2", False),
        ("5.7.1", False),
        ("4.4.7", False),
        ("5.0.0", False),
        ("5.7.1 (client 10.5.1.1 is blocked)", False),
        ("5.1.17", False),
    ],
)
def test_only_an_address_that_is_none_is_final(convention, status, is_final):
    letter = sent(convention)

    (found,) = read_report(report(POSTFIX, mark=letter.mark, to=ADA, status=status))

    assert found.is_final is is_final


def test_a_letter_is_known_though_the_house_has_a_newer_key(convention, settings):
    letter = sent(convention)
    told = report(POSTFIX, mark=letter.mark, to=ADA)

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "newer" * 10, [settings.SECRET_KEY]

    assert [found.letter for found in read_report(told)] == [letter]


def test_a_report_that_names_a_letter_a_thousand_times_notes_it_once(convention):
    letter = sent(convention)
    again = f"\nFinal-Recipient: rfc822; {ADA}\nAction: failed\nStatus: 5.1.1\n"
    told = EXIM.replace("Status: {status}\n", f"Status: {{status}}\n{again * 1000}")

    (found,) = read_report(report(told, mark=letter.mark, to=ADA))

    assert found.letter == letter


def test_what_no_database_keeps_is_left_out_of_a_report(convention, monkeypatch, capsys):
    letter = sent(convention)
    told = report(POSTFIX, mark=letter.mark, to=ADA).replace(b"User unknown", b"User\0 unknown")

    assert bring(told, monkeypatch, capsys) == (0, 1)
    letter.refresh_from_db()
    assert letter.reply == "5.1.1 550 5.1.1 Recipient address rejected: User unknown"


def test_nothing_more_is_sent_to_an_address_that_is_none(convention, monkeypatch, capsys):
    letter = sent(convention)
    told = report(POSTFIX, mark=letter.mark, to=ADA)

    assert [bring(told, monkeypatch, capsys) for _ in range(2)] == [(0, 1), (0, 0)]
    later, hers = sent(convention), sent(convention, GRACE)

    letter.refresh_from_db()
    assert (letter.state, letter.is_final) == (LetterState.BOUNCED, True)
    assert (later.state, later.failure) == (LetterState.GIVEN_UP, STOPPED)
    assert hers.state == LetterState.SENT
    assert "elsewhere" not in str(list(AuditEntry.objects.values()))


def test_who_has_it_sent_again_believes_in_the_address(convention, monkeypatch, capsys):
    letter = sent(convention)
    bring(report(EXIM, mark=letter.mark, to=ADA), monkeypatch, capsys)

    send_again(letter=letter, by=make_user("Olga"), at=timezone.now())
    have_letters_sent()

    letter.refresh_from_db()
    assert letter.state == LetterState.SENT
    assert sent(convention).state == LetterState.SENT


def test_a_full_mailbox_stops_no_other_letter(convention, monkeypatch, capsys):
    letter = sent(convention)

    told = bring(report(POSTFIX, mark=letter.mark, to=ADA, status="5.2.2"), monkeypatch, capsys)

    letter.refresh_from_db()
    assert (told, letter.state, letter.failure) == ((0, 1), LetterState.BOUNCED, NOT_TAKEN)
    assert sent(convention).state == LetterState.SENT


def test_a_report_counts_only_with_the_letters_own_mark_and_recipient(convention):
    letter = sent(convention)
    number, guessed = letter.mark.rsplit(".", 1)[0], "0" * 20
    delayed = POSTFIX.replace("Action: failed", "Action: delayed")

    assert read_report(report(POSTFIX, mark=f"{number}.{guessed}", to=ADA)) == []
    assert read_report(report(POSTFIX, mark=letter.mark, to=GRACE)) == []
    assert read_report(report(delayed, mark=letter.mark, to=ADA)) == []
    assert read_report(b"Subject: I am on holiday\r\n\r\nBack on Monday.") == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=some.integers(0, 2500), at=some.integers(0, 2500), noise=some.binary(max_size=80))
def test_whatever_arrives_is_read_without_harm(convention, cut, at, noise):
    whole = report(POSTFIX, mark="konvent.1.1793261523." + "a" * 20, to=ADA)

    assert read_report(whole[:at] + noise + whole[at + cut :]) == []


def test_a_nest_of_parts_and_an_endless_report_are_read_without_harm(monkeypatch, capsys):
    nest = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (depth, depth)
        for depth in range(3000)
    )

    assert bring(nest, monkeypatch, capsys) == (0, 0)
    assert bring(b"x" * 3_000_000, monkeypatch, capsys) == (0, 0)


def test_an_endless_address_costs_no_more_than_reading_it(convention):
    """Looked for sign by sign, it takes half an hour: whoever has a letter could stop the rest."""
    letter = sent(convention)
    told = report(POSTFIX, mark=letter.mark, to=ADA).replace(
        b"Final-Recipient: rfc822; ", b"Final-Recipient: rfc822; " + b"x" * 900_000 + b" "
    )
    assert [found.letter for found in read_report(told)] == [letter]


def test_organisers_see_that_an_address_is_none(convention, monkeypatch, capsys):
    letter = sent(convention)
    bring(report(POSTFIX, mark=letter.mark, to=ADA), monkeypatch, capsys)
    desk = enter(make_user("Olga", Duty.ORGANISER, convention, language="en"))

    page = desk.get(f"/manage/{convention.slug}/letters/?state=bounced").text

    assert "there is no such address. Nothing more is sent to it." in page
    assert "5.1.1 550 5.1.1" in page
