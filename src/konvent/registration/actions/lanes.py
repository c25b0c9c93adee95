# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Which way people take when the house is full: by their group, by what they need, or by hand.

A ticket's link is signed with the lane it had; what has changed since holds by the gate, at once
and with the same link. Which lane it is, is not written into the log: it may say something of
somebody's health.
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

    from konvent.registration.models import Group

    Actor = AbstractBaseUser | None

ASSISTANCE_KEPT = timedelta(days=1)
"""How long after the last day it is known who needed assistance."""


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
    present.lane, present.lane_changed_at = lane, at
    present.save(update_fields=["lane", "lane_changed_at"])
    slug = present.convention.slug
    audit.record(
        at=at, actor=by, verb="change_lane", thing=present, convention=slug, before={}, after={}
    )
    announce(LanesChanged(slug))


def follow(*, registration: Registration, before: TicketLane, at: datetime, by: Actor) -> None:
    """Have the ticket go the way of its registration, unless somebody chose another one by hand."""
    ticket = registration.ticket
    if ticket is not None and ticket.lane == before:
        change_lane(ticket=ticket, lane=lane_of(registration), at=at, by=by)


@transaction.atomic
def follow_group(*, group: Group, at: datetime) -> None:
    """Have all tickets of a group go its new way, but for those somebody chose another one for."""
    admitted = Registration.objects.filter(group=group, state=RegistrationState.ADMITTED)
    for needs_assistance in (True, False):
        own = TicketLane.ASSISTED if needs_assistance else TicketLane.USUAL
        before, after = (own, TicketLane.CREW) if group.is_crew else (TicketLane.CREW, own)
        holders = admitted.filter(needs_assistance=needs_assistance)
        tickets = Ticket.objects.filter(pk__in=holders.values("ticket"), lane=before)
        tickets.update(lane=after, lane_changed_at=at)
    announce(LanesChanged(group.convention.slug))


@transaction.atomic
def forget_assistance(*, at: datetime) -> None:
    """Forget who needed assistance, a day after the last day: nobody waits any more."""
    ended = Convention.objects.annotate(ended=Max("days__ends_at"))
    for convention in ended.filter(ended__lt=at - ASSISTANCE_KEPT).order_by("pk"):
        registrations = convention.registrations.filter(needs_assistance=True)
        tickets = convention.tickets.filter(lane=TicketLane.ASSISTED)
        number = registrations.update(needs_assistance=False)
        number += tickets.update(lane=TicketLane.USUAL, lane_changed_at=at)
        if number:
            announce(LanesChanged(convention.slug))
