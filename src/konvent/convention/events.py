# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What others hear when a convention changes."""

from __future__ import annotations

from dataclasses import dataclass

from konvent.foundation.events import Event

ENTRANCES = "konvent/entrances"
"""Topic that changes with the conventions, with what their stages ask for, and who works there."""


@dataclass(frozen=True, slots=True)
class ConventionChanged(Event):
    """Its facts, its days or its look are others now."""

    convention: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"{self.convention}/look", ENTRANCES)
