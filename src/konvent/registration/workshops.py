# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Workshops as people and organisers see them: with their session and who comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from konvent.programme.conflicts import overlaps
from konvent.programme.queries import published_schedule
from konvent.registration.models import Seat, Workshop

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention
    from konvent.programme.schedule import ScheduleSession
    from konvent.registration.models import Ticket


@dataclass(frozen=True, slots=True)
class Offer:
    """A workshop with its session."""

    workshop: Workshop
    session: ScheduleSession
    taken: int
    waiting: int
    mine: str = ""
    """What somebody has: "taken", "waiting" or nothing."""
    ahead: int = 0
    """On the waiting list, one's own place."""
    is_over: bool = False
    clashes: tuple[ScheduleSession, ...] = ()
    """What somebody has at the same time."""

    @property
    def free(self) -> int:
        return max(0, self.workshop.places - self.taken)


def offers_of(convention: Convention, *, at: datetime, ticket: Ticket | None = None) -> list[Offer]:
    """Return what people can sign up for, in the order of the programme."""
    schedule = published_schedule(convention.slug)
    if schedule is None:
        return []
    counted = Workshop.objects.filter(convention=convention).annotate(
        taken=Count("seats", Q(seats__is_waiting=False)),
        waiting=Count("seats", Q(seats__is_waiting=True)),
    )
    seats = {seat.workshop_id: seat for seat in ticket.seats.all()} if ticket else {}
    found = {workshop.session_code: workshop for workshop in counted.order_by("pk")}
    mine = [s for s in schedule.sessions if s.code in found and found[s.code].pk in seats]
    return [
        Offer(
            workshop=found[session.code],
            session=session,
            taken=found[session.code].taken,
            waiting=found[session.code].waiting,
            mine=_said(seats.get(found[session.code].pk)),
            ahead=_place(seats.get(found[session.code].pk)),
            is_over=bool(session.starts_at and session.starts_at <= at),
            clashes=_clashes(session, mine),
        )
        for session in schedule.sessions
        if session.code in found and not session.is_cancelled
    ]


def session_of(workshop: Workshop) -> ScheduleSession | None:
    """Return the session as the published programme has it."""
    schedule = published_schedule(workshop.convention.slug)
    return schedule.session.get(workshop.session_code) if schedule else None


def clashes_of(ticket: Ticket, session: ScheduleSession) -> tuple[ScheduleSession, ...]:
    """Return what somebody has signed up for that is at the same time as a session."""
    schedule = published_schedule(ticket.convention.slug)
    seats = ticket.seats.order_by("pk").values_list("workshop__session_code", flat=True)
    mine = [schedule.session[code] for code in seats if schedule and code in schedule.session]
    return _clashes(session, mine)


def _clashes(session: ScheduleSession, mine: list[ScheduleSession]) -> tuple[ScheduleSession, ...]:
    return tuple(
        other
        for other in mine
        if other.code != session.code and not other.is_cancelled and any(overlaps([session, other]))
    )


def people_in(convention: Convention) -> dict[int, list[Seat]]:
    """Return who has a place in each workshop, and then who waits, in the order of coming."""
    seats = Seat.objects.filter(workshop__convention=convention).select_related("ticket")
    found: dict[int, list[Seat]] = {}
    for seat in seats.order_by("is_waiting", "asked_at", "pk"):
        found.setdefault(seat.workshop_id, []).append(seat)
    return found


def _said(seat: Seat | None) -> str:
    if seat is None:
        return ""
    return "waiting" if seat.is_waiting else "taken"


def _place(seat: Seat | None) -> int:
    if seat is None or not seat.is_waiting:
        return 0
    came_before = Q(asked_at__lt=seat.asked_at) | Q(asked_at=seat.asked_at, pk__lt=seat.pk)
    return Seat.objects.filter(came_before, workshop=seat.workshop_id).waiting().count() + 1


def is_workshop(convention: Convention, code: str) -> bool:
    """Whether people sign up for this session."""
    return Workshop.objects.filter(convention=convention, session_code=code).exists()
