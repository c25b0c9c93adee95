# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What others hear about recordings."""

from __future__ import annotations

from dataclasses import dataclass

from konvent.convention.events import ENTRANCES
from konvent.foundation.events import Event


@dataclass(frozen=True, slots=True)
class RecordingChanged(Event):
    """A recording, or what belongs to it, is another now, or seen by others, or gone."""

    convention: str
    session: str

    @property
    def topics(self) -> tuple[str, ...]:
        library = f"{self.convention}/library"
        return (library, f"{library}/{self.session}", ENTRANCES)
