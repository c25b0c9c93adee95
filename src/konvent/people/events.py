# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What others hear about the staff."""

from __future__ import annotations

from dataclasses import dataclass

from konvent.convention.events import ENTRANCES
from konvent.foundation.events import Event


@dataclass(frozen=True, slots=True)
class DutiesChanged(Event):
    """Somebody works here now, or does not any more: what only staff may see opens or closes."""

    user_id: int

    @property
    def topics(self) -> tuple[str, ...]:
        return (ENTRANCES,)
