# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What an edge says about itself: its viewers, what it delivers, and how the house is heard.

As at the house, only its own machine is answered, or who knows the token.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from konvent.foundation.front.figures import gauge
from konvent.foundation.front.vitals import (
    NOBODYS,
    as_figures,
    may_know,
    of_the_hub,
    of_the_process,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from konvent.foundation.front.answers import Answer
    from konvent.foundation.front.figures import Figure
    from konvent.foundation.front.hub import Hub
    from konvent.foundation.front.taps import Taps


@dataclass(slots=True)
class EdgeVitals:
    """Looks at an edge when it is asked, and never before."""

    hub: Hub
    taps: Taps
    entrances: str
    """The topic that an edge always watches: without it, it does not know whom to let in."""
    token: str = ""

    async def answer(self, scope: Mapping[str, Any]) -> Answer:
        """Return the figures to whom they are for."""
        if not may_know(scope, self.token):
            return NOBODYS
        begun = time.monotonic()
        answers = await self.taps.house.answers()
        figures = self._figures(time.monotonic() - begun, answers=answers)
        return as_figures([*figures, *of_the_hub(self.hub), *of_the_process()])

    def _figures(self, took: float, *, answers: bool) -> Iterator[Figure]:
        known = self.taps.of(self.entrances)
        is_up = answers and known.is_open
        yield gauge("konvent_edge_house_up", "Whether the house shows its topics.", float(is_up))
        yield gauge("konvent_edge_house_seconds", "In which the house takes a call.", took)
        silent = time.monotonic() - known.heard_at
        yield gauge("konvent_edge_house_silent_seconds", "Since the house was heard.", silent)
        taps = self.taps.open.values()
        behind = sum(not tap.is_open for tap in taps)
        yield gauge("konvent_edge_topics", "Topics watched at the house.", len(taps))
        yield gauge("konvent_edge_topics_behind", "Those that show an earlier state.", behind)
