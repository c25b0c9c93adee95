# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a mail server's answer means: for this letter, or for all."""

from __future__ import annotations

import re
import smtplib
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from django.utils.translation import gettext_noop

NO_SUCH_ADDRESS = gettext_noop("The mail server does not take letters to this address.")
NOT_NOW = gettext_noop("The mail server asks to try again later.")
UNREACHABLE = gettext_noop("The mail server could not be reached, or did not let us in.")
TOO_LATE = gettext_noop("It could not be sent as long as it was of use.")
BROKEN = gettext_noop("The letter could not be written. The server's log says more.")
STOPPED = gettext_noop(
    "An earlier letter came back as there is no such address, so it stayed here."
)
GONE = gettext_noop("It came back: there is no such address. Nothing more is sent to it.")
NOT_TAKEN = gettext_noop("It came back: the mail server there did not take this letter.")
BOUNCED_LATER = gettext_noop("It came back later, as somebody on the staff noted.")

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=30)
PERMANENT = 500
OUR_OWN_FAULT = frozenset({530, 534, 535, 538})
"""Codes by which a mail server says that it does not know us: no address is to blame."""
ADDRESS = re.compile(r"<?[\w.+-]+@[\w.-]+>?:? ?")


NO_SUCH_ONE = re.compile(r"(?:\d{3}[ -])?5\.(?:1\.(?:1|2|3|6|10)|2\.1|4\.4)(?![.\d])")
"""No such person, no such domain, an address nobody can have, moved, no mail taken, disabled, no
way there (RFC 3463 and its registry). A full mailbox or a suspicion of spam is not among them. It
counts where an answer begins with it: further on it may be the number of a network."""


def is_about_the_address(said: str) -> bool:
    """Whether a mail server says that an address is none, and not only that it refuses a letter."""
    return NO_SUCH_ONE.match(said) is not None


def pause_after(attempts: int) -> timedelta:
    """Return how long a letter rests after so many attempts: each time twice as long."""
    doubled: int = 2 ** min(attempts - 1, 10)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


class Verdict(Enum):
    """Whom a mail server's answer is about."""

    LATER = "later"
    NEVER = "never"
    NOBODY = "nobody"
    """No letter at all can be sent at the moment."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Why a letter was not sent, in words."""

    verdict: Verdict
    failure: str
    reply: str = ""


def outcome_of(error: Exception) -> Outcome:
    """Say what an attempt that failed means."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()), (0, b""))
        return _judge(code, said)
    about_us = (
        smtplib.SMTPSenderRefused,
        smtplib.SMTPAuthenticationError,
        smtplib.SMTPConnectError,
        smtplib.SMTPHeloError,
    )
    if isinstance(error, smtplib.SMTPResponseException) and not isinstance(error, about_us):
        return _judge(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPResponseException):
        return Outcome(Verdict.NOBODY, UNREACHABLE, _said(error.smtp_code, error.smtp_error))
    return Outcome(Verdict.NOBODY, UNREACHABLE, type(error).__name__)


def _judge(code: int, said: bytes | str) -> Outcome:
    if code in OUR_OWN_FAULT:
        return Outcome(Verdict.NOBODY, UNREACHABLE, _said(code, said))
    if code >= PERMANENT:
        return Outcome(Verdict.NEVER, NO_SUCH_ADDRESS, _said(code, said))
    return Outcome(Verdict.LATER, NOT_NOW, _said(code, said))


def _said(code: int, said: bytes | str) -> str:
    """Return the server's own words without anybody's address."""
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(ADDRESS.sub('', words).split())}"[:300]
