# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Somebody's own data is deleted: because they say so, or because its time is over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from konvent.foundation import audit, records
from konvent.foundation.events import announce
from konvent.foundation.holdings import HOLDINGS
from konvent.letters.actions import forget_recipient
from konvent.registration.actions.places import move_up
from konvent.registration.actions.workshops import give_seats_back
from konvent.registration.events import TicketRevoked
from konvent.registration.models import Registration, Ticket
from konvent.registration.models.registrations import OVER

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention

AT_ONCE = 100
KEPT_WHEN_OVER = timedelta(days=30)
"""How long a declined or cancelled registration is known, so that questions can be answered."""


@transaction.atomic
def forget_person(
    *,
    convention: Convention,
    ticket: Ticket | None,
    registration: Registration | None,
    at: datetime,
) -> None:
    """Delete everything that is kept about somebody, everywhere, and give their place to others.

    Of the ticket only its number stays, so that its link never lets anybody in again.
    """
    held = records.locked(convention)
    emails = {thing.email for thing in (ticket, registration) if thing and thing.email}
    keys = [f"t{ticket.pk}"] if ticket else []
    keys += [f"r{registration.pk}"] if registration else []
    for key in keys:
        for holding in HOLDINGS:
            holding.forget(held.slug, key, at)
    for email in emails:
        forget_recipient(convention=held, email=email)
        for other in Registration.objects.of(held, email):
            _forget_registration(other)
    if ticket:
        give_seats_back(ticket=ticket, at=at)
        _empty(ticket, at)
        announce(TicketRevoked(held.slug, ticket.pk))
    move_up(convention=held, at=at)


@transaction.atomic
def _forget_what_is_over(registration: Registration) -> None:
    forget_recipient(convention=registration.convention, email=registration.email)
    _forget_registration(registration)


def _forget_registration(registration: Registration) -> None:
    audit.forget(registration)
    registration.delete()


def _empty(ticket: Ticket, at: datetime) -> None:
    ticket.bookmarks.all().delete()
    audit.forget(ticket)
    ticket.name = ticket.email = ""
    ticket.revoked_at = ticket.revoked_at or at
    ticket.save(update_fields=["name", "email", "revoked_at"])


def forget_past(*, at: datetime) -> None:
    """Delete what is kept about people once their time is over.

    A ticket that lets nobody in any more loses name and address; a registration that came to
    nothing is deleted a month later. Each is a transaction of its own, and one call deletes a
    hundred of each at most: when ten thousand tickets end together, nobody else waits.
    """
    over = Registration.objects.filter(state__in=OVER, decided_at__lt=at - KEPT_WHEN_OVER)
    for registration in over.select_related("convention").order_by("pk")[:AT_ONCE]:
        _forget_what_is_over(registration)
    past = Ticket.objects.filter(expires_at__lt=at).exclude(Q(name="") & Q(email=""))
    for ticket in past.select_related("convention").order_by("pk")[:AT_ONCE]:
        mine = Registration.objects.filter(ticket=ticket).first()
        forget_person(convention=ticket.convention, ticket=ticket, registration=mine, at=at)
