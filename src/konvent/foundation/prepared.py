# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Queries that are asked all the time: Django works out their SQL once, then only values change.

To put a query together and to say it in SQL takes Django five times as long as all the rest of it,
and what the audience writes in one batch asks a dozen, fifty times a second.
"""

from __future__ import annotations

import threading
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Expression

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from typing import TypeAlias

    from django.db.models import QuerySet
    from django.db.models.sql.compiler import SQLCompiler

    Value: TypeAlias = int | str

Given = ParamSpec("Given")
Row = TypeVar("Row")

ALONE = -1
"""The room that a value needs which is no collection."""
MOST_SHAPES = 64
"""A query keeps its SQL for so many sizes of its collections before it begins anew."""


def prepared(build: Callable[Given, Iterable[Row]]) -> Callable[Given, list[Row]]:
    """Make a function that builds a queryset into one that returns its rows.

    The arguments, in their order, are numbers and words or collections of them, and are values in
    filters, nothing else: the function is called with what keeps their place. A relation is named
    by its key (``poll__pk__in``), as Django looks into the values of ``poll__in`` beforehand.
    """
    kept = _Kept()

    @wraps(build)
    def ask(*given: Given.args, **_named: Given.kwargs) -> list[Row]:
        values = cast("tuple[Value | Collection[Value], ...]", given)
        shape = tuple(map(_room_for, values))
        question = kept.questions.get(shape)
        if question is None or question.is_of_another_connection:
            if len(kept.questions) >= MOST_SHAPES:
                kept.questions.clear()
            places = map(_places, range(len(shape)), shape)
            question = _Question(cast("Callable[..., QuerySet[Any, Any]]", build)(*places))
            kept.questions[shape] = question
        return cast("list[Row]", question.ask(list(map(_filled, values, shape))))

    return ask


class _Kept(threading.local):
    """What one thread has prepared for its connection, by the room there is for values."""

    def __init__(self) -> None:
        self.questions: dict[tuple[int, ...], _Question] = {}


class _Place(Expression):
    """Stands in a query for a value that is given later."""

    def __init__(self, argument: int, number: int) -> None:
        super().__init__()
        self.argument, self.number = argument, number

    def as_sql(self, *_args: object, **_named: object) -> tuple[str, Any]:
        return "%s", [self]


class _Question:
    """A queryset that has said its SQL once, and says the same from now on, with other values."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        self.queryset = queryset
        self.values: Sequence[Sequence[Value]] = ()
        self.sql: str | None = None
        """Nothing where one of the collections is empty: then no row can be meant."""
        self.compiler = queryset.query.get_compiler(using=queryset.db)
        try:
            self.sql, self.params = self.compiler.as_sql()
        except EmptyResultSet:
            return
        self.compiler.as_sql = self._say
        queryset.query.get_compiler = self._compiler  # type: ignore[method-assign]  # for its copies

    @property
    def is_of_another_connection(self) -> bool:
        return self.compiler.connection is not connections[self.queryset.db]

    def ask(self, values: Sequence[Sequence[Value]]) -> list[Any]:
        """Return the rows for these values, by argument."""
        self.values = values
        return [] if self.sql is None else list(self.queryset.all())

    def _compiler(self, *_args: object, **_named: object) -> SQLCompiler:
        return cast("SQLCompiler", self.compiler)

    def _say(self, *_args: object, **_named: object) -> tuple[Any, Any]:
        return self.sql, tuple(
            self.values[param.argument][param.number] if isinstance(param, _Place) else param
            for param in self.params
        )


def _room_for(value: Value | Collection[Value]) -> int:
    """Return for how many values room is made: one of few sizes, so that few are kept."""
    if isinstance(value, (int, str)):
        return ALONE
    return 1 << (len(value) - 1).bit_length() if value else 0


def _places(argument: int, room: int) -> _Place | list[_Place]:
    if room == ALONE:
        return _Place(argument, 0)
    return [_Place(argument, number) for number in range(room)]


def _filled(value: Value | Collection[Value], room: int) -> Sequence[Value]:
    """Return as many values as there is room for: what is named twice is found once."""
    if isinstance(value, (int, str)):
        return (value,)
    listed = list(value)
    return listed + listed[-1:] * (room - len(listed))
