# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Questions about who is expected on a day, and who has arrived."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from konvent.registration.door_codes import digests_of, read_code
from konvent.registration.models import Group, Scan, Ticket

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from konvent.convention.models import Convention, Day

MOST_FOUND = 20
SHORTEST_WORD = 2
SHOWN_OF_ADDRESS = 2


def hours_of(day: Day) -> tuple[datetime, datetime]:
    """Return from when until when people come on this day, which may end after midnight."""
    zone = ZoneInfo(day.convention.timezone)
    begins = datetime.combine(day.date, time(), zone)
    ends = datetime.combine(day.date + timedelta(days=1), time(), zone)
    return begins, max(ends, day.ends_at)


def is_of_day(day: Day, moment: datetime) -> bool:
    """Whether somebody who comes at this moment comes on this day."""
    begins, ends = hours_of(day)
    return begins <= moment < ends


def has_check_in(convention: Convention) -> bool:
    """Whether anybody is expected at the place at all."""
    return Group.objects.filter(convention=convention, is_on_site=True).exists()


def comes_to_the_place(ticket: Ticket) -> bool:
    """Whether to tell somebody the code for the door: not who is in a group that stays at home.

    Of a ticket without a group nobody knows; where there is a check-in its holder is told.
    """
    group = Group.objects.filter(registrations__ticket=ticket).first()
    return group.is_on_site if group else has_check_in(ticket.convention)


def expected(convention: Convention, *, at: datetime) -> QuerySet[Ticket]:
    """Return the tickets of everybody who comes to the place."""
    valid = Ticket.objects.filter(convention=convention).valid(at)
    return valid.filter(registration__group__is_on_site=True)


def figures_of_day(day: Day, *, at: datetime) -> list[dict[str, Any]]:
    """Return how many have arrived and are expected, by group; those of no such group come last."""
    arrived = Scan.objects.on(day.convention, day.date).arrivals().order_by()
    came = dict(arrived.values_list("ticket__registration__group").annotate(Count("pk")))
    awaited = expected(day.convention, at=at).order_by()
    due = dict(awaited.values_list("registration__group").annotate(Count("pk")))
    groups = Group.objects.filter(convention=day.convention, is_on_site=True)
    figures = [
        {"group": group, "arrived": came.pop(group.pk, 0), "expected": due.get(group.pk, 0)}
        for group in groups.order_by("position", "pk")
    ]
    others = sum(came.values())
    return [*figures, *([{"group": None, "arrived": others, "expected": 0}] if others else [])]


def list_for_doors(day: Day, *, at: datetime) -> dict[str, Any]:
    """Return what a door needs to go on without a line, and nothing else about anybody.

    Names and groups of those who are expected; no addresses, no links, and codes only as digests.
    """
    awaited = expected(day.convention, at=at).select_related("convention", "registration__group")
    revoked = Ticket.objects.filter(convention=day.convention).revoked().exclude(door_code="")
    return {
        "people": [
            [ticket.pk, ticket.name, str(ticket.registration.group or ""), digests_of(ticket)]
            for ticket in awaited.order_by("pk")
        ],
        "revoked": [
            seen
            for ticket in revoked.select_related("convention").order_by("pk")
            for seen in digests_of(ticket)
        ],
        **changes_for_doors(day, since=None),
    }


def changes_for_doors(day: Day, *, since: datetime | None) -> dict[str, Any]:
    """Return who is in, by ticket; with ``since``, only of those a door told of since then."""
    scans = Scan.objects.on(day.convention, day.date)
    touched = scans if since is None else scans.filter(heard_at__gte=since)
    tickets = touched.order_by().values("ticket").distinct()
    there = {
        scan.ticket_id: arrival_as_json(scan)
        for scan in scans.arrivals().filter(ticket__in=tickets)
    }
    pks = tickets.values_list("ticket", flat=True)
    return {"in": {str(pk): there.get(pk) for pk in pks}}


def arrival_as_json(scan: Scan) -> list[Any]:
    """Return when somebody came, through which door, and by which scan."""
    return [int(scan.at.timestamp() * 1000), scan.door, str(scan.key)]


def find_people(convention: Convention, words: str, *, at: datetime) -> list[Ticket]:
    """Return whose ticket it can be: by its code, else by all words of a name or the address."""
    tickets = Ticket.objects.filter(convention=convention).select_related("registration__group")
    if code := read_code(words):
        by_code = list(tickets.filter(door_code=code))
        if by_code:
            return by_code
    parts = words.split()
    if not any(len(part) >= SHORTEST_WORD for part in parts):
        return []
    for part in parts:
        named = Q(name__icontains=part) | Q(email__icontains=part)
        tickets = tickets.filter(named | Q(registration__organisation__icontains=part))
    return list(tickets.valid(at).order_by("name", "email", "pk")[:MOST_FOUND])


def present_arrivals(day: Day, tickets: Iterable[Ticket]) -> dict[int, Scan]:
    """Return when these people came, by ticket."""
    found = Scan.objects.on(day.convention, day.date).arrivals().filter(ticket__in=tickets)
    return {scan.ticket_id: scan for scan in found}


def veiled(email: str) -> str:
    """Return as much of an address as tells two people of one name apart."""
    name, _at, host = email.partition("@")
    return f"{name[:SHOWN_OF_ADDRESS]}…@{host}" if host else ""
