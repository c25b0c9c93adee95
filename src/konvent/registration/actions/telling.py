# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Letters to many: the day before, and when the programme changes for somebody.

They are queued in portions, so that a house of ten thousand never holds the database for long; what
was queued before a crash is not queued again, as each letter is one occasion.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from konvent.foundation import records
from konvent.letters.actions import Addressee, queue_letters
from konvent.programme.queries import newest_version
from konvent.registration.models import Telling, Ticket
from konvent.registration.programme_changes import changes_since

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.contrib.auth.models import AbstractBaseUser

    from konvent.convention.models import Convention

BEFORE = timedelta(hours=24)
QUIET = timedelta(minutes=10)
"""How long a programme has to stand still: who publishes thrice in a row is written about once."""
PORTION = 500


@transaction.atomic
def change_telling(
    *,
    convention: Convention,
    values: dict[str, Any],
    by: AbstractBaseUser | None,
    at: datetime,
    seen: str = "",
) -> None:
    """Say which letters go to many. What was published before is not told afterwards."""
    held = records.locked(convention)
    there = Telling.objects.filter(convention=held).first()
    if there is None:
        there = Telling(convention=held)
        records.add(there, values, convention=held.slug, actor=by, at=at)
    else:
        records.change(there, values, convention=held.slug, actor=by, at=at, seen=seen)
    newest = newest_version(held)
    if newest and (not there.told_version or not values.get("tells_changes")):
        Telling.objects.filter(convention=held).update(told_version=newest.number)


def remind(*, at: datetime) -> None:
    """Write to everybody with a ticket on the day before it begins."""
    for telling in Telling.objects.filter(reminds=True).select_related("convention"):
        first = telling.convention.days.order_by("date").first()
        if first is None or telling.reminded_of == first.date:
            continue
        if first.starts_at - BEFORE <= at < first.starts_at:
            everybody = (_to(ticket, f"{first.date}") for ticket in _reachable(telling, at))
            _queue(telling.convention, "reminder", everybody, at)
            Telling.objects.filter(pk=telling.pk).update(reminded_of=first.date)


def tell_changes(*, at: datetime) -> None:
    """Write to those whose sessions have changed since they were told last."""
    for telling in Telling.objects.filter(tells_changes=True).select_related("convention"):
        newest = newest_version(telling.convention)
        if newest is None or newest.number <= telling.told_version:
            continue
        if newest.published_at > at - QUIET:
            continue
        if telling.told_version:
            since = f"{telling.told_version}-{newest.number}"
            changed = {
                change.session
                for change in changes_since(
                    telling.convention, telling.told_version, newest.number, at=at
                )
            }
            concerned = _reachable(telling, at).filter(
                Q(bookmarks__session_code__in=changed)
                | Q(seats__workshop__session_code__in=changed)
            )
            letters = (_to(ticket, since) for ticket in concerned.distinct())
            _queue(telling.convention, "changes", letters, at)
        Telling.objects.filter(pk=telling.pk).update(told_version=newest.number)


def _reachable(telling: Telling, at: datetime) -> Any:  # noqa: ANN401 -- a queryset of tickets
    tickets = Ticket.objects.valid(at).filter(convention=telling.convention)
    return tickets.exclude(email="").order_by("pk")


def _to(ticket: Ticket, occasion: str) -> Addressee:
    return Addressee(
        ticket.email,
        ticket.language,
        key=f"{ticket.pk}/{occasion}",
        once=f"{ticket.pk}/{occasion}",
    )


def _queue(convention: Convention, kind: str, letters: Iterable[Addressee], at: datetime) -> None:
    waiting = iter(letters)
    while portion := list(islice(waiting, PORTION)):
        queue_letters(convention=convention, kind=kind, to=portion, at=at)
