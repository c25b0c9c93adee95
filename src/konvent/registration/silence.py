# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Which stages cannot be heard by those who wait at the doors; who knows the stages says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class SilentStage:
    """A stage without sound alone."""

    name: str
    address: str
    """Where that is changed."""


_finders: list[Callable[[str], list[SilentStage]]] = []


def find_silent_stages_with(find: Callable[[str], list[SilentStage]]) -> None:
    """Ask there, besides."""
    if find not in _finders:
        _finders.append(find)


def silent_stages(convention: str) -> list[SilentStage]:
    """Return the stages of which nothing is heard while one waits."""
    return [stage for find in _finders for stage in find(convention)]
