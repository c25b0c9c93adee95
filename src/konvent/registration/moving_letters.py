# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The letters about another address: one asks the new address, one tells the old."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from konvent.letters.kinds import Contents, LetterKind
from konvent.registration.actions.moving import ASKED, MOVED, TO_SAY_YES, is_taken, whose
from konvent.registration.braces import CONFIRM, GREETING, NAME, greeting
from konvent.registration.links import address_link

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.letters.models import Letter


def new_address(letter: Letter, _at: datetime) -> Contents | None:
    """Ask a new address whether it is theirs; whose it is already gets nothing and is told so."""
    ticket, registration = whose(letter)
    if not (ticket or registration) or is_taken(letter.of_convention, letter.recipient):
        return None
    return Contents({"confirm": address_link(letter, lasts=TO_SAY_YES)})


def moved(letter: Letter, _at: datetime) -> Contents | None:
    """Tell the address of before that letters go elsewhere now, and not where."""
    ticket, registration = whose(letter)
    who = registration or ticket
    if who is None:
        return None
    with translation.override(who.language):
        return Contents({"greeting": greeting(who.name), "name": who.name}, language=who.language)


ABOUT_ADDRESSES = (
    LetterKind(
        name=ASKED,
        title=_("A new address, please confirm"),
        occasion=_("When somebody changes their address: is the new one theirs?"),
        subject=_("Your new address for {convention}"),
        body=_(
            "Good day,\n\n"
            "somebody, probably you, wants to get the letters of {convention} at this address from "
            "now on. If it was you, please confirm it within two days:\n\n"
            "{confirm}\n\n"
            "If it was not you, you need not do anything: then everything stays as it is.\n\n"
            "{host}\n{contact}"
        ),
        placeholders=(CONFIRM,),
        needed=frozenset({"confirm"}),
        lasts=TO_SAY_YES,
        is_urgent=True,
        is_awaited=True,
        asks_a_stranger=True,
        write=new_address,
    ),
    LetterKind(
        name=MOVED,
        title=_("Your address was changed"),
        occasion=_("To the address of before, when another one was confirmed."),
        subject=_("Your address for {convention} was changed"),
        body=_(
            "{greeting}\n\n"
            "from now on the letters of {convention} go to another address, as somebody with your "
            "link asked and confirmed there. This is the last one to this address.\n\n"
            "If it was not you, please write to {contact} at once.\n\n"
            "{host}\n{contact}"
        ),
        placeholders=(GREETING, NAME),
        lasts=timedelta(days=7),
        is_urgent=True,
        write=moved,
    ),
)
