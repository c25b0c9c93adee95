# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The staff area's menu: each chapter adds its own pages, in a module called ``menu``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One page of a convention's staff area."""

    title: StrOrPromise
    view: str
    """Name of the page's URL pattern, which takes the convention's slug."""
    permission: str
    """What one must be allowed: see konvent.people.access."""
    place: int
    """Where it stands; entries of the same hundred stand together."""
    purpose: StrOrPromise = ""
    """What one goes there for, in a sentence: the overview leads to pages that say so."""
    more: tuple[str, ...] = ()
    """How the names of further pages below it begin."""

    @property
    def nouns(self) -> tuple[str, ...]:
        """How the names of all the pages below this entry begin."""
        return (self.view.partition(":")[2].partition("_")[0], *self.more)


ENTRIES: list[MenuEntry] = []


def add_to_menu(*entries: MenuEntry) -> None:
    """Show these pages to everyone who may see them."""
    ENTRIES.extend(entry for entry in entries if entry not in ENTRIES)
    ENTRIES.sort(key=lambda entry: entry.place)
