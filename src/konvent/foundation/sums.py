# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Sums that are kept beside what they count, so that nobody who reads has to count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model


def add_to(model: type[Model], name: str, more: Mapping[int, int]) -> None:
    """Add to a sum of each of these rows, by its key; a difference may be negative.

    One statement for all of them, which the ORM would have to put together anew each time.
    """
    differences = [(difference, pk) for pk, difference in sorted(more.items()) if difference]
    if not differences:
        return
    quote = connection.ops.quote_name
    table, column = quote(model._meta.db_table), quote(name)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {column} = {column} + %s WHERE id = %s",  # noqa: S608 -- our own names
            differences,
        )
