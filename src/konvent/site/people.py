# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The people of a programme in the order of a directory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from konvent.site.search import folded

if TYPE_CHECKING:
    from konvent.programme.schedule import Schedule, ScheduleOrganisation, SchedulePerson

TITLES = frozenset({"dr.", "prof.", "prof", "dr"})


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person and where they come from."""

    person: SchedulePerson
    organisation: ScheduleOrganisation | None


def speakers_of(schedule: Schedule) -> list[Speaker]:
    """Return everybody who appears in a session, by family name."""
    on_stage = {a.person for session in schedule.sessions for a in session.speakers}
    people = [person for person in schedule.people if person.code in on_stage]
    return [
        Speaker(person, schedule.organisation.get(person.organisation))
        for person in sorted(people, key=lambda person: (family_name(person), person.name))
    ]


def family_name(person: SchedulePerson) -> str:
    """Return the name people look for, folded: the last word, which is right for most."""
    words = [word for word in person.name.split() if word.casefold() not in TITLES]
    return folded(words[-1] if words else person.name)


def initial(speaker: Speaker) -> str:
    """Return the letter somebody stands under; what is no letter stands under #."""
    letter = family_name(speaker.person)[:1].upper()
    return letter if letter.isalpha() else "#"
