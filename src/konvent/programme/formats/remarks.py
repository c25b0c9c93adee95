# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a reader has to say about a file: repaired, ignored, noticed; and why it refuses one."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext as _


class RemarkKind(StrEnum):
    """What was done about it."""

    REPAIRED = "repaired"
    IGNORED = "ignored"
    NOTICED = "noticed"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing about a file, and every place it was found at."""

    kind: RemarkKind
    text: str
    places: tuple[str, ...] = ()

    def __str__(self) -> str:
        if not self.places:
            return self.text
        more = len(self.places) - 1
        if not more:
            return f"{self.text} ({self.places[0]})"
        place = _("%(place)s and %(count)d more") % {"place": self.places[0], "count": more}
        return f"{self.text} ({place})"


@dataclass(slots=True)
class Remarks:
    """Collects remarks, the same ones together."""

    found: dict[tuple[RemarkKind, str], list[str]] = field(default_factory=dict)

    def repaired(self, text: str, place: str = "") -> None:
        self._add(RemarkKind.REPAIRED, text, place)

    def ignored(self, text: str, place: str = "") -> None:
        self._add(RemarkKind.IGNORED, text, place)

    def noticed(self, text: str, place: str = "") -> None:
        self._add(RemarkKind.NOTICED, text, place)

    def _add(self, kind: RemarkKind, text: str, place: str) -> None:
        places = self.found.setdefault((kind, text), [])
        if place and place not in places[-1:]:
            places.append(place)

    def as_list(self) -> list[Remark]:
        return [Remark(kind, text, tuple(places)) for (kind, text), places in self.found.items()]


class Problem(NamedTuple):
    """Why something cannot be read, and where it stands."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}" if self.place else self.reason


class NotAScheduleError(Exception):
    """The file cannot be a schedule; the problems say why."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
