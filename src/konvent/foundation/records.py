# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Write a thing together with its audit entry, and notice when somebody else was faster."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from konvent.foundation import audit
from konvent.foundation.models import AuditEntry
from konvent.foundation.numbers import whole_number
from konvent.foundation.refusals import RefusedError

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AbstractBaseUser
    from django.db import models

Thing = TypeVar("Thing", bound="models.Model")


class ChangedMeanwhileError(RefusedError):
    """Somebody else changed the thing since it was opened; `entries` say who, and what."""

    def __init__(self, entries: list[AuditEntry], seen: str) -> None:
        super().__init__(
            _(
                "While you were editing, this was changed by somebody else. "
                "What you typed is kept: look at the changes, then save again to have it your way."
            )
        )
        self.entries = entries
        self.seen = seen


def state_of(thing: models.Model, *more: Any) -> str:  # noqa: ANN401 -- whatever belongs to the thing
    """Return a token for the present state of a thing, for `require_unchanged` later."""
    values = {name: _plain(value) for name, value in model_to_dict(thing).items()}
    text = json.dumps([values, more], cls=DjangoJSONEncoder, sort_keys=True, default=str)
    newest = _entries(thing).order_by("-pk").values_list("pk", flat=True).first() or 0
    return f"{hashlib.sha256(text.encode()).hexdigest()[:20]}.{newest}"


def require_unchanged(thing: models.Model, seen: str, *more: Any) -> None:  # noqa: ANN401 -- see state_of
    """Raise ChangedMeanwhileError when the thing is not in the state that was seen; "" sees any."""
    if not seen:
        return
    present = state_of(thing, *more)
    digest, _dot, newest = seen.partition(".")
    if digest != present.partition(".")[0]:
        since = whole_number(newest) or 0
        raise ChangedMeanwhileError(
            list(_entries(thing).filter(pk__gt=since).order_by("pk")), present
        )


def locked(thing: Thing) -> Thing:
    """Return the thing as it is now, held for this transaction."""
    things: models.Manager[Thing] = type(thing)._meta.default_manager  # type: ignore[assignment]  # every model has one
    return things.select_for_update().get(pk=thing.pk)


def assign(thing: models.Model, values: dict[str, Any]) -> None:
    """Give the thing these values and save it; relations to many are set afterwards."""
    many = {field.name for field in thing._meta.many_to_many}
    for name, value in values.items():
        if name not in many:
            setattr(thing, name, value)
    thing.save()
    for name in many & values.keys():
        getattr(thing, name).set(values[name])


def add(
    thing: models.Model,
    values: dict[str, Any],
    *,
    convention: str,
    actor: AbstractBaseUser | None,
    at: datetime,
) -> None:
    """Save a new thing and its audit entry."""
    assign(thing, values)
    audit.record(at=at, actor=actor, verb="add", thing=thing, convention=convention)


def change(  # noqa: PLR0913 -- an edit has these facts
    thing: models.Model,
    values: dict[str, Any],
    *,
    convention: str,
    actor: AbstractBaseUser | None,
    at: datetime,
    seen: str = "",
) -> None:
    """Save new values and an audit entry with the old ones; without a difference, nothing.

    Nobody is refused where all is as it shall be already: a second click is no second person.
    """
    if is_so(thing, values):
        return
    require_unchanged(thing, seen)
    before = audit.facts(thing)
    assign(thing, values)
    if audit.facts(thing) != before:
        audit.record(
            at=at, actor=actor, verb="change", thing=thing, convention=convention, before=before
        )


def is_so(thing: models.Model, values: dict[str, Any]) -> bool:
    """Say whether all is as it shall be already."""
    many = {field.name for field in thing._meta.many_to_many}
    return all(
        set(getattr(thing, name).all()) == set(value)
        if name in many
        else getattr(thing, name) == value
        for name, value in values.items()
    )


def remove(
    thing: models.Model, *, convention: str, actor: AbstractBaseUser | None, at: datetime
) -> None:
    """Delete the thing and write down what it was."""
    audit.record(
        at=at,
        actor=actor,
        verb="remove",
        thing=thing,
        convention=convention,
        before=audit.facts(thing),
        after={},
    )
    thing.delete()


def _entries(thing: models.Model) -> models.QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(thing=thing._meta.model_name, thing_key=str(thing.pk))


def _plain(value: Any) -> Any:  # noqa: ANN401 -- any field's value
    if isinstance(value, list) and value and hasattr(value[0], "pk"):
        return sorted(item.pk for item in value)
    return value
