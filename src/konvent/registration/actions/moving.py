# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Somebody gets their letters at another address from now on, once that address has said yes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.foundation import audit, records
from konvent.foundation.refusals import RefusedError
from konvent.letters.actions import forget_recipient, forward_letters, queue_letter
from konvent.letters.models import Letter
from konvent.registration.actions.requests import note_request
from konvent.registration.models import Registration, Ticket

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention

ASKED, MOVED = "new-address", "moved"
TO_SAY_YES = timedelta(days=2)
PER_PERSON, PER_NETWORK = 3, 200
NOT_GOOD = _("This link is not complete, or too old, or another one came after it.")
IS_TAKEN = _(
    "Somebody takes part with this address by now. If that is you, use the link in the letters "
    "that came there."
)


@transaction.atomic
def ask_for_address(  # noqa: PLR0913 -- a wish has these facts
    *,
    convention: Convention,
    ticket: Ticket | None,
    registration: Registration | None,
    email: str,
    network: str,
    at: datetime,
) -> None:
    """Ask a new address whether it is theirs. Until it says yes, nothing changes.

    Whether somebody has the address already is looked up when the letter leaves, so whoever asks
    learns nothing. Raises RefusedError when this was asked for too often.
    """
    key = f"r{registration.pk}" if registration else f"t{ticket.pk if ticket else 0}"
    note_request(
        what=f"{convention.slug} address",
        who=key,
        most=PER_PERSON,
        network=network,
        most_of_network=PER_NETWORK,
        at=at,
    )
    who = registration or ticket
    language = who.language if who else ""
    queue_letter(convention=convention, kind=ASKED, email=email, language=language, key=key, at=at)


@transaction.atomic
def confirm_address(*, letter: Letter, at: datetime) -> str:
    """Have letters go to the address that this letter reached; return it. Twice is once.

    Raises RefusedError when it was not the last one asked for, or is somebody else's by now.
    """
    convention = records.locked(letter.of_convention)
    ticket, registration = whose(letter)
    before = (registration and registration.email) or (ticket and ticket.email) or ""
    email = letter.recipient
    if before == email:
        return email
    later = Letter.objects.filter(convention=convention, kind=ASKED, key=letter.key)
    is_last = not later.filter(pk__gt=letter.pk).exists()
    if not (ticket or registration) or not is_last:
        raise RefusedError(NOT_GOOD)
    if is_taken(convention, email):
        raise RefusedError(IS_TAKEN)
    if before:
        forward_letters(convention=convention, before=before, after=email)
        forget_recipient(convention=convention, email=before)
    for thing in (ticket, registration):
        if thing is None:
            continue
        thing.email = email
        thing.save(update_fields=["email"])
        audit.record(
            at=at,
            actor=None,
            verb="move_address",
            thing=thing,
            convention=convention.slug,
            before={},
            after={},
        )
    if before:
        queue_letter(convention=convention, kind=MOVED, email=before, key=letter.key, at=at)
    return email


def whose(letter: Letter) -> tuple[Ticket | None, Registration | None]:
    """Return whom a letter about an address is for, as long as they take part."""
    number = int(letter.key[1:] or 0)
    tickets = Ticket.objects.filter(convention=letter.convention, revoked_at=None)
    if letter.key.startswith("t"):
        return tickets.filter(pk=number).first(), None
    live = Registration.objects.filter(convention=letter.convention).live()
    registration = live.select_related("ticket").filter(pk=number).first()
    return (registration.ticket if registration else None), registration


def is_taken(convention: Convention, email: str) -> bool:
    """Whether somebody takes part with an address already."""
    return (
        Registration.objects.of(convention, email).live().exists()
        or Ticket.objects.filter(convention=convention, email=email, revoked_at=None).exists()
    )
