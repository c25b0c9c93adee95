# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A Schedule as the JSON that a version keeps: every field exactly, defaults left out."""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime, timedelta
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

from konvent.foundation.texts import Text
from konvent.programme.schedule import Schedule

Document = TypeVar("Document")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""What a JSON file can say and no database keeps."""
HINTS: dict[type, dict[str, Any]] = {}
"""Types of the fields of each dataclass; finding them out is slow."""


def write_document(schedule: Schedule) -> str:
    """Return the schedule as JSON; fields that have their default are left out."""
    plain = to_plain(schedule)
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def read_document(text: str) -> Schedule:
    """Return the schedule that `write_document` wrote."""
    return _build(Schedule, json.loads(text))


def to_plain(value: Any) -> Any:  # noqa: ANN401 -- any field's value
    """Return what JSON can hold of a schedule or a part of one."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: to_plain(content)
            for field in fields(value)
            if (content := getattr(value, field.name)) != _default(field)
        }
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def fields_from_plain(kind: type, stored: dict[str, Any]) -> dict[str, Any]:
    """Return the values of some fields; raise TypeError or ValueError where they do not fit."""
    hints = _hints(kind)
    return {name: _value(hints[name], content) for name, content in stored.items()}


def _default(field: Field[Any]) -> Any:  # noqa: ANN401 -- any field's value
    return field.default if field.default_factory is MISSING else field.default_factory()


def _build(kind: type[Document], stored: dict[str, Any]) -> Document:
    return kind(**fields_from_plain(kind, stored))


def _hints(kind: type) -> dict[str, Any]:
    if kind not in HINTS:
        HINTS[kind] = get_type_hints(kind)
    return HINTS[kind]


def _value(hint: Any, stored: Any) -> Any:  # noqa: ANN401 -- any field's value
    if get_origin(hint) is UnionType:
        if stored is None:
            return None
        hint = next(option for option in get_args(hint) if option is not type(None))
    if get_origin(hint) is tuple:
        return tuple(_value(get_args(hint)[0], item) for item in stored)
    if is_dataclass(hint) and isinstance(hint, type):
        return _build(hint, stored)
    if hint in READERS:
        return READERS[hint](stored)
    wanted = get_origin(hint) or hint
    if not isinstance(stored, wanted):
        raise TypeError(stored)
    return _storable(stored) if isinstance(stored, str) else stored


def _storable(text: Any) -> str:  # noqa: ANN401 -- anything a file says
    if not isinstance(text, str):
        raise TypeError(text)
    if UNSTORABLE.search(text):
        raise ValueError(text)
    return text


def _text(stored: dict[str, str]) -> Text:
    return Text({_storable(language): _storable(text) for language, text in stored.items()})


READERS: dict[Any, Any] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    timedelta: lambda seconds: timedelta(seconds=seconds),
    UUID: UUID,
    Text: _text,
}
