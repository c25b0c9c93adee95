# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Which source is on air: the best that delivers, and no flutter between them."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAST_DEAD_TIME = 4.5
"""A lost key frame makes one segment twice as long; who really goes says so after two seconds."""
DEAD_TIME = 1.5
"""A source is dead after this many of its own segments' lengths without another."""
BACK_AFTER = 3
"""Segments in a row that a source delivers before it comes on air."""
LEAST_ON_AIR = 2.0


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source stands at one moment."""

    silent_for: float = inf
    """Seconds since its newest segment."""
    length: float = 2.0
    """Of its segments."""
    streak: int = 0
    """Segments of its present run."""
    is_down: bool = False

    @property
    def delivers(self) -> bool:
        dead_time = max(LEAST_DEAD_TIME, DEAD_TIME * self.length)
        return self.streak > 0 and not self.is_down and self.silent_for < dead_time

    @property
    def is_steady(self) -> bool:
        return self.delivers and self.streak >= BACK_AFTER


class Switch:
    """Chooses; ``last_resort`` is shown when nothing delivers."""

    def __init__(self, last_resort: str) -> None:
        self.last_resort = last_resort
        self.on_air = ""
        self._since = -inf

    def choose(self, standings: Mapping[str, Standing], *, held: str, now: float) -> str:
        """Say what is on air at this moment; ``standings`` are by preference."""
        chosen = self._held(standings, held) or self._best(standings, now)
        if chosen != self.on_air:
            self.on_air, self._since = chosen, now
        return self.on_air

    def _held(self, standings: Mapping[str, Standing], held: str) -> str:
        """Return what is held, if it can be shown; it comes on air when it is steady, as others."""
        if held == self.last_resort:
            return held
        standing = standings.get(held, Standing())
        stays = held == self.on_air or not self.on_air
        return held if (standing.delivers if stays else standing.is_steady) else ""

    def _best(self, standings: Mapping[str, Standing], now: float) -> str:
        if self.on_air and now - self._since < LEAST_ON_AIR:
            return self.on_air
        for name, standing in standings.items():
            stays = name == self.on_air or not self.on_air
            if standing.delivers if stays else standing.is_steady:
                return name
        return self.last_resort
