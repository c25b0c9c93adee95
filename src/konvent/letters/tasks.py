# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The postman: gives letters to the mail server, as fast as it may, and notes what it says."""

from __future__ import annotations

import logging
import smtplib
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.mail import get_connection
from django.utils import timezone

from konvent.foundation.jobs import Lane, Run, job
from konvent.letters.actions import (
    POST,
    drop_letter,
    note_broken,
    note_failure,
    note_sent,
    note_stopped,
    take_letter,
    take_up_unfinished,
)
from konvent.letters.composing import compose
from konvent.letters.models import Letter
from konvent.letters.outcomes import Verdict, outcome_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.mail import EmailMessage

A_MINUTE = timedelta(minutes=1)

logger = logging.getLogger(__name__)


@job(POST, lane=Lane.POST)
def post(run: Run) -> None:
    """Send everything that is due; end when nothing is, or when nobody takes letters."""
    take_up_unfinished(at=timezone.now())
    with MailServer() as server:
        while True:
            run.report(0.0)
            if wait := seconds_to_wait(timezone.now()):
                run.stop.wait(wait)
                continue
            letter = take_letter(at=timezone.now())
            if letter is None or not deliver(letter, server):
                return


def seconds_to_wait(now: datetime) -> float:
    """Return how long the mail server's pace asks us to wait, which may be not at all."""
    lately = Letter.objects.sent_since(now - A_MINUTE).order_by("-tried_at")
    earlier = lately.values_list("tried_at", flat=True)
    oldest = earlier[settings.LETTERS_PER_MINUTE - 1 : settings.LETTERS_PER_MINUTE].first()
    return (oldest + A_MINUTE - now).total_seconds() if oldest else 0.0


def deliver(letter: Letter, server: MailServer) -> bool:
    """Send one letter and note what became of it; say whether others can be sent as well."""
    if Letter.objects.to(letter.convention, letter.recipient).final().exists():
        note_stopped(letter=letter)
        return True
    try:
        message = compose(letter, at=timezone.now())
    except Exception:
        logger.exception("The letter “%s” could not be written", letter)
        note_broken(letter=letter)
        return True
    if message is None:
        drop_letter(letter=letter)
        return True
    try:
        server.send(message)
    except OSError as error:  # every error of smtplib is one
        outcome = outcome_of(error)
        logger.warning("The letter “%s” was not sent: %s", letter, outcome.reply)
        note_failure(letter=letter, outcome=outcome, at=timezone.now())
        return outcome.verdict is not Verdict.NOBODY
    except Exception:
        logger.exception("The letter “%s” could not be given to a mail server", letter)
        note_broken(letter=letter)
        server.hang_up()  # it may be in the middle of a sentence
        return True
    note_sent(letter=letter, at=timezone.now())
    return True


class MailServer:
    """One connection for many letters; it is opened when there is one to send."""

    def __init__(self) -> None:
        self._connection = get_connection()
        self._is_fresh = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.hang_up()

    def hang_up(self) -> None:
        """End the connection; the next letter opens another one."""
        self._connection.close()

    def send(self, message: EmailMessage) -> None:
        """Hand a letter over; a connection that went to sleep meanwhile is opened once more."""
        self._is_fresh = bool(self._connection.open())
        try:
            self._connection.send_messages([message])
        except smtplib.SMTPServerDisconnected:
            self._connection.close()
            if self._is_fresh:
                raise
            self._connection.open()
            self._connection.send_messages([message])
