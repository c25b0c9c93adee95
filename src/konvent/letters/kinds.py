# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Kinds of letters: what each may say, and who writes it.

A chapter that sends letters declares its kinds in a module called ``letters``. A kind brings words
of ours, with placeholders in braces, and a function that fills them in when the letter leaves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from django_stubs_ext import StrOrPromise

    from konvent.letters.models import Letter

    Write = Callable[["Letter", datetime], "Contents | None"]


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that comes with a letter."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What fills the placeholders of one letter, and what comes with it."""

    values: Mapping[str, str]
    enclosures: tuple[Enclosure, ...] = ()
    language: str = ""
    """The person's, where it is known only now."""
    kind: str = ""
    """Another kind of letter to send instead, where that is known only now."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A word in braces, and what will stand there."""

    name: str
    means: StrOrPromise
    example: StrOrPromise


IN_EVERY_LETTER = (
    Placeholder("convention", _("the convention's title"), ""),
    Placeholder("host", _("who holds the convention"), ""),
    Placeholder("contact", _("the organisers' address"), ""),
    Placeholder("site", _("address of the convention's pages"), ""),
)


@dataclass(frozen=True, kw_only=True)
class LetterKind:
    """A kind of letter."""

    name: str
    title: StrOrPromise
    occasion: StrOrPromise
    """When it is sent, in a sentence."""
    subject: StrOrPromise
    body: StrOrPromise
    placeholders: tuple[Placeholder, ...] = ()
    needed: frozenset[str] = field(default_factory=frozenset)
    """Placeholders without which the letter would be of no use."""
    lasts: timedelta = timedelta(days=2)
    """How long it is tried; later nobody would want it any more."""
    is_urgent: bool = False
    """Somebody waits for it: it overtakes what goes to many."""
    is_awaited: bool = False
    """Somebody cannot go on without it: it overtakes even tickets, of which a table brings many."""
    asks_a_stranger: bool = False
    """Whether the address is whose it is said to be: over, nothing tells any more that it left."""
    is_for_staff: bool = False
    """Its link would make an organiser somebody else: no convention's outbox shows it."""
    is_of_house: bool = False
    """It belongs to no convention, so none words it."""
    write: Write

    @property
    def known(self) -> tuple[Placeholder, ...]:
        """Every placeholder its words may hold."""
        return (*self.placeholders, *IN_EVERY_LETTER)


KINDS: dict[str, LetterKind] = {}


def add_kinds(*kinds: LetterKind) -> None:
    """Make these letters known to the post, and to the organisers' page of wordings."""
    KINDS.update({kind.name: kind for kind in kinds})
