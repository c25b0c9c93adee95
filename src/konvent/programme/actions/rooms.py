# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Rooms and stages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from konvent.foundation import records
from konvent.foundation.names import free_slug
from konvent.programme.models import Room

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from konvent.convention.models import Convention
    from konvent.people.models import User


@transaction.atomic
def add_room(
    *, convention: Convention, guid: UUID, values: dict[str, Any], actor: User | None, at: datetime
) -> Room:
    """Add a room; the same guid adds nothing twice."""
    if there := convention.rooms.filter(guid=guid).first():
        return there
    taken = set(convention.rooms.values_list("slug", flat=True))
    slug = free_slug(_any(values["name"]), taken)
    room = Room(convention=convention, guid=guid, slug=slug)
    records.add(room, values, convention=convention.slug, actor=actor, at=at)
    return room


@transaction.atomic
def change_room(
    *, room: Room, values: dict[str, Any], actor: User | None, at: datetime, seen: str = ""
) -> None:
    """Change a room; its address stays. Raises ChangedMeanwhileError."""
    slug = room.convention.slug
    records.change(records.locked(room), values, convention=slug, actor=actor, at=at, seen=seen)


@transaction.atomic
def remove_room(*, room: Room, actor: User | None, at: datetime) -> None:
    """Remove a room; its sessions stay, without one."""
    records.remove(room, convention=room.convention.slug, actor=actor, at=at)


def _any(texts: dict[str, str]) -> str:
    return next(iter(texts.values()), "")
