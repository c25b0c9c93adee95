# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What others hear when a programme changes."""

from __future__ import annotations

from dataclasses import dataclass

from konvent.foundation.events import Event


@dataclass(frozen=True, slots=True)
class ProgrammePublished(Event):
    """There is a new version."""

    convention: str
    number: int

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"{self.convention}/programme",)
