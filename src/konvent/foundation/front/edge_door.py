# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Where edges tell the house how many watch through them, and who has not left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from konvent.foundation.front.answers import as_json
from konvent.foundation.front.edge_pass import is_edge
from konvent.foundation.front.small_bodies import BrokenOffError, TooLargeError, take_in
from konvent.foundation.wishes import Body, NotUnderstoodError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from konvent.foundation.front.answers import Answer, Headers
    from konvent.foundation.front.porter import Porter
    from konvent.foundation.front.uploads import Receive

LONGEST_NAME = 100
LARGEST = 65_536
MOST_WATCHING = 10_000_000
MOST_PRESENT = 2_000
"""Keys in one message: an edge sends as many messages as it takes."""
NOTED = as_json(200, {})
NOT_AN_EDGE = as_json(403, {"error": "no-edge"})
NOT_UNDERSTOOD = as_json(400, {"error": "not-understood"})


class Note(Protocol):
    """Writes down how many watch."""

    async def __call__(self, counted: Mapping[str, int], hub: str = "") -> None: ...


class EdgeDoor:
    """Lets in whoever knows the key of the house."""

    def __init__(self, note: Note, porter: Porter) -> None:
        self.note = note
        self.porter = porter

    async def answer(self, headers: Headers, receive: Receive) -> Answer:
        """Take in how many watch at an edge, or who is there."""
        if not is_edge(headers):
            return NOT_AN_EDGE
        try:
            body = Body.parse(await take_in(headers, receive, largest=LARGEST))
            hub = body.text("hub", longest=LONGEST_NAME)
            watching = Body(body.members.get("watching") or {})
            counted = {
                name: watching.number(name, least=0, most=MOST_WATCHING)
                for name in watching.members
            }
            there = Body(body.members.get("present") or {})
            present = {name: there.keys(name, most=MOST_PRESENT) for name in there.members}
        except (NotUnderstoodError, TooLargeError, BrokenOffError):
            return NOT_UNDERSTOOD
        for convention, keys in present.items():
            self.porter.sees(convention, keys)
        if not present:
            await self.note(counted, hub)
        return NOTED
