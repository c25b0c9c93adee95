# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Intents: the small things many people want at once, such as a vote or applause.

An intent is a name, what it asks of a visitor, a function that reads its small JSON, and a *batch
action* that writes many of them together. The front takes ``POST /<convention>/act/<name>``,
gathers what arrives within a moment, commits it in one transaction, and only then answers. A form
without JavaScript calls the same action with a batch of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeAlias, TypeVar

from django.db import transaction

from konvent.foundation.refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from konvent.foundation.access import Access
    from konvent.foundation.load import Part
    from konvent.foundation.wishes import Body

Wish = TypeVar("Wish")
Outcome: TypeAlias = "dict[str, Any] | RefusedError"
"""What becomes of an intent: the JSON it is answered with, or why it was not done."""


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who takes part in one convention."""

    key: str
    """The same for one person in one convention: one person, one vote."""
    rights: frozenset[str] = frozenset()
    """What they may do as staff, such as "moderate"; nothing for the audience."""


@dataclass(frozen=True, slots=True)
class Intent(Generic[Wish]):
    """What somebody wants in a convention."""

    convention: str
    by: Participant
    wish: Wish


class Apply(Protocol):
    """A batch action: as if its intents had come one by one, in their order.

    It returns one outcome for each. Wanting again what is done already has the same outcome as the
    first time, so that whoever did not hear the answer can ask again.
    """

    def __call__(self, *, intents: Sequence[Intent[Any]], at: datetime) -> Sequence[Outcome]: ...


@dataclass(frozen=True, slots=True)
class Pace:
    """How often one person may want this: so many at once, and then so many a second."""

    burst: float = 20
    per_second: float = 2

    def for_as_many_as(self, burst: float) -> Pace:
        """Return the pace of so many at once, filled again as fast in proportion."""
        return Pace(burst, self.per_second * burst / self.burst)


@dataclass(frozen=True, slots=True)
class IntentKind:
    """All intents of one name."""

    name: str
    access: Access
    pace: Pace
    read: Callable[[Body], Any]
    """Turns what was sent into a value; raises NotUnderstoodError or RefusedError."""
    apply: Apply
    part: Part | None = None
    """What it belongs to, of what can be put aside when it is too much."""

    def __reduce__(self) -> tuple[object, ...]:
        """Every process of an installation knows the kinds by their names."""
        return _kind_called, (self.name,)


def _kind_called(name: str) -> IntentKind:
    return KINDS[name]


KINDS: dict[str, IntentKind] = {}
USUAL = Pace()


def intent(
    name: str, *, access: Access, apply: Apply, pace: Pace = USUAL, part: Part | None = None
) -> Callable[[Callable[[Body], Wish]], Callable[[Body], Wish]]:
    """Register the decorated function as the reader of intents called ``name``."""

    def register(read: Callable[[Body], Wish]) -> Callable[[Body], Wish]:
        KINDS[name] = IntentKind(name, access, pace, read, apply, part)
        return read

    return register


def apply_one(apply: Apply, intent: Intent[Any], *, at: datetime) -> dict[str, Any]:
    """Do what one person wants, for a form; raises RefusedError."""
    with transaction.atomic():
        (outcome,) = apply(intents=[intent], at=at)
    if isinstance(outcome, RefusedError):
        raise outcome
    return outcome
