# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Rows that many write at a time: one short statement for all of them, and no object for each.

The ORM makes an instance of each row, and puts the statement together anew for each batch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import CharField, ForeignKey, IntegerField

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import Model

AS_THEY_ARE = (CharField, ForeignKey, IntegerField)
"""Fields whose values the database takes as they are, without a look at each."""


def add_rows(
    model: type[Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    unless_there: Sequence[str] = (),
) -> None:
    """Add rows with these values, in the order of the names, which are those of all fields.

    ``unless_there`` names the fields that make a row the same: of one that is there, the others
    change. No row may be named twice then.
    """
    columns = list(zip(*rows, strict=True))
    if not columns:
        return
    values = [_ready(model, name, column) for name, column in zip(names, columns, strict=True)]
    with connection.cursor() as cursor:
        cursor.executemany(_insert(model, names, unless_there), list(zip(*values, strict=True)))


def _insert(model: type[Model], names: Sequence[str], unless_there: Sequence[str]) -> str:
    columns = ", ".join(_column(model, name) for name in names)
    places = ", ".join("%s" for _ in names)
    statement = f"INSERT INTO {_table(model)} ({columns}) VALUES ({places})"  # noqa: S608 -- our own names
    if not unless_there:
        return statement
    same = ", ".join(_column(model, name) for name in unless_there)
    changed = (_column(model, name) for name in names if name not in unless_there)
    changes = ", ".join(f"{column} = excluded.{column}" for column in changed)
    return f"{statement} ON CONFLICT ({same}) DO UPDATE SET {changes}"


def add_to(model: type[Model], name: str, more: Mapping[int, int]) -> None:
    """Add to a sum of each of these rows, by its key; a difference may be negative."""
    differences = [(difference, pk) for pk, difference in sorted(more.items()) if difference]
    if not differences:
        return
    column = _column(model, name)
    statement = f"UPDATE {_table(model)} SET {column} = {column} + %s WHERE id = %s"  # noqa: S608 -- our own names
    with connection.cursor() as cursor:
        cursor.executemany(statement, differences)


def _ready(model: type[Model], name: str, values: Sequence[Any]) -> Sequence[Any]:
    field: Any = model._meta.get_field(name)
    if isinstance(field, AS_THEY_ARE):
        return values
    return [field.get_db_prep_save(value, connection) for value in values]


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _column(model: type[Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return connection.ops.quote_name(field.column)
