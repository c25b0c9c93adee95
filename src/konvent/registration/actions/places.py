# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Places are given, waited for and given back; nobody gets one that is not there.

Whoever calls these holds the convention's row, so that places are given one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count

from konvent.letters.actions import queue_letter
from konvent.registration.actions.lanes import change_lane, lane_of
from konvent.registration.actions.tickets import issue_ticket
from konvent.registration.models import (
    Group,
    Invitation,
    Registration,
    RegistrationRules,
    RegistrationState,
    TicketLane,
)
from konvent.registration.models.registrations import LIVE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from konvent.convention.models import Convention


def find_place(*, registration: Registration, at: datetime) -> None:
    """Give a place if there is one; else put the person on the waiting list, at its end."""
    if has_room(convention=registration.convention, group=registration.group):
        admit(registration=registration, at=at)
        return
    registration.state, registration.waiting_since = RegistrationState.WAITING, at
    registration.save()
    tell(registration=registration, kind="waiting", at=at)


def admit(*, registration: Registration, at: datetime) -> None:
    """Give the ticket, and mail it. Who has one already keeps the better way at the doors."""
    lane = lane_of(registration)
    registration.ticket = issue_ticket(
        convention=registration.convention,
        email=registration.email,
        name=registration.name,
        language=registration.language,
        lane=lane,
        at=at,
    )
    if lane and registration.ticket.lane not in {lane, TicketLane.CREW}:
        change_lane(ticket=registration.ticket, lane=lane, at=at, by=None)
    registration.state = RegistrationState.ADMITTED
    registration.decided_at, registration.waiting_since = at, None
    registration.save()
    tell(registration=registration, kind="welcome", at=at)


def move_up(*, convention: Convention, at: datetime) -> None:
    """Give every free place to whoever has waited longest for one, up to the end of it all."""
    last = convention.days.order_by("-ends_at").first()
    if last and last.ends_at <= at:
        return
    room = _room_of(convention)
    if room.in_all < 1:
        return
    people = Registration.objects.filter(convention=convention)
    waiting = people.waiting().values_list("pk", "group")
    called = [number for number, group in waiting if room.give(group)]
    found = people.select_related("convention", "group").in_bulk(called)
    for number in called:
        admit(registration=found[number], at=at)


def has_room(*, convention: Convention, group: Group | None) -> bool:
    """Whether there is a place, in the group and in all."""
    return _room_of(convention).give(group.pk if group else None)


def without_room(*, convention: Convention, groups: Iterable[Group]) -> list[Group]:
    """Return those of the groups in which nobody gets a place now."""
    room = _room_of(convention)
    return [group for group in groups if not room.has(group.pk)]


def count_waiting(*, convention: Convention, groups: Iterable[Group | None]) -> int:
    """Return how many of these people would have to wait, if they came now one after the other."""
    room = _room_of(convention)
    return sum(not room.give(group.pk if group else None) for group in groups)


@dataclass(slots=True)
class _Room:
    """How many places are left."""

    in_all: float
    in_groups: dict[int, int]
    """Of those that have a quota."""

    def has(self, group: int | None) -> bool:
        return self.in_all >= 1 and self.in_groups.get(group or 0, 1) >= 1

    def give(self, group: int | None) -> bool:
        """Take a place if there is one; say if there was."""
        if not self.has(group):
            return False
        self.in_all -= 1
        if group in self.in_groups:
            self.in_groups[group] -= 1
        return True


def _room_of(convention: Convention) -> _Room:
    """Count once, for however many who wait, and only where something is limited."""
    admitted = Registration.objects.filter(convention=convention).admitted()
    rules = RegistrationRules.objects.filter(convention=convention).first()
    limit = rules.capacity if rules else None
    limited = Group.objects.filter(convention=convention, quota__isnull=False)
    quotas = dict(limited.values_list("pk", "quota"))
    is_limited = limit is not None or quotas
    taken = dict(admitted.values_list("group").annotate(Count("pk"))) if is_limited else {}
    return _Room(
        in_all=inf if limit is None else limit - sum(taken.values()),
        in_groups={number: quota - taken.get(number, 0) for number, quota in quotas.items()},
    )


def invitation_with(*, convention: Convention, code: str) -> Invitation | None:
    """Return the invitation with this code, however it is typed."""
    if not code:
        return None
    typed = code.replace(" ", "").replace("-", "").upper()
    return Invitation.objects.filter(convention=convention, code=typed).first()


def is_good(*, invitation: Invitation, at: datetime) -> bool:
    """Whether one more person may come in with the code."""
    if invitation.is_withdrawn or (invitation.ends_at and at >= invitation.ends_at):
        return False
    used = invitation.registrations.filter(state__in=LIVE).count()
    return invitation.uses is None or used < invitation.uses


@transaction.atomic
def tell(*, registration: Registration, kind: str, at: datetime) -> None:
    """Have a letter sent about what became of a registration."""
    queue_letter(
        convention=registration.convention,
        kind=kind,
        email=registration.email,
        language=registration.language,
        key=str(registration.pk),
        at=at,
    )
