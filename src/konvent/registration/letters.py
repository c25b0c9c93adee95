# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The mail with somebody's link, sent beside the request that asked for it."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from konvent.registration.models import Ticket

logger = logging.getLogger(__name__)

_postman = ThreadPoolExecutor(max_workers=1, thread_name_prefix="letters")
"""One thread: a slow mail server delays letters, never visitors. It ends after its last letter."""


def send_link(ticket: Ticket | None, link: str) -> None:
    """Hand the letter over and return at once; without a ticket the same way, with no letter."""
    _postman.submit(_deliver, _letter(ticket, link) if ticket else None)


def wait_until_sent() -> None:
    """Return when every letter handed over so far is on its way."""
    _postman.submit(lambda: None).result()


def _letter(ticket: Ticket, link: str) -> EmailMessage:
    convention = ticket.convention
    with translation.override(ticket.language):
        context = {"ticket": ticket, "convention": convention, "link": link}
        return EmailMessage(
            subject=_("Your way into %(convention)s") % {"convention": convention.title},
            body=render_to_string("registration/link.txt", context),
            to=[ticket.email],
            reply_to=[convention.contact_email] if convention.contact_email else None,
        )


def _deliver(letter: EmailMessage | None) -> None:
    if letter is None:
        return
    try:
        letter.send()
    except OSError:
        logger.exception("A ticket link could not be sent; the mail server did not take it.")
