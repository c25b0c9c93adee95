# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Write down who changed what."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.fields.files import FieldFile
from django.forms.models import model_to_dict

from konvent.foundation.models import AuditEntry

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AbstractBaseUser

NEVER_WRITTEN_DOWN = frozenset(
    {"password", "sealed_passphrase", "door_code", "lane", "needs_assistance"}
)
"""Secrets, and what says something of somebody's health."""


def facts(thing: models.Model) -> dict[str, Any]:
    """Return the thing's present values, for comparing later; secrets are left out.

    Other things are said by name: an entry is read when they may long be gone.
    """
    return {
        name: _by_name(thing, name, value)
        for name, value in model_to_dict(thing).items()
        if name not in NEVER_WRITTEN_DOWN
    }


def _by_name(thing: models.Model, name: str, value: Any) -> Any:  # noqa: ANN401 -- any field's value
    if isinstance(value, list) and value and isinstance(value[0], models.Model):
        return sorted(str(item) for item in value)
    if value is not None and thing._meta.get_field(name).many_to_one:
        return str(getattr(thing, name))
    return str(value) if isinstance(value, FieldFile) else value


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """Return ``{field: [before, after]}`` for every field that differs."""
    fields = [*before, *(name for name in after if name not in before)]
    return {
        name: [before.get(name), after.get(name)]
        for name in fields
        if before.get(name) != after.get(name)
    }


def record(  # noqa: PLR0913 -- an entry has these facts
    *,
    at: datetime,
    actor: AbstractBaseUser | None,
    verb: str,
    thing: models.Model,
    convention: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Add an entry; call it inside the action's transaction.

    Without an actor it was the command line.
    """
    changes = differences(before or {}, facts(thing) if after is None else after)
    AuditEntry.objects.create(
        at=at,
        convention=convention,
        actor_key=str(actor.pk) if actor else "",
        actor_name=str(actor) if actor else "konvent",
        verb=verb,
        thing=thing._meta.model_name or "",
        thing_key=str(thing.pk),
        thing_name=str(thing)[:300],
        changes=_plain(changes),
    )


def forget(*things: models.Model) -> None:
    """Take a person's name and facts out of what was written down about things of theirs.

    That something was done to them, by whom and when, stays: the log is rewritten for nothing else.
    """
    for kind, alike in groupby(things, lambda thing: thing._meta.model_name):
        keys = [str(thing.pk) for thing in alike]
        entries = AuditEntry.objects.filter(thing=kind, thing_key__in=keys)
        entries.update(thing_name="…", changes={})


def _plain(changes: dict[str, list[Any]]) -> dict[str, Any]:
    """Make every value something JSON can hold."""
    encoder = DjangoJSONEncoder()

    def plain(value: Any) -> Any:  # noqa: ANN401 -- any field's value
        if isinstance(value, (str, int, float, bool, type(None), dict, list)):
            return value
        try:
            return encoder.default(value)
        except TypeError:
            return str(value)

    return {name: [plain(value) for value in pair] for name, pair in changes.items()}
