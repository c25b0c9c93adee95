# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the edges of a house watch, to decide who may come in; and doors, to see who has arrived."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils import timezone

from konvent.convention.events import ENTRANCES
from konvent.convention.models import Day
from konvent.foundation.access import Access
from konvent.foundation.load import BURDEN, LOAD
from konvent.foundation.topics import topic
from konvent.registration.arrivals import figures_of_day
from konvent.registration.gate import read_gate, state_of
from konvent.registration.models import Scan

if TYPE_CHECKING:
    from konvent.foundation.topics import State

HOUSE, _, NAME = ENTRANCES.partition("/")


@topic(NAME, access=Access.STAFF)
def entrances(*, convention: str) -> State | None:
    """All entrances: their languages, who is refused, who works there. No names."""
    return state_of(read_gate()) if convention == HOUSE else None


@topic(LOAD, access=Access.PUBLIC)
def load(*, convention: str) -> State | None:
    """What is put aside at the moment; everybody is told, on every page."""
    return BURDEN.state(convention)


@topic("check-in/{day}", access=Access.CHECK_IN)
def arrivals(*, convention: str, day: str) -> State | None:
    """How many have arrived of how many, by group, and the newest scan that a door told of."""
    try:
        named = date.fromisoformat(day)
    except ValueError:
        return None
    there = Day.objects.select_related("convention")
    found = there.filter(convention__slug=convention, date=named).first()
    if found is None:
        return None
    figures = figures_of_day(found, at=timezone.now())
    newest = Scan.objects.on(found.convention, named).aggregate(newest=Max("pk"))["newest"]
    return {
        "arrived": sum(one["arrived"] for one in figures),
        "expected": sum(one["expected"] for one in figures),
        "groups": {
            one["group"].slug if one["group"] else "": [one["arrived"], one["expected"]]
            for one in figures
        },
        "newest": newest or 0,
    }
