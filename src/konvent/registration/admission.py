# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The doors of all conventions that hold only so many people, as the front asks them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.registration.house import House, Place
from konvent.registration.journal import Journal
from konvent.registration.tickets import Lane, Pass, seal, unseal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from konvent.foundation.topics import State
    from konvent.registration.gate import Gate

PLACE_COOKIE = "konvent_place"
PLACE_LASTS = 12 * 3600
FACTS = 5


class Admission:
    """Houses by convention; where none is, nobody ever waits."""

    def __init__(self, folder: Path | None) -> None:
        """Keep the journals in this folder."""
        self.folder = folder
        self.houses: dict[str, House] = {}
        self.uncounted: set[str] = set()
        """Houses that have only just been told to count."""

    def look(self, gate: Gate, now: float) -> None:
        """Take over how many each house holds; called in the reader's thread."""
        told = {slug: entrance.holds for slug, entrance in gate.entrances.items()}
        houses: dict[str, House] = {}
        for slug, holds in told.items():
            if holds is None:
                continue
            house = self.houses.get(slug)
            if house is None:
                house = House(holds, Journal(self._journal(slug)), now)
                if not house.inside and not house.places:
                    self.uncounted.add(slug)
            house.holds = holds
            houses[slug] = house
        before, self.houses = self.houses, houses  # from now on nobody writes into what is closed
        for slug in before.keys() - houses.keys():
            before[slug].journal.throw_away()

    def _journal(self, slug: str) -> Path | None:
        return self.folder / f"{slug}.doors" if self.folder else None

    def is_inside(self, convention: str, holder: Pass | None, now: float) -> bool:
        """Say whether somebody may see the stages; lets them in when nobody has to wait."""
        house = self.houses.get(convention)
        if house is None:
            return True
        if holder is None:
            return False
        return holder.never_waits or house.admit(holder.key, holder.lane, now)

    def come(self, convention: str, holder: Pass, shown: Place | None, now: float) -> Place | None:
        """Let the holder of a good pass in, or return their place."""
        house = self.houses.get(convention)
        if house is None or holder.never_waits:
            return None
        return house.come(holder.key, holder.lane, shown, now)

    def place(self, convention: str, holder: Pass | None, shown: Place | None) -> Place | None:
        """Return where somebody waits."""
        house = self.houses.get(convention)
        if house is None or holder is None or holder.never_waits or holder.key in house.inside:
            return None
        place = house.places.get(holder.key, shown)
        return place if place and place.lane is holder.lane else None

    def state(self, convention: str, now: float) -> State | None:
        """Return what everybody may know of a queue."""
        house = self.houses.get(convention)
        return None if house is None else house.state(now)

    def keep(self, present: Iterable[tuple[str, Pass]], now: float) -> None:
        """Note who is present, and call whoever's turn it is."""
        for convention, holder in present:
            house = self.houses.get(convention)
            if house is None or holder.never_waits:
                continue
            if convention in self.uncounted:
                house.count_in(holder.key, now)
            else:
                house.sees(holder.key, now)
        for house in self.houses.values():
            house.advance(now)

    def sees(self, convention: str, keys: Iterable[str], now: float) -> None:
        """Note signs of life that were given elsewhere; they let nobody in."""
        if house := self.houses.get(convention):
            for key in keys:
                house.sees(key, now)

    def have_counted(self) -> None:
        """Let nobody in uncounted any more."""
        self.uncounted.clear()


def seal_place(convention: str, place: Place) -> str:
    """Return the token of a place."""
    facts = (convention, place.lane, place.number, place.began, place.key)
    return seal("place", "~".join(map(str, facts)))


def place_in(convention: str, cookies: bytes) -> Place | None:
    """Return the genuine place of this convention in a Cookie header."""
    for cookie in cookies.decode("latin-1").split(";"):
        name, _, token = cookie.strip().partition("=")
        if name == PLACE_COOKIE and (said := unseal("place", token)):
            facts = said.split("~")
            if len(facts) == FACTS and facts[0] == convention:
                return Place(Lane(facts[1]), int(facts[2]), int(facts[3]), facts[4])
    return None
