# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What others hear of the clock."""

from __future__ import annotations

from dataclasses import dataclass

from konvent.foundation.events import Event


@dataclass(frozen=True, slots=True)
class ClockTurned(Event):
    """The clock shows another stamp."""

    convention: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"{self.convention}/bench/clock", f"{self.convention}/bench/large")
