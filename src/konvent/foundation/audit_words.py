# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Say an entry of the audit log in words: what was done to what, and what was there before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.dateparse import parse_datetime, parse_duration
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from konvent.foundation.text_inputs import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django_stubs_ext import StrOrPromise

    from konvent.foundation.models import AuditEntry

VERBS: dict[str, StrOrPromise] = {
    "add": _("added"),
    "change": _("changed"),
    "remove": _("removed"),
}
THINGS: dict[str, StrOrPromise] = {}
WORDS: dict[str, StrOrPromise] = {}
SAID_BY_THE_PAGE = frozenset({"id", "convention"})


def name_things(**names: StrOrPromise) -> None:
    """Say how kinds of things are called in the log; their names are those of the models."""
    THINGS.update(names)


def name_verbs(**names: StrOrPromise) -> None:
    """Say how deeds are called in the log, in the past tense."""
    VERBS.update(names)


def name_facts(**names: StrOrPromise) -> None:
    """Say how facts are called that are not a field of the model."""
    WORDS.update(names)


@dataclass(frozen=True, slots=True)
class Line:
    """One fact, before and after."""

    name: str
    before: str
    after: str


def lines_of(entry: AuditEntry) -> list[Line]:
    """Return what differs, one line for each fact, and for each language of a text."""
    model = _model(entry.thing)
    return [
        line
        for name, (before, after) in entry.changes.items()
        if name not in SAID_BY_THE_PAGE
        for line in _lines(_field(model, name), name, before, after)
        if line.before != line.after
    ]


def _lines(
    field: models.Field[Any, Any] | None,
    name: str,
    before: Any,  # noqa: ANN401 -- any fact's value
    after: Any,  # noqa: ANN401 -- any fact's value
) -> Iterator[Line]:
    label = str(WORDS.get(name) or (field.verbose_name if field else name))
    if not isinstance(before or after, dict):
        yield Line(label, _in_words(field, before), _in_words(field, after))
        return
    old, new = before or {}, after or {}
    for language in dict.fromkeys([*old, *new]):
        yield Line(
            f"{label} ({name_of(language)})", str(old.get(language, "")), str(new.get(language, ""))
        )


def _in_words(field: models.Field[Any, Any] | None, value: Any) -> str:  # noqa: ANN401, PLR0911 -- any fact's value; one way out for each kind
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField):
        moment = parse_datetime(str(value))
        return date_format(localtime(moment), "SHORT_DATETIME_FORMAT") if moment else str(value)
    if isinstance(field, models.DurationField):
        duration = parse_duration(str(value))
        minutes = int(duration.total_seconds() // 60) if duration is not None else value
        return gettext("%(minutes)s min") % {"minutes": minutes}
    return str(value)


def _model(thing: str) -> type[models.Model] | None:
    return next(
        (
            model
            for model in apps.get_models()
            if model._meta.model_name == thing and model.__module__.startswith("konvent.")
        ),
        None,
    )


def _field(model: type[models.Model] | None, name: str) -> models.Field[Any, Any] | None:
    if model is None:
        return None
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None


def said(entry: AuditEntry) -> dict[str, str]:
    """Return who did what to which thing, in words."""
    verb = VERBS.get(entry.verb, entry.verb)
    thing = THINGS.get(entry.thing, entry.thing)
    return {
        "who": entry.actor_name,
        "verb": str(verb) if isinstance(verb, Promise) else verb,
        "thing": str(thing),
        "name": entry.thing_name,
    }
