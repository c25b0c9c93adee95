# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""How a stage's audience reacted, and how large it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Sum

from konvent.audience.models import Attendance, Reaction
from konvent.programme.models import Room

if TYPE_CHECKING:
    from konvent.foundation.topics import State


def reactions_at_stage(convention: str, room: str) -> State | None:
    """Return how often each reaction was given at a stage so far; None without such a stage."""
    stage = _stage(convention, room)
    if stage is None:
        return None
    sums = Reaction.objects.filter(room=stage, count__gt=0).values("kind")
    return {row["kind"]: row["times"] for row in sums.annotate(times=Sum("count")).order_by("kind")}


def attendance_at_stage(convention: str, room: str) -> State | None:
    """Return how many are watching a stage, through all hubs; None without such a stage."""
    stage = _stage(convention, room)
    if stage is None:
        return None
    counted = Attendance.objects.filter(room=stage).aggregate(count=Sum("count"))
    return {"count": counted["count"] or 0}


def _stage(convention: str, room: str) -> Room | None:
    stages = Room.objects.filter(convention__slug=convention, has_picture=True)
    return stages.filter(slug=room).first()
