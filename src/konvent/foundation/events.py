# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Tell everyone concerned that something happened — after it is true."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from konvent.foundation import bus
from konvent.foundation.afterwards import afterwards

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Event(ABC):
    """Something that has happened; carries identifiers, never content."""

    @property
    @abstractmethod
    def topics(self) -> tuple[str, ...]:
        """Full names of the topics whose state may have changed."""


Kind = TypeVar("Kind", bound=Event)
_listeners: dict[type[Event], list[Callable[[Event], None]]] = {}


def listen(kind: type[Kind], listener: Callable[[Kind], None]) -> None:
    """Call ``listener`` after every event of this kind; only config/wiring.py does this."""
    _listeners.setdefault(kind, []).append(listener)  # type: ignore[arg-type]  # keyed by the same kind


def announce(event: Event) -> None:
    """Tell listeners and everybody watching, once the surrounding transaction has committed.

    A listener that fails cannot undo, or fail, what has already happened.
    """
    afterwards(partial(_deliver, event))


def _deliver(event: Event) -> None:
    bus.publish(event.topics)
    for listener in _listeners.get(type(event), []):
        listener(event)
