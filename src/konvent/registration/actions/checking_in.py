# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""People arrive: doors say what they scanned, at once or when their line is back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from konvent.convention.models import Convention
from konvent.foundation import audit
from konvent.foundation.events import announce
from konvent.registration.arrivals import is_of_day
from konvent.registration.events import SomebodyArrived
from konvent.registration.models import Scan, Ticket

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from uuid import UUID

    from konvent.convention.models import Day
    from konvent.people.models import User

MOST_SCANS = 200
"""In one call: a door that was offline for hours tells it in several."""
KEPT_AFTER = timedelta(days=30)
"""How long after a convention's last day it is known who was there, and when they came."""
FORGOTTEN_AT_ONCE = 500


class Outcome(StrEnum):
    """What became of a scan."""

    IN = "in"
    """It is the one that counts."""
    ALREADY = "already"
    """Somebody has come in with this ticket before."""
    OUT = "out"
    """Nobody is in with this ticket: it was taken back."""
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    OTHER_DAY = "other-day"


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a door says that it did."""

    key: UUID
    ticket: int
    at: datetime
    door: str = ""
    is_undo: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of it, and the scan that counts now, if there is one."""

    key: UUID
    outcome: Outcome
    arrival: Scan | None = None


@transaction.atomic
def take_scans(*, day: Day, told: Sequence[Told], by: User, at: datetime) -> list[Answer]:
    """Write down what a door did, and say what became of it. Telling it again changes nothing.

    Somebody arrived when a ticket was first scanned since it was last taken back, whichever door
    is heard of first. Each that changes who is in goes into the log.
    """
    tickets = _held(day.convention, {one.ticket for one in told})
    known = {scan.key: scan for scan in Scan.objects.filter(key__in=[one.key for one in told])}
    refused: dict[UUID, Outcome] = {}
    fresh: dict[UUID, Scan] = {}
    for one in told:
        ticket = tickets.get(one.ticket)
        if refusal := _refusal(one, ticket, day, at):
            refused[one.key] = refusal
        elif ticket is not None and one.key not in known:
            fresh.setdefault(one.key, _scan(one, ticket, day, by, at))
    Scan.objects.bulk_create(fresh.values())
    settled = {
        pk: _settle(ticket, day, by=by, at=at)
        for pk, ticket in tickets.items()
        if any(scan.ticket_id == pk for scan in fresh.values())
    }
    if fresh:
        announce(SomebodyArrived(day.convention.slug, day.date))
    return [_answer(one, refused, tickets, settled, day) for one in told]


def _held(convention: Convention, pks: set[int]) -> dict[int, Ticket]:
    """Return the tickets as they are now, while no other door tells of the same ones."""
    found = Ticket.objects.select_for_update().filter(convention=convention, pk__in=pks)
    return {ticket.pk: ticket for ticket in found.order_by("pk")}


def _refusal(one: Told, ticket: Ticket | None, day: Day, at: datetime) -> Outcome | None:
    if ticket is None:
        return Outcome.UNKNOWN
    if not is_of_day(day, min(one.at, at)):
        return Outcome.OTHER_DAY
    if one.is_undo:
        return None
    was_revoked = ticket.revoked_at is not None and ticket.revoked_at <= one.at
    return Outcome.REVOKED if was_revoked or ticket.expires_at <= one.at else None


def _scan(one: Told, ticket: Ticket, day: Day, by: User, at: datetime) -> Scan:
    return Scan(
        convention=day.convention,
        date=day.date,
        ticket=ticket,
        key=one.key,
        at=min(one.at, at),  # a clock that is fast must not win over those that are right
        door=one.door,
        is_undo=one.is_undo,
        by=by,
        heard_at=at,
    )


def _settle(ticket: Ticket, day: Day, *, by: User, at: datetime) -> Scan | None:
    """Have the scan count that says when somebody came; return it."""
    scans = list(Scan.objects.on(day.convention, day.date).filter(ticket=ticket))
    before = next((scan for scan in scans if scan.counts), None)
    after = first_arrival(scans)
    if after == before:
        return after
    if before:
        before.counts = False
        before.save(update_fields=["counts"])
    if after:
        after.counts = True
        after.save(update_fields=["counts"])
    _write_down(before, after, by=by, at=at)
    return after


def first_arrival(scans: Iterable[Scan]) -> Scan | None:
    """Return the first scan after the last time it was taken back, in whatever order they come.

    At the same instant taking back wins, and of two doors always the same one.
    """
    in_order = sorted(scans, key=lambda scan: (scan.at, scan.is_undo, scan.key.int))
    first = None
    for scan in in_order:
        if scan.is_undo:
            first = None
        elif first is None:
            first = scan
    return first


def _write_down(before: Scan | None, after: Scan | None, *, by: User, at: datetime) -> None:
    told = after or before
    if told is None:
        return
    audit.record(
        at=at,
        actor=by,
        verb="check_in" if after else "take_back",
        thing=told,
        convention=told.convention.slug,
        before=_facts(before),
        after=_facts(after),
    )


def _facts(scan: Scan | None) -> dict[str, object]:
    return {"at": scan.at, "door": scan.door} if scan else {}


def _answer(
    one: Told,
    refused: dict[UUID, Outcome],
    tickets: dict[int, Ticket],
    settled: dict[int, Scan | None],
    day: Day,
) -> Answer:
    if one.key in refused:
        return Answer(one.key, refused[one.key])
    if one.ticket not in settled:  # all of it was known before
        mine = Scan.objects.on(day.convention, day.date).filter(ticket=tickets[one.ticket])
        settled[one.ticket] = mine.arrivals().first()
    arrival = settled[one.ticket]
    if arrival is None:
        return Answer(one.key, Outcome.OUT)
    is_mine = arrival.key == one.key
    return Answer(one.key, Outcome.IN if is_mine else Outcome.ALREADY, arrival)


@transaction.atomic
def forget_scans(*, at: datetime) -> None:
    """Forget who was there a month after the last day; five hundred at a time.

    That there was a scan, by which helper and when, stays in the log, without a name.
    """
    ended = Convention.objects.annotate(ended=Max("days__ends_at"))
    past = ended.filter(ended__lt=at - KEPT_AFTER).values("pk")
    scans = list(Scan.objects.filter(convention__in=past).order_by("pk")[:FORGOTTEN_AT_ONCE])
    audit.forget(*scans)
    Scan.objects.filter(pk__in=[scan.pk for scan in scans]).delete()
