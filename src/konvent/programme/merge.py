# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Bring what a feed says into the working copy without undoing what the organisers did.

What the feed has changed since it was read last, changes; what it left as it was, stays as the
organisers have it: field by field, and each language of a text by itself. Sessions that left the
feed leave the programme; what organisers added stays, what they removed stays removed. The first
time, the feed wins wherever it says anything.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from konvent.foundation.texts import Text
from konvent.programme.schedule import (
    Appearance,
    ConventionFacts,
    Schedule,
    ScheduleDay,
    ScheduleSession,
    by_name,
    in_order,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Thing = TypeVar("Thing", bound=Any)

OURS = frozenset({"guid", "code", "slug", "colour", "date"})
"""What a feed never changes once a thing is here."""
OF_THE_CONVENTION = frozenset({"timezone", "languages", "default_language", "start", "end"})
KEYS = ("guid", "slug", "code", "date")


def merge(base: Schedule | None, mine: Schedule, theirs: Schedule) -> Schedule:
    """Return the working copy after an import; ``base`` is what the feed said last time."""
    before = base or replace(theirs, days=(), rooms=(), tracks=(), people=(), sessions=())
    first = base is None
    sessions = _bring(before.sessions, mine.sessions, theirs.sessions, _never)
    rooms = {session.room for session in sessions}
    tracks = {session.track for session in sessions}
    cast = {appearance.person for session in sessions for appearance in session.speakers}

    def is_needed(day: ScheduleDay) -> bool:
        moments = (session.starts_at for session in sessions if session.starts_at)
        return bool(day.theme) or any(day.starts_at <= start < day.ends_at for start in moments)

    merged_rooms = _bring(
        before.rooms, mine.rooms, theirs.rooms, lambda r: r.slug in rooms or r.has_picture
    )
    days = _bring(before.days, mine.days, theirs.days, is_needed)
    days.sort(key=lambda day: day.date)
    return Schedule(
        convention=_convention(None if first else before.convention, mine.convention, theirs, days),
        days=tuple(days),
        rooms=tuple(merged_rooms),
        tracks=tuple(
            _bring(before.tracks, mine.tracks, theirs.tracks, lambda track: track.slug in tracks)
        ),
        organisations=tuple(
            sorted(_bring((), mine.organisations, theirs.organisations, _never), key=by_name)
        ),
        people=tuple(
            sorted(
                _bring(before.people, mine.people, theirs.people, lambda p: p.code in cast),
                key=by_name,
            )
        ),
        sessions=in_order(sessions, merged_rooms),
    )


def vanished(base: Schedule | None, mine: Schedule, theirs: Schedule) -> list[ScheduleSession]:
    """Return the sessions of the working copy that the feed had and has no more."""
    if base is None:
        return []
    had = {session.guid for session in base.sessions} - {s.guid for s in theirs.sessions}
    return [session for session in mine.sessions if session.guid in had]


def _never(_thing: object) -> bool:
    return False


def _bring(
    base: Iterable[Thing],
    mine: Iterable[Thing],
    theirs: Iterable[Thing],
    is_needed: Callable[[Thing], bool],
) -> list[Thing]:
    """Return the things of one kind after the import, those that were here first.

    What is needed stays, or comes back, whatever the feed or the organisers did with it.
    """
    old = {_key(thing): thing for thing in base}
    new = {_key(thing): thing for thing in theirs}
    here = {_key(thing): thing for thing in mine}
    found: list[Thing] = []
    for key, thing in here.items():
        if key in new:
            found.append(_merged(old.get(key), thing, new[key]))
        elif key not in old or is_needed(thing):
            found.append(thing)
    added = [thing for key, thing in new.items() if key not in here]
    return found + [thing for thing in added if _key(thing) not in old or is_needed(thing)]


def _key(thing: Any) -> Any:  # noqa: ANN401 -- any part of a schedule
    return next(getattr(thing, name) for name in KEYS if hasattr(thing, name))


def _merged(base: Thing | None, mine: Thing, theirs: Thing) -> Thing:
    values = {}
    for field in fields(mine):
        if field.name not in OURS:
            was = getattr(base, field.name) if base is not None else None
            here, there = getattr(mine, field.name), getattr(theirs, field.name)
            merge_value: Callable[..., Any] = MERGES.get(field.name, _value)
            values[field.name] = merge_value(was, here, there, is_first=base is None)
    merged: Thing = replace(mine, **values)
    return merged


def _value(base: Any, mine: Any, theirs: Any, *, is_first: bool) -> Any:  # noqa: ANN401 -- any field's value
    if isinstance(mine, Text):
        return _text(base, mine, theirs, is_first=is_first)
    if is_first:
        return theirs or mine
    return mine if theirs == base else theirs


def _text(base: Text | None, mine: Text, theirs: Text, *, is_first: bool) -> Text:
    if is_first or base is None:
        return Text({**mine, **theirs})
    languages = [*mine, *(language for language in theirs if language not in mine)]
    return Text(
        {
            language: mine.get(language, "")
            if theirs.get(language) == base.get(language)
            else theirs.get(language, "")
            for language in languages
        }
    )


def _origin(
    base: dict[str, Any] | None, mine: dict[str, Any], theirs: dict[str, Any], *, is_first: bool
) -> dict[str, Any]:
    return {**mine, **theirs} if is_first else _value(base, mine, theirs, is_first=False)


def _cast(
    base: tuple[Appearance, ...] | None,
    mine: tuple[Appearance, ...],
    theirs: tuple[Appearance, ...],
    *,
    is_first: bool,
) -> tuple[Appearance, ...]:
    """Most feeds know no roles, so whoever stays keeps the role given here."""
    if theirs == base or (is_first and not theirs):
        return mine
    roles = {appearance.person: appearance.role for appearance in mine}
    plain = Appearance(person="").role
    return tuple(
        replace(a, role=roles.get(a.person, a.role)) if a.role == plain else a for a in theirs
    )


def _slot(base: Any, mine: Any, theirs: Any, *, is_first: bool) -> Any:  # noqa: ANN401 -- any field's value
    """Where and when: an empty value means something too."""
    return theirs if is_first else _value(base, mine, theirs, is_first=False)


MERGES: dict[str, Callable[..., Any]] = {
    "origin": _origin,
    "speakers": _cast,
    "starts_at": _slot,
    "room": _slot,
}


def _convention(
    base: ConventionFacts | None,
    mine: ConventionFacts,
    theirs: Schedule,
    days: list[ScheduleDay],
) -> ConventionFacts:
    """Name, zone and languages are the organisers' from the first day; the feed adds facts."""
    merged = _merged(base or mine, mine, theirs.convention)
    kept = {name: getattr(mine, name) for name in OF_THE_CONVENTION}
    if base is None:
        origin = {**mine.origin, **theirs.convention.origin}
        kept |= {"title": mine.title, "subtitle": mine.subtitle, "timeslot": mine.timeslot}
        merged = replace(merged, origin=origin, url=mine.url or theirs.convention.url)
    merged = replace(merged, **kept)
    return replace(merged, start=days[0].date, end=days[-1].date) if days else merged
