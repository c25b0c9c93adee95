# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A file as it was read, before anything is made of it: the same shape for every format.

Facts carry the names of schedule.json and the values of the file; each thing knows its place there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

Facts: TypeAlias = dict[str, Any]

XML, FIRST, SECOND = "schedule.xml", "schedule.json", "schedule.json v2"


@dataclass(slots=True, kw_only=True)
class Item:
    """A room, a track or a day of the file: its facts and its place (a line, or a path)."""

    place: str
    facts: Facts


@dataclass(slots=True, kw_only=True)
class Event(Item):
    """A session of the file, and the day it is listed under."""

    day: int | None = None


@dataclass(slots=True, kw_only=True)
class Feed:
    """Everything a file says."""

    dialect: str
    conference: Item
    version: str = ""
    generator: str = ""
    base_url: str = ""
    rooms: list[Item] = field(default_factory=list)
    tracks: list[Item] = field(default_factory=list)
    days: list[Item] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    extension: Facts = field(default_factory=dict)
    """What Konvent itself adds to a schedule.json."""

    @property
    def is_second(self) -> bool:
        return self.dialect == SECOND
