# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The letters of this chapter: what each says, looked up when it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from konvent.letters.kinds import Contents, LetterKind, Placeholder, add_kinds
from konvent.registration.links import ticket_link
from konvent.registration.models import Ticket

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.letters.models import Letter

GREETING = Placeholder("greeting", _("“Good day” and the name"), _("Good day Grace Hopper,"))
NAME = Placeholder("name", _("the name, if there is one"), "Grace Hopper")
LINK = Placeholder(
    "link",
    _("the personal link that lets somebody in"),
    "https://convention.example/2026/ticket/2026~t~1~9.xyz",
)
VALID_UNTIL = Placeholder("valid_until", _("the last day of the ticket"), _("27 October 2027"))


def link(letter: Letter, at: datetime) -> Contents | None:
    """Say the link of the ticket with this address; without a ticket, nothing is sent."""
    valid = Ticket.objects.valid(at).select_related("convention")
    ticket = valid.filter(convention=letter.convention, email=letter.recipient).first()
    if ticket is None:
        return None
    with translation.override(ticket.language):
        return Contents(of_ticket(ticket), language=ticket.language)


def of_ticket(ticket: Ticket) -> dict[str, str]:
    """Return what letters to the holder of a ticket may say."""
    return {
        "greeting": greeting(ticket.name),
        "name": ticket.name,
        "link": ticket_link(ticket),
        "valid_until": date_format(localtime(ticket.expires_at), "DATE_FORMAT"),
    }


def greeting(name: str) -> str:
    """Return how a letter begins."""
    if not name:
        return gettext("Good day,")
    return gettext("Good day %(name)s,") % {"name": name}


add_kinds(
    LetterKind(
        name="link",
        title=_("A new link"),
        occasion=_("When somebody with a ticket asks for the link again."),
        subject=_("Your way into {convention}"),
        body=_(
            "{greeting}\n\n"
            "this is your personal link to {convention}:\n\n"
            "{link}\n\n"
            "It lets you in without a password, on as many of your devices as you like. Please do "
            "not pass it on: whoever has it comes in as you.\n\n"
            "It is valid until {valid_until}.\n\n"
            "If you did not ask for it, you need not do anything.\n\n"
            "{host}\n{contact}"
        ),
        placeholders=(GREETING, NAME, LINK, VALID_UNTIL),
        needed=frozenset({"link"}),
        is_urgent=True,
        write=link,
    )
)
