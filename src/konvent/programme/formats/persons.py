# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""People of a file: told apart by guid, by code, or by number and name together.

Numbers alone are not enough: feeds put together from several give one number to many people.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from konvent.programme.formats.values import (
    CODE,
    clean_line,
    derived_code,
    derived_guid,
    is_text,
    read_guid,
)
from konvent.programme.schedule import Appearance, SchedulePerson, by_name

if TYPE_CHECKING:
    from konvent.foundation.texts import Text
    from konvent.programme.formats.context import Context
    from konvent.programme.formats.feed import Event, Facts

ROLES = {
    "SPEAKER": "speaker",
    "MODERATOR": "moderator",
    "HOST": "host",
    "CONTRIBUTOR": "speaker",
    "GUEST": "panelist",
}
LONGEST_NAME = 200
LONGEST_CODE = 40


@dataclass(slots=True)
class People:
    """Everybody on stage, by what tells them apart."""

    found: dict[str, SchedulePerson] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)

    def in_order(self) -> tuple[SchedulePerson, ...]:
        return tuple(sorted(self.found.values(), key=by_name))


def read_speakers(event: Event, people: People, context: Context) -> tuple[Appearance, ...]:
    """Return who appears in the event; whoever is not known yet becomes known."""
    roles: dict[str, str] = {}
    for facts in (*event.facts.get("persons", ()), *event.facts.get("participants", ())):
        name = clean_line(facts.get("name") or facts.get("public_name") or "")[:LONGEST_NAME]
        if not name:
            context.remarks.ignored(_("A person has no name."), event.place)
            continue
        person = _known(people, facts, name, event, context)
        roles.setdefault(person.code, ROLES.get(str(facts.get("role", "")).upper(), "speaker"))
    return tuple(Appearance(person=code, role=role) for code, role in roles.items())


def _known(
    people: People, facts: Facts, name: str, event: Event, context: Context
) -> SchedulePerson:
    key = _key(facts, name)
    biography = context.lines(facts.get("biography"))
    known = people.found.get(key)
    if known is None:
        people.found[key] = _new(people, facts, name, event, context)
    elif biography and not known.biography:
        people.found[key] = replace(known, biography=biography)
    return people.found[key]


def _key(facts: Facts, name: str) -> str:
    if guid := read_guid(facts.get("guid")):
        return str(guid)
    if is_text(facts.get("code")):
        return f"code {facts['code']}"
    number = _number(facts)
    return f"{number} {name}" if number else name


def _number(facts: Facts) -> int:
    """Return the person's number above zero, or 0: some feeds give 0 to everybody."""
    number = str(facts.get("id") or "")
    return int(number) if number.isdecimal() and len(number) < 10 else 0  # noqa: PLR2004 -- what XML readers can hold


def _new(people: People, facts: Facts, name: str, event: Event, context: Context) -> SchedulePerson:
    guid = read_guid(facts.get("guid")) or derived_guid("person", context.name, _key(facts, name))
    person = SchedulePerson(
        guid=guid,
        code=_code(people, facts, event, context) or derived_code(guid, people.codes.__contains__),
        name=name,
        biography=_biography(facts, context),
        origin=_origin(facts, context),
    )
    people.codes.add(person.code)
    return person


def _biography(facts: Facts, context: Context) -> Text:
    return context.lines(facts.get("biography"))


def _code(people: People, facts: Facts, event: Event, context: Context) -> str:
    code = str(facts.get("code") or "")
    if CODE.fullmatch(code) and len(code) <= LONGEST_CODE and code not in people.codes:
        return code
    if code:
        context.remarks.repaired(_("A person's code was not usable."), event.place)
    return ""


def _origin(facts: Facts, context: Context) -> Facts:
    origin: Facts = {}
    if number := _number(facts):
        origin["id"] = number
    for name in ("avatar", "url"):
        if address := context.address(facts.get(name)):
            origin[name] = address
    return origin
