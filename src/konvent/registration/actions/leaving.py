# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Somebody's own data is deleted: because they say so, or because its time is over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max, Q

from konvent.convention.models import Convention
from konvent.foundation import audit, records
from konvent.foundation.events import announce
from konvent.foundation.holdings import HOLDINGS
from konvent.letters.actions import forget_letters_about, forget_recipient
from konvent.registration.actions.moving import ASKED, MOVED
from konvent.registration.actions.places import move_up
from konvent.registration.actions.workshops import give_seats_back
from konvent.registration.events import TicketRevoked
from konvent.registration.models import Registration, RegistrationState, Ticket
from konvent.registration.models.registrations import LIVE, OVER

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

AT_ONCE = 100
KEPT_WHEN_OVER = timedelta(days=30)
"""How long it is known what came to nothing, so that questions can be answered."""


@transaction.atomic
def forget_person(
    *,
    convention: Convention,
    ticket: Ticket | None,
    registration: Registration | None,
    at: datetime,
) -> None:
    """Delete everything that is kept about somebody, everywhere, and give their place to others.

    That is every ticket and registration under their address, whichever of them is named. Of a
    ticket only its number stays, so that its link never lets anybody in again.
    """
    held = records.locked(convention)
    named = [ticket.pk] if ticket else []
    emails = {thing.email for thing in (ticket, registration) if thing and thing.email}
    registrations = Registration.objects.filter(convention=held, email__in=emails)
    owned = registrations.exclude(ticket=None).values("ticket")
    tickets = Ticket.objects.filter(Q(pk__in=named) | Q(pk__in=owned) | Q(email__in=emails))
    # Held before the places, as whoever takes one does.
    numbers = list(tickets.filter(convention=held).values_list("pk", flat=True))
    mine = list(Ticket.objects.select_for_update().filter(pk__in=numbers).order_by("pk"))
    for one in mine:
        give_seats_back(ticket=one, at=at)
    _forget(held, mine, list(registrations.order_by("pk")), at)
    move_up(convention=held, at=at)


def forget_past(*, at: datetime) -> None:
    """Delete what is kept about people once their time is over.

    A ticket that has expired, or was revoked a month ago, loses name and address, and what was
    registered with it is deleted. So is a registration that came to nothing, a month later, and who
    still waits for a place a month after the last day. Nobody gets a place by it. Each is a
    transaction of its own, and one call deletes a hundred of each at most: when ten thousand
    tickets end together, nobody else waits.
    """
    tickets = _tickets_that_are_over(at).values_list("pk", "convention")
    for pk, convention in tickets[:AT_ONCE]:
        _forget_ticket(pk, convention, at)
    registrations = _registrations_that_are_over(at).values_list("pk", "convention")
    for pk, convention in registrations[:AT_ONCE]:
        _forget_registration(pk, convention, at)


def _tickets_that_are_over(at: datetime) -> QuerySet[Ticket]:
    is_over = Q(expires_at__lt=at) | Q(revoked_at__lt=at - KEPT_WHEN_OVER)
    return Ticket.objects.filter(is_over).exclude(name="", email="").order_by("pk")


def _registrations_that_are_over(at: datetime) -> QuerySet[Registration]:
    ended = Convention.objects.annotate(ended=Max("days__ends_at"))
    past = ended.filter(ended__lt=at - KEPT_WHEN_OVER).values("pk")
    came_to_nothing = Q(state__in=OVER, decided_at__lt=at - KEPT_WHEN_OVER)
    waits_in_vain = Q(state__in=LIVE, ticket=None, convention__in=past)
    waits_in_vain &= Q(asked_at__lt=at - KEPT_WHEN_OVER)  # one may register afterwards as well
    return Registration.objects.filter(came_to_nothing | waits_in_vain).order_by("pk")


@transaction.atomic
def _forget_ticket(pk: int, convention: int, at: datetime) -> None:
    held = Convention.objects.select_for_update().get(pk=convention)
    tickets = list(_tickets_that_are_over(at).filter(pk=pk))
    for ticket in tickets:
        ticket.seats.all().delete()
    _forget(held, tickets, list(Registration.objects.filter(ticket__in=tickets)), at)


@transaction.atomic
def _forget_registration(pk: int, convention: int, at: datetime) -> None:
    held = Convention.objects.select_for_update().get(pk=convention)
    _forget(held, [], list(_registrations_that_are_over(at).filter(pk=pk)), at)


def _forget(
    convention: Convention,
    tickets: list[Ticket],
    registrations: list[Registration],
    at: datetime,
) -> None:
    """Forget these, what every chapter keeps under their keys, and the letters to nobody else."""
    emails = {one.email for one in tickets} | {one.email for one in registrations}
    keys = [f"t{ticket.pk}" for ticket in tickets]
    keys += [f"r{registration.pk}" for registration in registrations]
    for key in keys:
        forget_letters_about(convention=convention, key=key, kinds=(ASKED, MOVED))
        for holding in HOLDINGS:
            holding.forget(convention.slug, key, at)
    for registration in registrations:
        audit.forget(registration)
        registration.delete()
    for ticket in tickets:
        _empty(ticket, at)
    for email in emails - {""}:
        if not _takes_part(convention, email, at):
            forget_recipient(convention=convention, email=email)


def _empty(ticket: Ticket, at: datetime) -> None:
    ticket.bookmarks.all().delete()
    audit.forget(ticket)
    if ticket.revoked_at is None:
        announce(TicketRevoked(ticket.convention.slug, ticket.pk))
    ticket.name = ticket.email = ticket.door_code = ticket.lane = ""
    ticket.revoked_at = ticket.revoked_at or at
    ticket.save(update_fields=["name", "email", "door_code", "lane", "revoked_at"])


def _takes_part(convention: Convention, email: str, at: datetime) -> bool:
    """Whether somebody with this address is in, hopes to be, or has just asked to be."""
    states = (*LIVE, RegistrationState.UNCONFIRMED)
    hopes = Registration.objects.of(convention, email).filter(state__in=states)
    is_in = Ticket.objects.valid(at).filter(convention=convention, email=email)
    return hopes.exists() or is_in.exists()
