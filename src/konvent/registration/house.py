# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A house that holds so many people: who is inside, who comes in now, who waits with which number.

All of it is in the memory of the front, and every change is in its journal. Three laws hold, and
are tested: never more are inside or called than the house holds (unless it held more when they
were); in a lane, numbers are called in order; a number lets in once. Speakers and staff are not
counted and never wait.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from konvent.registration.line import Line
from konvent.registration.tickets import Lane

if TYPE_CHECKING:
    from collections.abc import Iterator

    from konvent.registration.journal import Journal

GRACE = 180.0
"""Seconds after which somebody who shows no sign of life has left."""
SWEPT_EVERY = 5.0
FORGOTTEN_AFTER = 3600.0
"""Numbers begin anew, and who waited in which line is forgotten, when nobody has for so long."""
MOST_LINES = 100_000
"""Of the journal, before it is written anew."""


@dataclass(frozen=True, slots=True)
class Holds:
    """What the house was told."""

    people: int
    """How many may be inside at once."""
    per_second: float
    """How many may come in within a second."""


@dataclass(frozen=True, slots=True)
class Place:
    """A number in a queue; the holder's key makes it useless for anybody else."""

    lane: Lane
    number: int
    began: int
    """When this queue began: a number of another queue is none of this."""
    key: str


