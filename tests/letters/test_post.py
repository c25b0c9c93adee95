# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Letters reach a real mail server once, at its pace; what it says decides what becomes of each."""

from __future__ import annotations

import socket
from datetime import timedelta
from threading import Event

import pytest
from django.utils import timezone
from tests.factories import make_convention
from tests.letters.post import have_letters_sent
from tests.letters.smtp import mail_house

from konvent.foundation.jobs import Run, StoppedError
from konvent.foundation.models import Job
from konvent.letters.actions import queue_letter, take_letter
from konvent.letters.kinds import KINDS, Contents, Enclosure, LetterKind
from konvent.letters.models import Letter
from konvent.letters.tasks import post, seconds_to_wait

pytestmark = pytest.mark.django_db

ADA, GRACE, EDITH = "ada@example.org", "grace@example.org", "edith@example.org"


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server(port, settings):
    """The mail server of the settings."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.DEFAULT_FROM_EMAIL = "Konvent <konvent@town.example>"
    with mail_house(port) as house:
        yield house


def say(letter, _at):
    return None if letter.key == "nothing" else Contents({"what": letter.key})


@pytest.fixture
def convention(monkeypatch):
    kind = LetterKind(
        name="note",
        title="Note",
        occasion="",
        subject="About {what}",
        body="{what} at {convention}.",
        write=say,
    )
    alarm = LetterKind(
        name="alarm",
        title="Alarm",
        occasion="",
        subject="Now",
        body="{what}",
        is_urgent=True,
        write=lambda letter, _at: Contents(
            {"what": letter.key}, (Enclosure("a.txt", b"enclosed", "text/plain"),)
        ),
    )
    broken = LetterKind(
        name="broken", title="", occasion="", subject="", body="", write=lambda *_: 1 / 0
    )
    for each in (kind, alarm, broken):
        monkeypatch.setitem(KINDS, each.name, each)
    return make_convention()


@pytest.fixture
def queue(convention):
    def queue(email, key="tea", kind="note", at=None):
        now = at or timezone.now()
        queue_letter(convention=convention, kind=kind, email=email, key=key, language="en", at=now)

    return queue


def states():
    return dict(Letter.objects.order_by("pk").values_list("recipient", "state"))


def test_a_letter_arrives_as_it_was_written(server, queue):
    queue(ADA)

    have_letters_sent()

    (letter,) = server.taken
    assert (letter["to"], letter["from"]) == (ADA, "Konvent <konvent@town.example>")
    assert letter["subject"] == "About tea"
    assert letter["reply-to"] == "help@example.org"
    assert letter["auto-submitted"] == "auto-generated"
    assert letter["message-id"].endswith("@town.example>")
    assert letter.get_content().strip() == "tea at Smart Convention 2026."
    assert states() == {ADA: "sent"}


def test_what_somebody_waits_for_overtakes_letters_to_many(server, queue):
    queue(ADA)
    queue(GRACE)
    queue(EDITH, kind="alarm")

    have_letters_sent()

    assert server.recipients == [EDITH, ADA, GRACE]
    assert [part.get_content() for part in server.taken[0].iter_attachments()] == ["enclosed"]


def test_an_address_that_is_refused_came_back_and_the_others_are_sent(server, queue):
    server.answers[ADA] = "550 5.1.1 <ada@example.org>: no such user here"
    queue(ADA)
    queue(GRACE)

    have_letters_sent()

    assert states() == {ADA: "bounced", GRACE: "sent"}
    letter = Letter.objects.get(recipient=ADA)
    assert letter.reply == "550 5.1.1 no such user here"
    assert letter.failure == "The mail server does not take letters to this address."


def test_a_letter_that_is_put_off_is_tried_again_later_and_alone(server, queue):
    server.answers[ADA] = "450 4.2.0 greylisted, please come back"
    queue(ADA)
    queue(GRACE)

    have_letters_sent()

    letter = Letter.objects.get(recipient=ADA)
    assert (letter.state, letter.attempts) == ("waiting", 1)
    assert letter.not_before > timezone.now() + timedelta(seconds=20)
    assert states()[GRACE] == "sent"

    server.answers.clear()
    Letter.objects.update(not_before=timezone.now())
    have_letters_sent()
    assert server.recipients == [GRACE, ADA]


def test_a_server_that_refuses_the_letter_itself_is_heard(server, queue):
    server.answer_to_letters = "554 5.7.1 looks like spam"
    queue(ADA)

    have_letters_sent()

    assert states() == {ADA: "bounced"}


def test_without_a_server_everything_waits_and_no_letter_is_lost(port, settings, queue):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    queue(ADA)
    queue(GRACE)

    have_letters_sent()

    tried, other = Letter.objects.order_by("pk")
    assert (tried.attempts, other.attempts) == (1, 0)
    assert tried.failure == "The mail server could not be reached, or did not let us in."
    assert tried.not_before == other.not_before > timezone.now()
    assert Job.objects.get().state == "done"

    with mail_house(port) as server:
        Letter.objects.update(not_before=timezone.now())
        have_letters_sent()
        assert server.recipients == [ADA, GRACE]


def test_a_server_gets_no_more_letters_a_minute_than_it_bears(server, queue, settings):
    settings.LETTERS_PER_MINUTE = 2
    start = timezone.now()
    for email in (ADA, GRACE, EDITH):
        queue(email)
    for second in (1, 2):
        take_letter(at=start + timedelta(seconds=second))

    assert seconds_to_wait(start + timedelta(seconds=21)) == 40
    assert seconds_to_wait(start + timedelta(seconds=61)) == 0


def test_a_postman_who_waits_for_the_pace_can_be_stopped(server, queue, settings):
    settings.LETTERS_PER_MINUTE = 1
    queue(ADA)
    queue(GRACE)

    with pytest.raises(StoppedError):
        post(Run(Job(), StoppedWhileWaiting()))

    assert states() == {ADA: "sent", GRACE: "waiting"}


class StoppedWhileWaiting(Event):
    """Is set as soon as somebody waits for it."""

    def wait(self, timeout=None):  # noqa: ARG002 -- an event's signature
        self.set()
        return True


def test_a_letter_over_which_a_postman_died_is_sent_by_the_next(server, queue):
    queue(ADA)
    take_letter(at=timezone.now())
    queue(GRACE)

    have_letters_sent()

    assert sorted(server.recipients) == [ADA, GRACE]


def test_what_has_nothing_to_say_leaves_no_trace(server, queue):
    queue(ADA, key="nothing")

    have_letters_sent()

    assert server.taken == []
    assert not Letter.objects.exists()


def test_a_letter_that_cannot_be_written_stops_no_other(server, queue):
    queue(ADA, kind="broken")
    queue(GRACE)

    have_letters_sent()

    assert states() == {ADA: "given up", GRACE: "sent"}


def test_what_is_of_no_use_any_more_is_not_sent(server, queue):
    queue(ADA, at=timezone.now() - timedelta(days=3))

    have_letters_sent()

    assert server.taken == []
    assert Letter.objects.get().failure == "It could not be sent as long as it was of use."


def test_a_letter_that_no_mail_can_carry_stops_no_other(server, queue):
    queue("ada@example.org\nbcc: all@example.org")
    queue(GRACE)

    have_letters_sent()

    assert [letter["to"] for letter in server.taken] == [GRACE]
    assert list(Letter.objects.order_by("pk").values_list("state", flat=True)) == [
        "given up",
        "sent",
    ]
