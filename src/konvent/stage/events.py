# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What others hear from the stages."""

from __future__ import annotations

from dataclasses import dataclass

from konvent.foundation.events import Event


@dataclass(frozen=True, slots=True)
class NowOnStageChanged(Event):
    """Another session, or none, is on now."""

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
