# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Tracks: the threads of the programme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from konvent.foundation import records
from konvent.foundation.names import free_slug
from konvent.programme.models import Track

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention
    from konvent.people.models import User


@transaction.atomic
def add_track(
    *, convention: Convention, values: dict[str, Any], actor: User | None, at: datetime
) -> Track:
    """Add a track; one of the same name is not added twice."""
    for there in convention.tracks.all():
        if there.name == values["name"]:
            return there
    taken = set(convention.tracks.values_list("slug", flat=True))
    track = Track(convention=convention, slug=free_slug(_any(values["name"]), taken))
    records.add(track, values, convention=convention.slug, actor=actor, at=at)
    return track


@transaction.atomic
def change_track(
    *, track: Track, values: dict[str, Any], actor: User | None, at: datetime, seen: str = ""
) -> None:
    """Change a track; its address stays. Raises ChangedMeanwhileError."""
    slug = track.convention.slug
    records.change(records.locked(track), values, convention=slug, actor=actor, at=at, seen=seen)


@transaction.atomic
def remove_track(*, track: Track, actor: User | None, at: datetime) -> None:
    """Remove a track; its sessions stay, without it."""
    records.remove(track, convention=track.convention.slug, actor=actor, at=at)


def _any(texts: dict[str, str]) -> str:
    return next(iter(texts.values()), "")
