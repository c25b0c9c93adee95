# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Where an answer given on stage can be seen again; who knows the recordings says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Replay:
    """A moment of a recording."""

    clock: str
    """As the player counts, such as 12:05."""
    address: str


class FindReplays(Protocol):
    """Return where the answers to a session's questions are, by the number of the question."""

    def __call__(self, *, convention: str, code: str, language: str) -> Mapping[int, Replay]: ...


_finders: list[FindReplays] = []


def find_replays_with(find: FindReplays) -> None:
    """Ask there, besides."""
    if find not in _finders:
        _finders.append(find)


def replays_of(*, convention: str, code: str, language: str) -> dict[int, Replay]:
    """Return where the answers to a session's questions can be seen again, by number."""
    found: dict[int, Replay] = {}
    for find in _finders:
        found |= find(convention=convention, code=code, language=language)
    return found
