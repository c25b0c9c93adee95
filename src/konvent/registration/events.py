# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What others hear about tickets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from konvent.convention.events import ENTRANCES
from konvent.foundation.events import Event

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class SpeakersChanged(Event):
    """A speaker's link was made, or opens nothing any more."""

    convention: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (ENTRANCES,)


@dataclass(frozen=True, slots=True)
class TicketRevoked(Event):
    """A ticket, and every pass made from it, lets nobody in any more."""

    convention: str
    ticket_id: int

    @property
    def topics(self) -> tuple[str, ...]:
        return (ENTRANCES,)


@dataclass(frozen=True, slots=True)
class LanesChanged(Event):
    """Holders of tickets take another way at the doors."""

    convention: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (ENTRANCES,)


@dataclass(frozen=True, slots=True)
class HouseLimited(Event):
    """A convention's stages hold another number of people."""

    convention: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (ENTRANCES,)


@dataclass(frozen=True, slots=True)
class RegistrationRulesChanged(Event):
    """A convention takes registrations now, or no longer, or otherwise."""

    convention: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"{self.convention}/look",)


@dataclass(frozen=True, slots=True)
class WorkshopsChanged(Event):
    """People sign up for another session now, or for one no longer."""

    convention: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"{self.convention}/places",)


@dataclass(frozen=True, slots=True)
class SomebodyArrived(Event):
    """A door told who came in, or that it was a mistake."""

    convention: str
    date: date

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"{self.convention}/check-in/{self.date:%Y-%m-%d}",)
