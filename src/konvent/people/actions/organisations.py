# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Organisations that take part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from konvent.foundation import records
from konvent.foundation.names import free_slug
from konvent.people.models import Organisation

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from konvent.convention.models import Convention
    from konvent.people.models import User


@transaction.atomic
def add_organisation(
    *, convention: Convention, guid: UUID, values: dict[str, Any], actor: User | None, at: datetime
) -> Organisation:
    """Add an organisation; the same guid adds nothing twice."""
    if there := convention.organisations.filter(guid=guid).first():
        return there
    taken = set(convention.organisations.values_list("slug", flat=True))
    slug = free_slug(values["name"], taken)
    organisation = Organisation(convention=convention, guid=guid, slug=slug)
    records.add(organisation, values, convention=convention.slug, actor=actor, at=at)
    return organisation


@transaction.atomic
def change_organisation(
    *,
    organisation: Organisation,
    values: dict[str, Any],
    actor: User | None,
    at: datetime,
    seen: str = "",
) -> None:
    """Change what is said about an organisation. Raises ChangedMeanwhileError."""
    slug = organisation.convention.slug
    present = records.locked(organisation)
    records.change(present, values, convention=slug, actor=actor, at=at, seen=seen)


@transaction.atomic
def remove_organisation(*, organisation: Organisation, actor: User | None, at: datetime) -> None:
    """Remove an organisation; its people and its sessions stay."""
    slug = organisation.convention.slug
    records.remove(organisation, convention=slug, actor=actor, at=at)
