# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Which way people take when the house is full: by their group, by what they need, or by hand.

The gate alone knows it, so it holds at once and with the same link, which says nothing of it. A
lane may say something of somebody's health: the log has that somebody of the staff changed it, not
to which one, and nothing where it follows from what people said about themselves.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from konvent.convention.models import Convention
from konvent.foundation import audit, records
from konvent.foundation.events import announce
from konvent.registration.events import LanesChanged
from konvent.registration.models import Registration, RegistrationState, Ticket, TicketLane

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet

    from konvent.registration.models import Group

    Actor = AbstractBaseUser | None

ASSISTANCE_KEPT = timedelta(days=1)
"""How long after the last day it is known who needed assistance."""

KEPT_WITHOUT_DAYS = timedelta(days=365)
"""How long it is known where a convention has no days."""


def lane_of(registration: Registration) -> TicketLane:
    """Return the way that a registration leads: who speaks or helps comes in at once."""
    if registration.group and registration.group.is_crew:
        return TicketLane.CREW
    return TicketLane.ASSISTED if registration.needs_assistance else TicketLane.USUAL


@transaction.atomic
def change_lane(*, ticket: Ticket, lane: str, at: datetime, by: Actor) -> None:
    """Send somebody another way at the doors. It holds at once, with the link they have."""
    present = records.locked(ticket)
    if present.lane == lane or present.revoked_at is not None:
        return
    present.lane = lane
    present.save(update_fields=["lane"])
    slug = present.convention.slug
    if by is not None:
        audit.record(
            at=at, actor=by, verb="change_lane", thing=present, convention=slug, before={}, after={}
        )
    announce(LanesChanged(slug))


def follow(*, registration: Registration, before: TicketLane, at: datetime) -> None:
    """Have the ticket go the way of its registration, unless somebody chose another one by hand."""
    ticket = registration.ticket
    if ticket is not None and ticket.lane == before:
        change_lane(ticket=ticket, lane=lane_of(registration), at=at, by=None)


@transaction.atomic
def follow_group(*, group: Group) -> None:
    """Have all tickets of a group go its new way, but for those somebody chose another one for."""
    admitted = Registration.objects.filter(group=group, state=RegistrationState.ADMITTED)
    for needs_assistance in (True, False):
        own = TicketLane.ASSISTED if needs_assistance else TicketLane.USUAL
        before, after = (own, TicketLane.CREW) if group.is_crew else (TicketLane.CREW, own)
        holders = admitted.filter(needs_assistance=needs_assistance)
        tickets = Ticket.objects.filter(pk__in=holders.values("ticket"), lane=before)
        tickets.update(lane=after)
    announce(LanesChanged(group.convention.slug))


@transaction.atomic
def forget_assistance(*, at: datetime) -> None:
    """Forget who needed assistance, a day after the last day: nobody waits any more.

    Where a convention has no days, a year after it was said.
    """
    registrations = Registration.objects.filter(needs_assistance=True)
    tickets = Ticket.objects.filter(lane=TicketLane.ASSISTED)
    conventions = Convention.objects.annotate(ended=Max("days__ends_at"))
    over = conventions.filter(ended__lt=at - ASSISTANCE_KEPT).values("pk")
    without_days = conventions.filter(ended=None).values("pk")
    long_ago = at - KEPT_WITHOUT_DAYS
    _forget(registrations.filter(convention__in=over), tickets.filter(convention__in=over))
    _forget(
        registrations.filter(convention__in=without_days, asked_at__lt=long_ago),
        tickets.filter(convention__in=without_days, issued_at__lt=long_ago),
    )


def _forget(registrations: QuerySet[Registration], tickets: QuerySet[Ticket]) -> None:
    of = "convention__slug"
    slugs = {*registrations.values_list(of, flat=True), *tickets.values_list(of, flat=True)}
    registrations.update(needs_assistance=False)
    tickets.update(lane=TicketLane.USUAL)
    for slug in sorted(slugs):
        announce(LanesChanged(slug))
