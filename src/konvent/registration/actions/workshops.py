# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""People sign up for places in single sessions; a free one goes to who waited longest."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.foundation import records
from konvent.foundation.events import announce
from konvent.foundation.refusals import RefusedError
from konvent.letters.actions import queue_letter
from konvent.registration.events import WorkshopsChanged
from konvent.registration.models import Bookmark, Seat, Ticket, Workshop
from konvent.registration.workshops import clashes_of, session_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AbstractBaseUser

    from konvent.convention.models import Convention

    Actor = AbstractBaseUser | None


@transaction.atomic
def set_places(
    *, convention: Convention, code: str, places: int, by: Actor, at: datetime
) -> Workshop:
    """Have people sign up for a session; with more places than before, who waits moves up."""
    held = records.locked(convention)
    there = Workshop.objects.filter(convention=held, session_code=code).first()
    if there is None:
        there = Workshop(convention=held)
        values = {"session_code": code, "places": places}
        records.add(there, values, convention=held.slug, actor=by, at=at)
    else:
        there = records.locked(there)
        records.change(there, {"places": places}, convention=held.slug, actor=by, at=at)
        _move_up(there, at=at)
    announce(WorkshopsChanged(held.slug))
    return there


@transaction.atomic
def end_signing_up(*, workshop: Workshop, by: Actor, at: datetime) -> None:
    """Let everybody in as to any other session; who has a place is forgotten."""
    slug = workshop.convention.slug
    records.remove(workshop, convention=slug, actor=by, at=at)
    announce(WorkshopsChanged(slug))


@transaction.atomic
def take_seat(*, ticket: Ticket, workshop: Workshop, at: datetime) -> Seat:
    """Take a place, or the next one on the waiting list; it is kept in the agenda too.

    Twice is once. Raises RefusedError when it overlaps with another place, or has begun.
    """
    mine = records.locked(ticket)  # one at a time, so that two places never overlap
    if mine.revoked_at is not None:
        raise RefusedError(_("This ticket is not valid any more."))
    held = records.locked(workshop)
    there = Seat.objects.filter(workshop=held, ticket=mine).first()
    if there is not None:
        return there
    session = session_of(held)
    if session is None or session.is_cancelled or not session.starts_at:
        raise RefusedError(_("This session is not, or no longer, in the programme."))
    if session.starts_at <= at:
        raise RefusedError(_("This session has begun already."))
    for clash in clashes_of(mine, session):
        said = _("At that time you are signed up for “%(title)s”. You can have one of the two.")
        raise RefusedError(said % {"title": clash.title})
    is_full = held.seats.taken().count() >= held.places
    Bookmark.objects.get_or_create(ticket=mine, session_code=held.session_code)
    return Seat.objects.create(workshop=held, ticket=mine, is_waiting=is_full, asked_at=at)


@transaction.atomic
def change_over(*, ticket: Ticket, workshop: Workshop, at: datetime) -> Seat:
    """Give back what is at the same time as a session, and take a place there: both, or nothing.

    Raises RefusedError when that session has begun or is gone; then nothing is given back.
    """
    mine = records.locked(ticket)
    session = session_of(workshop)
    codes = [clash.code for clash in clashes_of(mine, session)] if session else []
    left = list(Workshop.objects.filter(seats__ticket=mine, session_code__in=codes))
    # In one order, so that two who change over in opposite directions do not wait for each other.
    for one in sorted([workshop, *left], key=attrgetter("pk")):
        records.locked(one)
    for one in left:
        give_seat_back(ticket=mine, workshop=one, at=at)
    return take_seat(ticket=mine, workshop=workshop, at=at)


@transaction.atomic
def give_seat_back(*, ticket: Ticket, workshop: Workshop, at: datetime) -> None:
    """Give a place back, to who waited longest; it leaves the agenda too. Twice is once."""
    held = records.locked(workshop)
    given, _kinds = Seat.objects.filter(workshop=held, ticket=ticket).delete()
    if given:
        Bookmark.objects.filter(ticket=ticket, session_code=held.session_code).delete()
    _move_up(held, at=at)


@transaction.atomic
def give_seats_back(*, ticket: Ticket, at: datetime) -> None:
    """Give back every place of somebody who does not come any more."""
    for workshop in Workshop.objects.filter(seats__ticket=ticket).order_by("pk"):
        give_seat_back(ticket=ticket, workshop=workshop, at=at)


def _move_up(workshop: Workshop, *, at: datetime) -> None:
    """Give free places to who waits, and tell them; once it has begun nobody waits any more."""
    session = session_of(workshop)
    if session and session.starts_at and session.starts_at <= at:
        return
    free = workshop.places - workshop.seats.taken().count()
    for seat in workshop.seats.waiting().select_related("ticket")[: max(free, 0)]:
        seat.is_waiting = False
        seat.save(update_fields=["is_waiting"])
        if seat.ticket.email:
            queue_letter(
                convention=workshop.convention,
                kind="seat",
                email=seat.ticket.email,
                language=seat.ticket.language,
                key=f"{seat.ticket.pk}/{workshop.session_code}",
                at=at,
            )
