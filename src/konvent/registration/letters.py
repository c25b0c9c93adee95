# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The mail with somebody's link, sent beside the request that asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from konvent.foundation.post import hand_over

if TYPE_CHECKING:
    from konvent.registration.models import Ticket


def send_link(ticket: Ticket | None, link: str) -> None:
    """Hand the letter over and return at once; without a ticket the same way, with no letter."""
    hand_over(_letter(ticket, link) if ticket else None)


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
