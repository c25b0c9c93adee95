# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The letters to who asks for the own link again: to the ticket, or to the registration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from konvent.letters.kinds import Contents, LetterKind, Placeholder
from konvent.registration.braces import GREETING, GROUP, LINK, NAME, OWN_PAGE, VALID_UNTIL
from konvent.registration.filling import of_registration, of_ticket
from konvent.registration.links import REGISTERED_LASTS
from konvent.registration.models import Registration, Ticket

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.letters.models import Letter

STANDING = "standing"
LINK_ENDS = Placeholder(
    "valid_until", _("the last day on which the link works"), _("26 November 2026")
)


def link(letter: Letter, at: datetime) -> Contents | None:
    """Say the link of the ticket with this address, else of the registration that hopes for one.

    Whoever has neither gets nothing.
    """
    valid = Ticket.objects.valid(at).select_related("convention")
    ticket = valid.filter(convention=letter.convention, email=letter.recipient).first()
    if ticket is None:
        return standing(letter, at)
    with translation.override(ticket.language):
        return Contents(of_ticket(ticket), language=ticket.language)


def standing(letter: Letter, at: datetime) -> Contents | None:
    """Say the link of the registration with this address that has no ticket yet."""
    hopes = Registration.objects.of(letter.of_convention, letter.recipient).live()
    there = hopes.filter(ticket=None).select_related("convention", "group", "ticket").first()
    if there is None:
        return None
    with translation.override(there.language):
        ends = date_format(localtime(at + REGISTERED_LASTS), "DATE_FORMAT")
        values = {**of_registration(there, at), "valid_until": ends}
    return Contents(values, language=there.language, kind=STANDING)


ABOUT_LINKS = (
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
        is_awaited=True,
        write=link,
    ),
    LetterKind(
        name=STANDING,
        title=_("A new link, without a ticket"),
        occasion=_("Instead of the letter above, when somebody has no ticket yet."),
        subject=_("Your link to your registration: {convention}"),
        body=_(
            "{greeting}\n\n"
            "you have registered for {convention}, and there is no ticket for you yet. How your "
            "registration stands, what you told us, and how to change or delete it:\n\n"
            "{own_page}\n\n"
            "The link works until {valid_until}; you can ask for a new one at any time. As soon as "
            "there is a ticket for you, it comes by itself.\n\n"
            "If you did not ask for it, you need not do anything.\n\n"
            "{host}\n{contact}"
        ),
        placeholders=(GREETING, NAME, GROUP, OWN_PAGE, LINK_ENDS),
        needed=frozenset({"own_page"}),
        is_urgent=True,
        is_awaited=True,
        write=standing,
    ),
)
