# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What others hear from the stages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from konvent.foundation.events import Event

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class NowOnStageChanged(Event):
    """Another session, or none, is on now, or the picture has another quality."""

    convention: str
    room: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"{self.convention}/stage/{self.room}/now",)


@dataclass(frozen=True, slots=True)
class PictureChanged(Event):
    """Another source is on air, held, opened or closed, or one has a new trouble."""

    convention: str
    room: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"{self.convention}/stage/{self.room}/health",)


@dataclass(frozen=True, slots=True)
class SessionBegan(Event):
    """A session began on a stage, or goes on there; ``session`` is its code."""

    convention: str
    room: str
    session: str
    at: datetime

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"{self.convention}/stage/{self.room}/show",)


@dataclass(frozen=True, slots=True)
class SessionEnded(Event):
    """A session ended on a stage; ``session`` is its code."""

    convention: str
    room: str
    session: str
    at: datetime

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"{self.convention}/stage/{self.room}/show",)


@dataclass(frozen=True, slots=True)
class ShowMoved(Event):
    """The rest of a stage's day is expected later, or earlier again."""

    convention: str
    room: str

    @property
    def topics(self) -> tuple[str, ...]:
        stage = f"{self.convention}/stage/{self.room}"
        return (f"{stage}/now", f"{stage}/show")


@dataclass(frozen=True, slots=True)
class LevelsHeard(Event):
    """A stage's sources are louder or quieter than a moment ago."""

    convention: str
    room: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"{self.convention}/stage/{self.room}/levels",)


@dataclass(frozen=True, slots=True)
class FilmsChanged(Event):
    """A film was added, removed or given to a session, is readier than before, begins or ends."""

    convention: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"{self.convention}/films",)
