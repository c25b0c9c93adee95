# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Give the things of a feed the names they have here already, so that addresses stay what they are.

The same room, person or session is known by its guid. Whatever is new gets names nobody has yet.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from konvent.programme.formats.values import derived_code, untaken
from konvent.programme.schedule import Schedule, ScheduleSession, by_name, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable

Thing = TypeVar("Thing", bound=Any)


def align(theirs: Schedule, mine: Schedule) -> Schedule:
    """Return ``theirs`` with the slugs and codes that the same things have in ``mine``."""
    rooms = _slugs(theirs.rooms, mine.rooms)
    organisations = _slugs(theirs.organisations, mine.organisations)
    people = _codes(theirs.people, mine.people)
    codes = _codes(theirs.sessions, mine.sessions)
    slugs = _session_slugs(theirs.sessions, mine.sessions)

    def aligned(session: ScheduleSession) -> ScheduleSession:
        cast = tuple(replace(a, person=people[a.person]) for a in session.speakers)
        return replace(
            session,
            code=codes[session.code],
            slug=slugs[session.code],
            room=rooms[session.room] if session.room else "",
            speakers=cast,
            partners=tuple(organisations[slug] for slug in session.partners),
        )

    named_rooms = _named(theirs.rooms, rooms, mine.rooms)
    return replace(
        theirs,
        convention=replace(theirs.convention, slug=mine.convention.slug),
        rooms=named_rooms,
        organisations=_named(theirs.organisations, organisations, mine.organisations),
        people=tuple(
            replace(
                person,
                code=people[person.code],
                organisation=organisations.get(person.organisation, ""),
            )
            for person in sorted(theirs.people, key=by_name)
        ),
        sessions=in_order(map(aligned, theirs.sessions), named_rooms),
    )


def _slugs(theirs: Iterable[Any], mine: Iterable[Any]) -> dict[str, str]:
    """Return the slug here by the slug there: of what has the guid, else of what has the slug."""
    theirs = list(theirs)
    by_guid = {thing.guid: thing.slug for thing in mine}
    foreign = {thing.guid for thing in theirs}
    adopted = {thing.slug for thing in mine if thing.guid not in foreign}
    taken = set(by_guid.values())
    found: dict[str, str] = {}
    for thing in theirs:
        slug = by_guid.get(thing.guid) or (thing.slug if thing.slug in adopted else "")
        found[thing.slug] = slug or untaken(thing.slug, taken)
        taken.add(found[thing.slug])
    return found


def _named(
    theirs: Iterable[Thing], slugs: dict[str, str], mine: Iterable[Thing]
) -> tuple[Thing, ...]:
    guids = {thing.slug: thing.guid for thing in mine}
    return tuple(
        replace(thing, slug=slugs[thing.slug], guid=guids.get(slugs[thing.slug], thing.guid))
        for thing in theirs
    )


def _codes(theirs: Iterable[Any], mine: Iterable[Any]) -> dict[str, str]:
    """Return the code here by the code there."""
    by_guid = {thing.guid: thing.code for thing in mine}
    taken = set(by_guid.values())
    found: dict[str, str] = {}
    for thing in theirs:
        known = by_guid.get(thing.guid, "")
        free = thing.code if thing.code not in taken else ""
        found[thing.code] = known or free or derived_code(thing.guid, taken.__contains__)
        taken.add(found[thing.code])
    return found


def _session_slugs(
    theirs: Iterable[ScheduleSession], mine: Iterable[ScheduleSession]
) -> dict[str, str]:
    """Return the slug here by the code there."""
    by_guid = {session.guid: session.slug for session in mine}
    taken = set(by_guid.values())
    found: dict[str, str] = {}
    for session in theirs:
        found[session.code] = by_guid.get(session.guid) or untaken(session.slug, taken, 200)
        taken.add(found[session.code])
    return found
