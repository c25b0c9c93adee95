# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Take in people from a table that organisers have looked at."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from django.db import transaction

from konvent.foundation import audit, records
from konvent.registration.actions.places import find_place
from konvent.registration.models import Group, Registration

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.contrib.auth.models import AbstractBaseUser

    from konvent.convention.models import Convention
    from konvent.registration.tables import Line


PORTION = 50


def import_people(
    *, convention: Convention, lines: Iterable[Line], by: AbstractBaseUser | None, at: datetime
) -> int:
    """Register these people, who get a ticket or a place on the waiting list, and a letter.

    Who has registered meanwhile is left alone, so that what a crash cut short can be done again.
    They come in portions, each a transaction of its own. Returns how many are new.
    """
    waiting, number = iter(lines), 0
    while portion := list(islice(waiting, PORTION)):
        number += _take_in(convention, portion, at)
    after = {"registrations": number}
    slug = convention.slug
    audit.record(
        at=at, actor=by, verb="import", thing=convention, convention=slug, before={}, after=after
    )
    return number


@transaction.atomic
def _take_in(convention: Convention, lines: list[Line], at: datetime) -> int:
    held = records.locked(convention)
    known = Registration.objects.filter(convention=held, email__in=[line.email for line in lines])
    there = set(known.live().values_list("email", flat=True))
    groups = {group.slug: group for group in Group.objects.filter(convention=held)}
    groups |= {
        str(name).lower(): group for group in groups.values() for name in group.name.values()
    }
    number = 0
    for line in lines:
        if line.email in there:
            continue
        there.add(line.email)
        registration = Registration(
            convention=held,
            email=line.email,
            name=line.name,
            organisation=line.organisation,
            group=groups.get(line.group),
            language=line.language or held.default_language,
            asked_at=at,
            confirmed_at=at,
        )
        find_place(registration=registration, at=at)
        number += 1
    return number
