# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Where the people of a rehearsal go, and the tickets they come with."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from konvent.programme.queries import published_schedule
from konvent.registration.tickets import Pass, sign

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention

MOST = 50_000
LASTS = 3 * 3600
FIRST = 2**40
"""Numbers from here on are of rehearsals: nobody's ticket has them."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a rehearsal needs to know of a house."""

    convention: str
    language: str
    rooms: tuple[str, ...]
    session: str
    """What is on at the first stage; nothing when nothing is."""
    tickets: tuple[str, ...]
    poll: int = 0
    """The number of a poll that is open there for a rehearsal alone; 0 when there is none."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, said: dict[str, Any]) -> Invitation:
        """Read what another house has said. Raises KeyError and TypeError."""
        return cls(
            str(said["convention"]),
            str(said["language"]),
            tuple(map(str, said["rooms"])),
            str(said["session"]),
            tuple(map(str, said["tickets"])),
            int(said.get("poll", 0)),
        )


class NothingToRehearseError(Exception):
    """There is no published programme with a stage."""


def invite(convention: Convention, count: int, *, session: str = "", at: datetime) -> Invitation:
    """Return an invitation for so many people; their tickets are good for some hours."""
    schedule = published_schedule(convention.slug)
    rooms = tuple(room.slug for room in schedule.rooms if room.has_picture) if schedule else ()
    if not rooms:
        raise NothingToRehearseError
    expires = int(at.timestamp()) + LASTS
    first = FIRST + secrets.randbelow(FIRST)
    holders = (Pass(convention.slug, "t", first + n, expires) for n in range(min(count, MOST)))
    tickets = tuple(sign("ticket", holder) for holder in holders)
    return Invitation(convention.slug, convention.default_language, rooms, session, tickets)
