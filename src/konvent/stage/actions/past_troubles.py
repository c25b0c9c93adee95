# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Remember what was wrong with a stage's picture, for as long as somebody may ask."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from konvent.stage.models import PastTrouble

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from konvent.programme.models import Room

MOST = 200
"""Troubles that are remembered of a stage."""
GOES_ON_WITHIN = timedelta(minutes=1)
"""What is back so soon has not been over."""
KEPT = timedelta(days=30)


def remember_troubles(
    *, room: Room, troubles: Iterable[str], health: Mapping[str, Mapping[str, Any]], at: datetime
) -> None:
    """Let the troubles that are open be these; what has gone ended at this moment."""
    there = {("", code) for code in troubles}
    there |= {(role, code) for role, facts in health.items() for code in facts.get("troubles", ())}
    open_ones = {(one.source, one.code): one for one in room.past_troubles.filter(ended_at=None)}
    for place in open_ones.keys() - there:
        room.past_troubles.filter(pk=open_ones[place].pk).update(ended_at=at)
    for source, code in sorted(there - open_ones.keys()):
        _begin(room, source, code, at)
    _forget_the_oldest(room)


def forget_troubles(*, at: datetime) -> None:
    """Forget what was over a month ago."""
    PastTrouble.objects.filter(ended_at__lt=at - KEPT).delete()


def _begin(room: Room, source: str, code: str, at: datetime) -> None:
    """Note a trouble; one that was over for a moment only goes on."""
    same = room.past_troubles.filter(source=source, code=code, ended_at__gte=at - GOES_ON_WITHIN)
    last = same.order_by("-ended_at", "-pk").first()
    if last:
        room.past_troubles.filter(pk=last.pk).update(ended_at=None)
    else:
        room.past_troubles.create(source=source, code=code, began_at=at)


def _forget_the_oldest(room: Room) -> None:
    over = room.past_troubles.exclude(ended_at=None).order_by("-began_at", "-pk")
    too_many = list(over.values_list("pk", flat=True)[MOST:])
    if too_many:
        room.past_troubles.filter(pk__in=too_many).delete()