class House:
    """The doors of one convention."""

    def __init__(self, holds: Holds, journal: Journal, now: float) -> None:
        self.holds = holds
        self.journal = journal
        self.inside: dict[str, float] = {}
        """Who is inside, and when they were last seen."""
        self.lines = {Lane.ASSISTED: Line(), Lane.USUAL: Line()}
        """In the order in which they are called."""
        self.places: dict[str, Place] = {}
        self.began = int(now)
        self.let_in = 0
        """How many have come in since the front began."""
        self.calls_left = holds.per_second
        self.filled_at = self.swept_at = self.waited_at = now
        self._take_up(now)

    # Those inside

    @property
    def free(self) -> int:
        """How many more may come in: nobody is there, and no place is kept."""
        kept = sum(len(line.called) for line in self.lines.values())
        return self.holds.people - len(self.inside) - kept

    def sees(self, key: str, now: float) -> bool:
        """Note a sign of life; say whether it is of somebody inside."""
        if key not in self.inside:
            return False
        self.inside[key] = now
        return True

    def count_in(self, key: str, now: float) -> None:
        """Count somebody who was here before anybody counted."""
        if not self.sees(key, now):
            self._let_in(key, now)
            self.journal.note("in", key)

    def _let_in(self, key: str, now: float) -> None:
        self.let_in += 1
        self.inside[key] = now
        self.places.pop(key, None)

    # At the door

    def admit(self, key: str, lane: Lane, now: float) -> bool:
        """Say whether somebody is inside; let them in if nobody waits and there is room."""
        if self.sees(key, now):
            return True
        self._refill(now)
        is_free = self.free > 0 and self.calls_left >= 1
        if not is_free or key in self.places or self._somebody_waits_before(lane):
            return False
        self.calls_left -= 1
        self._let_in(key, now)
        self.journal.note("in", key)
        return True

    def come(self, key: str, lane: Lane, shown: Place | None, now: float) -> Place | None:
        """Let somebody in, or return the place they have in the queue."""
        self.advance(now)
        if self.sees(key, now):
            return None
        place = self._place_of(key, lane, shown)
        if place is None:
            return None if self.admit(key, lane, now) else self._give(key, lane)
        return None if self._claims(place, now) else place

    def _somebody_waits_before(self, lane: Lane) -> bool:
        if lane is Lane.ASSISTED:
            return self.lines[lane].waiting > 0
        return any(line.waiting for line in self.lines.values())

    def _place_of(self, key: str, lane: Lane, shown: Place | None) -> Place | None:
        """Return somebody's place: the one we know, else the one they show, if it is good.

        Whoever was sent to another lane meanwhile begins anew there.
        """
        known = self.places.get(key)
        if known is not None and known.lane is not lane:
            known = None
            del self.places[key]
        if known is not None or shown is None or shown.lane is not lane:
            return known
        line = self.lines.get(shown.lane)
        is_ours = shown.key == key and shown.began == self.began
        if line is None or not is_ours or not line.is_open(shown.number):
            return None
        return self._note_place(shown)

    def _give(self, key: str, lane: Lane) -> Place:
        if not self.places and not any(line.waiting for line in self.lines.values()):
            self.journal.note("began", self.began)
        return self._note_place(Place(lane, self.lines[lane].give(), self.began, key))

    def _note_place(self, place: Place) -> Place:
        self.lines[place.lane].give(place.number)
        self.places[place.key] = place
        self.journal.note("place", place.lane or "-", place.number, place.key)
        return place

    def _claims(self, place: Place, now: float) -> bool:
        """Let in who was called; who has missed it, when there is room again."""
        line = self.lines[place.lane]
        if not line.take(place.number):
            if place.number not in line.missed:
                return False
            if self.free < 1 or self.calls_left < 1:
                line.come_back(place.number)
                return False
            self.calls_left -= 1
            line.use_missed(place.number)
        self._let_in(place.key, now)
        self.journal.note("used", place.lane or "-", place.number, place.key)
        return True

    # As time goes by

    def advance(self, now: float) -> None:
        """Notice who has left, and call as many as may come in."""
        self._refill(now)
        if now >= self.swept_at + SWEPT_EVERY:
            self._sweep(now)
        for line in self.lines.values():
            line.let_go_of_the_late(now)
        for lane, line in self.lines.items():
            most = min(int(self.calls_left), self.free)
            if line.waiting and most > 0:
                self.calls_left -= line.call(most, now)
                self.journal.note("turn", lane or "-", line.turn)
        if any(line.waiting for line in self.lines.values()):
            self.waited_at = now

    def _refill(self, now: float) -> None:
        most = max(1.0, self.holds.per_second)
        passed = max(0.0, now - self.filled_at)
        self.calls_left = min(most, self.calls_left + passed * self.holds.per_second)
        self.filled_at = now

    def _sweep(self, now: float) -> None:
        self.swept_at = now
        for key in [key for key, seen in self.inside.items() if seen < now - GRACE]:
            del self.inside[key]
            self.journal.note("out", key)
        has_given = any(line.next > 1 for line in self.lines.values())
        if now > self.waited_at + FORGOTTEN_AFTER and has_given:
            self._forget_numbers(now)
        elif self.journal.is_broken or self.journal.lines > self._most_lines:
            self.journal.begin_anew(self._as_lines())

    def _forget_numbers(self, now: float) -> None:
        """Begin with one again: nobody has waited for long, and who has a number left long ago."""
        self.lines = {lane: Line() for lane in self.lines}
        self.places.clear()
        self.began, self.waited_at = int(now), now
        self.journal.begin_anew(self._as_lines())

    # What is known

    def state(self, now: float) -> dict[str, Any]:
        """Return what everybody may know, and computes a place with."""
        return {
            "began": self.began,
            "holds": self.holds.people,
            "inside": len(self.inside),
            "lanes": {
                lane or "usual": {
                    "turn": line.turn,
                    "next": line.next,
                    "per_minute": line.per_minute(now),
                }
                for lane, line in self.lines.items()
            },
        }

    # The journal

    @property
    def _most_lines(self) -> int:
        return MOST_LINES + len(self.inside) + len(self.places)

    def _as_lines(self) -> Iterator[tuple[object, ...]]:
        yield ("began", self.began)
        for key in self.inside:
            yield ("in", key)
        for place in sorted(self.places.values(), key=lambda place: place.number):
            yield ("place", place.lane or "-", place.number, place.key)
        for lane, line in self.lines.items():
            yield ("next", lane or "-", line.next)
            yield ("turn", lane or "-", line.turn)

    def _take_up(self, now: float) -> None:
        """Be as before; who was called and is not in yet comes in as soon as there is room."""
        for words in self.journal.read():
            try:
                self._replay(words, now)
            except (ValueError, IndexError, KeyError):
                continue  # nobody is kept out because of one bad line
        for place in self.places.values():
            line = self.lines[place.lane]
            if place.number < line.turn:
                line.missed.add(place.number)

    def _replay(self, words: list[str], now: float) -> None:
        match words:
            case ["began", began]:
                self.began = int(began)
            case ["in", key]:
                self._let_in(key, now)
            case ["out", key]:
                self.inside.pop(key, None)
            case ["used", _, _, key]:
                self._let_in(key, now)
            case ["place", lane, number, key]:
                place = Place(Lane(lane.strip("-")), int(number), self.began, key)
                self.lines[place.lane].give(place.number)
                self.places[key] = place
            case ["turn", lane, turn]:
                self.lines[Lane(lane.strip("-"))].turn = int(turn)
            case ["next", lane, number]:
                self.lines[Lane(lane.strip("-"))].next = int(number)
