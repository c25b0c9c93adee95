# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A session with everything it refers to, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from konvent.foundation.languages import name_of_language
from konvent.programme.models import Level, SessionKind, SpeakerRole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from konvent.programme.schedule import (
        Schedule,
        ScheduleDay,
        ScheduleOrganisation,
        SchedulePerson,
        ScheduleRoom,
        ScheduleSession,
        ScheduleTrack,
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A person in a session."""

    person: SchedulePerson
    role: str
    organisation: ScheduleOrganisation | None

    @property
    def role_name(self) -> str:
        """Say the role; speaking is what everybody expects and needs no word."""
        if self.role == SpeakerRole.SPEAKER or self.role not in SpeakerRole:
            return ""
        return str(SpeakerRole(self.role).label)


@dataclass(frozen=True)
class Entry:
    """One session in its programme."""

    session: ScheduleSession
    schedule: Schedule

    @property
    def starts_at(self) -> datetime | None:
        return self.session.starts_at

    @property
    def ends_at(self) -> datetime | None:
        return self.session.ends_at

    @property
    def date(self) -> date | None:
        """Return the date it really starts on, which after midnight is not its day's."""
        return self.session.starts_at.date() if self.session.starts_at else None

    @property
    def minutes(self) -> int:
        return int(self.session.duration.total_seconds() // 60)

    @property
    def is_break(self) -> bool:
        return self.session.kind == SessionKind.BREAK

    @property
    def kind_name(self) -> str:
        """Return the type in words; a feed's own word where ours would say nothing."""
        kind = self.session.kind
        if kind in SessionKind and (kind != SessionKind.OTHER or not self.session.kind_name):
            return str(SessionKind(kind).label)
        return self.session.kind_name

    @property
    def level_name(self) -> str:
        level = self.session.level
        return str(Level(level).label) if level in Level and level else ""

    @property
    def language_name(self) -> str:
        return name_of_language(self.session.language)

    @cached_property
    def room(self) -> ScheduleRoom | None:
        return self.schedule.room.get(self.session.room)

    @cached_property
    def track(self) -> ScheduleTrack | None:
        return self.schedule.track.get(self.session.track)

    @cached_property
    def day(self) -> ScheduleDay | None:
        return self.schedule.day_of(self.session)

    @cached_property
    def colour(self) -> str:
        """Return the stage's colour, which follows it everywhere."""
        return self.room.colour if self.room else "slate"

    @cached_property
    def parts(self) -> list[Part]:
        people, bodies = self.schedule.person, self.schedule.organisation
        return [
            Part(
                people[appearance.person],
                appearance.role,
                bodies.get(people[appearance.person].organisation),
            )
            for appearance in self.session.speakers
            if appearance.person in people
        ]

    @cached_property
    def partners(self) -> list[ScheduleOrganisation]:
        bodies = self.schedule.organisation
        return [bodies[slug] for slug in self.session.partners if slug in bodies]

    @cached_property
    def neighbours(self) -> dict[str, Entry]:
        """Return what comes before and after it on the same stage, under "previous" and "next"."""
        here = self.schedule.in_room(self.session.room) if self.session.room else ()
        order = [session.code for session in here]
        if self.session.code not in order:
            return {}
        place = order.index(self.session.code)
        around = {}
        if place > 0:
            around["previous"] = Entry(here[place - 1], self.schedule)
        if place + 1 < len(here):
            around["next"] = Entry(here[place + 1], self.schedule)
        return around


def entries(schedule: Schedule, sessions: Iterable[ScheduleSession]) -> list[Entry]:
    """Return sessions ready to be shown, in their order."""
    return [Entry(session, schedule) for session in sessions]
