# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What Konvent knows and schedule.json cannot say: added to it under ``konvent``.

It is found by reading the standard part back and noting every field that came out otherwise, so
that a programme comes back as it was. A tool that edits such a file should drop the addition.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from konvent.programme.document import fields_from_plain, to_plain
from konvent.programme.schedule import Schedule, by_name, in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from konvent.programme.formats.feed import Facts
    from konvent.programme.formats.remarks import Remarks

KEYED: dict[str, Callable[[Any], str]] = {
    "days": lambda day: day.date.isoformat(),
    "people": lambda person: str(person.guid),
    "sessions": lambda session: str(session.guid),
}
"""How the things of a schedule are found again; rooms and tracks by their place in the list."""

PARTS = ("days", "rooms", "tracks", "people", "sessions")


def extension_for(wanted: Schedule, standard: Schedule) -> Facts:
    """Return what has to be added to ``standard`` so that it becomes ``wanted``."""
    extension: Facts = {"convention": _differences(wanted.convention, standard.convention)}
    for name in PARTS:
        found = _by_key(name, getattr(standard, name))
        extension[name] = {
            key: differences
            for key, thing in _by_key(name, getattr(wanted, name)).items()
            if key in found and (differences := _differences(thing, found[key]))
        }
    extension["organisations"] = to_plain(wanted.organisations)
    return {name: facts for name, facts in extension.items() if facts}


def extend(schedule: Schedule, extension: Facts, remarks: Remarks) -> Schedule:
    """Return the schedule with what its file adds; an addition that makes no sense is left out."""
    if not extension:
        return schedule
    try:
        return _extended(schedule, extension)
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError):
        remarks.ignored(_("What Konvent added to this file cannot be read."), "schedule.konvent")
        return schedule


def _by_key(name: str, things: Iterable[Any]) -> dict[str, Any]:
    if name in KEYED:
        return {KEYED[name](thing): thing for thing in things}
    return {str(number): thing for number, thing in enumerate(things)}


def _differences(wanted: Any, standard: Any) -> Facts:  # noqa: ANN401 -- any part of a schedule
    return {
        field.name: to_plain(content)
        for field in fields(wanted)
        if (content := getattr(wanted, field.name)) != getattr(standard, field.name)
    }


def _extended(schedule: Schedule, extension: Facts) -> Schedule:
    parts = {name: _patched_part(schedule, extension, name) for name in PARTS}
    added = fields_from_plain(Schedule, {"organisations": extension.get("organisations", [])})
    return replace(
        schedule,
        convention=_patched(schedule.convention, extension.get("convention", {})),
        days=tuple(parts["days"]),
        rooms=tuple(parts["rooms"]),
        tracks=tuple(parts["tracks"]),
        organisations=added["organisations"],
        people=tuple(sorted(parts["people"], key=by_name)),
        sessions=in_order(parts["sessions"], parts["rooms"]),
    )


def _patched_part(schedule: Schedule, extension: Facts, name: str) -> list[Any]:
    patches = extension.get(name, {})
    things = _by_key(name, getattr(schedule, name))
    return [_patched(thing, patches.get(key, {})) for key, thing in things.items()]


def _patched(thing: Any, facts: Facts) -> Any:  # noqa: ANN401 -- any part of a schedule
    return replace(thing, **fields_from_plain(type(thing), facts)) if facts else thing
