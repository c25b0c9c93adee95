# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Everything that can be done with a convention and its days."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.convention.events import ConventionChanged
from konvent.convention.models import Convention, Day
from konvent.foundation import records
from konvent.foundation.afterwards import afterwards
from konvent.foundation.events import announce
from konvent.foundation.refusals import RefusedError

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AbstractBaseUser

    Actor = AbstractBaseUser | None


@transaction.atomic
def add_convention(*, values: dict[str, Any], actor: Actor, at: datetime) -> Convention:
    """Begin a new convention; doing it twice with the same short name is refused."""
    if Convention.objects.filter(slug=values["slug"]).exists():
        raise RefusedError(_("There is a convention of this name already."), field="slug")
    convention = Convention()
    _make_room_for_current(values, actor=actor, at=at)
    records.add(convention, values, convention=values["slug"], actor=actor, at=at)
    announce(ConventionChanged(convention.slug))
    return convention


@transaction.atomic
def change_convention(
    *, convention: Convention, values: dict[str, Any], actor: Actor, at: datetime, seen: str = ""
) -> None:
    """Change its facts or its look. Raises ChangedMeanwhileError."""
    present = records.locked(convention)
    records.require_unchanged(present, seen)
    if not present.is_current:
        _make_room_for_current(values, actor=actor, at=at)
    before = {str(present.logo), str(present.picture)}
    records.change(present, values, convention=present.slug, actor=actor, at=at)
    _throw_away(present, before - {str(present.logo), str(present.picture)})
    announce(ConventionChanged(present.slug))


def _throw_away(convention: Convention, pictures: set[str]) -> None:
    """Delete the files of pictures that are not shown any more, once that is certain."""
    for name in filter(None, pictures):
        afterwards(partial(convention.logo.storage.delete, name))


def _make_room_for_current(values: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    """Only one convention is shown first."""
    if not values.get("is_current"):
        return
    for other in Convention.objects.select_for_update().filter(is_current=True):
        records.change(other, {"is_current": False}, convention=other.slug, actor=actor, at=at)
        announce(ConventionChanged(other.slug))


@transaction.atomic
def add_day(*, convention: Convention, values: dict[str, Any], actor: Actor, at: datetime) -> Day:
    """Add a day; the same day sent again adds nothing."""
    there = convention.days.filter(date=values["date"]).first()
    if there is not None:
        if all(getattr(there, name) == value for name, value in values.items()):
            return there
        raise RefusedError(_("The convention has this day already."), field="date")
    day = Day(convention=convention)
    records.add(day, values, convention=convention.slug, actor=actor, at=at)
    announce(ConventionChanged(convention.slug))
    return day


@transaction.atomic
def change_day(
    *, day: Day, values: dict[str, Any], actor: Actor, at: datetime, seen: str = ""
) -> None:
    """Change a day. Raises ChangedMeanwhileError."""
    present = records.locked(day)
    others = present.convention.days.exclude(pk=present.pk)
    if others.filter(date=values["date"]).exists():
        raise RefusedError(_("The convention has this day already."), field="date")
    slug = present.convention.slug
    records.change(present, values, convention=slug, actor=actor, at=at, seen=seen)
    announce(ConventionChanged(slug))


@transaction.atomic
def remove_day(*, day: Day, actor: Actor, at: datetime) -> None:
    """Remove a day; its sessions stay."""
    slug = day.convention.slug
    records.remove(day, convention=slug, actor=actor, at=at)
    announce(ConventionChanged(slug))
