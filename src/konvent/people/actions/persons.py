# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Persons on stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from konvent.foundation import records
from konvent.foundation.names import free_code
from konvent.people.models import Person

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from konvent.convention.models import Convention
    from konvent.people.models import User


@transaction.atomic
def add_person(
    *, convention: Convention, guid: UUID, values: dict[str, Any], actor: User | None, at: datetime
) -> Person:
    """Add a person; the same guid adds nobody twice."""
    if there := convention.people.filter(guid=guid).first():
        return there
    taken = set(convention.people.values_list("code", flat=True))
    person = Person(convention=convention, guid=guid, code=free_code(guid, taken))
    records.add(person, values, convention=convention.slug, actor=actor, at=at)
    return person


@transaction.atomic
def change_person(
    *, person: Person, values: dict[str, Any], actor: User | None, at: datetime, seen: str = ""
) -> None:
    """Change what is said about a person. Raises ChangedMeanwhileError."""
    slug = person.convention.slug
    present = records.locked(person)
    records.change(present, values, convention=slug, actor=actor, at=at, seen=seen)


@transaction.atomic
def remove_person(*, person: Person, actor: User | None, at: datetime) -> None:
    """Remove a person, also from the sessions they are in."""
    records.remove(person, convention=person.convention.slug, actor=actor, at=at)
