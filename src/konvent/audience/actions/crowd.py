# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Add up what the crowd does: its reactions, and its number."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.audience.actions.announcing import unless_read_only
from konvent.audience.events import AttendanceCounted, ReactionsCounted
from konvent.audience.models import Attendance, Reaction
from konvent.foundation.events import announce
from konvent.foundation.prepared import prepared
from konvent.foundation.refusals import RefusedError
from konvent.programme.models import Room

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from konvent.audience.wishes import React
    from konvent.foundation.intents import Intent, Outcome

FORGOTTEN_AFTER = timedelta(minutes=1)
"""A hub that has not counted for so long is gone, and those who watched through it with it."""


@unless_read_only
@transaction.atomic(savepoint=False)
def add_reactions(*, intents: Sequence[Intent[React]], at: datetime) -> list[Outcome]:
    """Add to the stages' sums. A sum does not know who: what is sent twice counts twice."""
    rooms = _stages((intent.convention, intent.wish.room) for intent in intents)
    sums: Counter[tuple[Room, str]] = Counter()
    outcomes: list[Outcome] = []
    for intent in intents:
        room = rooms.get((intent.convention, intent.wish.room))
        if room is None:
            outcomes.append(RefusedError(_("There is no such stage."), code="no-such-stage"))
            continue
        sums[room, intent.wish.kind] += intent.wish.times
        outcomes.append({})
    if sums:
        minute = at.replace(second=0, microsecond=0)
        Reaction.objects.add({(room.pk, kind): n for (room, kind), n in sums.items()}, minute)
        concerned = {(room.convention.slug, room.slug) for room, _kind in sums}
        announce(ReactionsCounted(tuple(sorted(concerned))))
    return outcomes


@transaction.atomic
def note_attendance(*, hub: str, watching: Mapping[tuple[str, str], int], at: datetime) -> None:
    """Write down how many watch each stage through a hub, by convention and room.

    Of hubs that have fallen silent nothing is left.
    """
    silent = Attendance.objects.filter(at__lt=at - FORGOTTEN_AFTER).exclude(hub=hub)
    concerned = {attendance.room for attendance in silent.select_related("room__convention")}
    silent.delete()
    stages = _stages(watching)
    Attendance.objects.bulk_create(
        (
            Attendance(room=room, hub=hub, count=watching[named], at=at)
            for named, room in sorted(stages.items())
        ),
        update_conflicts=True,
        unique_fields=["room", "hub"],
        update_fields=["count", "at"],
    )
    for room in {*concerned, *stages.values()}:
        announce(AttendanceCounted(room.convention.slug, room.slug))


def _stages(names: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Room]:
    """Return the stages of these names, by convention and room."""
    wanted = set(names)
    rooms = _with_a_picture(
        {convention for convention, _room in wanted}, {room for _convention, room in wanted}
    )
    found = {(room.convention.slug, room.slug): room for room in rooms}
    return {name: room for name, room in found.items() if name in wanted}


@prepared
def _with_a_picture(conventions: Collection[str], slugs: Collection[str]) -> QuerySet[Room]:
    rooms = Room.objects.filter(has_picture=True, convention__slug__in=conventions, slug__in=slugs)
    return rooms.select_related("convention").only("slug", "convention__slug").order_by("pk")
