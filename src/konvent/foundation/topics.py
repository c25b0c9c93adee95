# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Topics are queries: a name, what it asks of a visitor, and a function that reads its whole state.

A full name is ``<convention>/<name>``, for example ``sccon-2020/stage/smart-plaza/now``. The state
is JSON without nulls (a merge patch, RFC 7396, uses null for removal); lists are maps keyed by id.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from konvent.foundation.access import Access

if TYPE_CHECKING:
    from collections.abc import Callable

    from konvent.foundation.access import Asked, Backstage
    from konvent.foundation.load import Part

State: TypeAlias = dict[str, Any]
Read: TypeAlias = "Callable[..., State | None]"

PLACEHOLDER = re.compile(r"\\{(\w+)\\}")


@dataclass(frozen=True, slots=True)
class TopicKind:
    """All topics of one pattern, such as ``stage/{room}/now``."""

    pattern: str
    access: Access | type[Backstage]
    """What they ask of a visitor; the class is asked for the placeholders of each name."""
    read: Read
    """Called with ``convention`` and the pattern's placeholders; None if there is no such thing."""
    match: re.Pattern[str]
    is_counted: bool
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing to watch."""

    name: str
    """The full name, convention included."""
    access: Asked
    convention: str
    read: Callable[[], State | None]
    is_counted: bool = False
    """Whether it matters how many watch it; the hub counts streams, and knows no names."""
    part: Part | None = None
    """What it belongs to, of what can be put aside when it is too much."""


KINDS: dict[str, TopicKind] = {}


def topic(
    pattern: str,
    *,
    access: Access | type[Backstage],
    is_counted: bool = False,
    part: Part | None = None,
) -> Callable[[Read], Read]:
    """Register the decorated read function as the state of every topic named like ``pattern``."""

    def register(read: Read) -> Read:
        regex = PLACEHOLDER.sub(r"(?P<\1>[A-Za-z0-9_-]+)", re.escape(pattern))
        KINDS[pattern] = TopicKind(pattern, access, read, re.compile(regex), is_counted, part)
        return read

    return register


def find_topic(convention: str, name: str) -> Topic | None:
    """Return the topic ``name`` of a convention, or None when nothing is registered under it."""
    for kind in KINDS.values():
        if found := kind.match.fullmatch(name):
            return _topic(kind, convention, name, found.groupdict())
    return None


def _topic(kind: TopicKind, convention: str, name: str, parameters: dict[str, str]) -> Topic:
    def read() -> State | None:
        return kind.read(convention=convention, **parameters)

    asked = kind.access if isinstance(kind.access, Access) else kind.access(**parameters)
    full = f"{convention}/{name}"
    return Topic(full, asked, convention, read, kind.is_counted, kind.part)
