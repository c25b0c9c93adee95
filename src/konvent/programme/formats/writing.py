# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What every writer of a schedule file needs: names, numbers and times in the field's forms."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING

from konvent.programme.formats.languages import language_of_texts
from konvent.programme.formats.values import derived_number, slugify, untaken

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from konvent.foundation.texts import Text
    from konvent.programme.schedule import Schedule, ScheduleDay, ScheduleSession

VERSION = version("konvent")
MINUTE = timedelta(minutes=1)
HOURS_OF_TWO_DIGITS = 100
LONGEST = timedelta(days=9, hours=23, minutes=59)
LONG_SLUG = re.compile(r"[a-z0-9_]{4,}-[a-z0-9_-]{4,}")
SHORTEST = 4
HTTP = ("http://", "https://")


def public_part(schedule: Schedule) -> Schedule:
    """Return what a file tells: sessions that have a time, and the people who appear in them."""
    sessions = tuple(session for session in schedule.sessions if session.starts_at)
    shown = {appearance.person for session in sessions for appearance in session.speakers}
    people = tuple(person for person in schedule.people if person.code in shown)
    return replace(schedule, sessions=sessions, people=people)


class Names:
    """The names and numbers of one schedule's things in a file, each of them only once."""

    def __init__(self, schedule: Schedule, home: str) -> None:
        self.schedule = schedule
        self.home = home
        self.language = schedule.convention.default_language

    @cached_property
    def acronym(self) -> str:
        """A name that both official schemas accept."""
        return slugify(self.schedule.convention.slug).replace("-", "_").ljust(SHORTEST, "_")

    @cached_property
    def rooms(self) -> dict[str, str]:
        return self._unique((room.slug, room.name) for room in self.schedule.rooms)

    @cached_property
    def tracks(self) -> dict[str, str]:
        return self._unique((track.slug, track.name) for track in self.schedule.tracks)

    @cached_property
    def numbers(self) -> dict[UUID, int]:
        """A number above zero for every session, its own where it brought one."""
        numbers: dict[UUID, int] = {}
        taken = {session.origin.get("id") for session in self.schedule.sessions}
        for session in self.schedule.sessions:
            number = session.origin.get("id") or derived_number(session.guid)
            while number in taken and number != session.origin.get("id"):
                number += 1
            taken.add(number)
            numbers[session.guid] = number
        return numbers

    def _unique(self, names: Iterable[tuple[str, Text]]) -> dict[str, str]:
        found: dict[str, str] = {}
        for slug, name in names:
            found[slug] = untaken(name.within(self.language) or slug, found.values(), 1000)
        return found

    def said(self, session: ScheduleSession, text: Text) -> str:
        """Return the text in the language the file files it under."""
        return text.within(language_of_texts(session.language, self.language))

    def page_of(self, session: ScheduleSession) -> str:
        """Return the address of the session's page: elsewhere if it has one, else here."""
        here = f"{self.home}/{self.language}/session/{session.code}/" if self.home else ""
        return session.url or here

    def long_slug(self, session: ScheduleSession) -> str:
        """Return the slug as schedule.xml wants it, see `sessions.our_slug` for the way back."""
        prefix = f"{self.acronym}-"
        if LONG_SLUG.fullmatch(session.slug) and not session.slug.startswith(prefix):
            return session.slug
        return prefix + session.slug.ljust(SHORTEST, "_")


def sessions_by_day(schedule: Schedule) -> list[tuple[ScheduleDay, list[ScheduleSession]]]:
    """Return every day with its sessions; none is left out, even if it is outside every day."""
    found: dict[ScheduleDay, list[ScheduleSession]] = {day: [] for day in schedule.days}
    for session in schedule.sessions:
        if session.starts_at:
            day = schedule.day_of(session) or _nearest_day(schedule, session)
            found[day].append(session)
    return list(found.items())


def _nearest_day(schedule: Schedule, session: ScheduleSession) -> ScheduleDay:
    start = session.starts_at
    earlier = [day for day in schedule.days if start and day.date <= start.date()]
    return earlier[-1] if earlier else schedule.days[0]


def as_clock(duration: timedelta) -> str:
    """Return HH:MM, or D:HH:MM when it is longer than that can say; begun minutes are whole."""
    minutes = -(-min(duration, LONGEST) // MINUTE)
    hours, minutes = divmod(minutes, 60)
    if hours < HOURS_OF_TWO_DIGITS:
        return f"{hours:02}:{minutes:02}"
    days, hours = divmod(hours, 24)
    return f"{days}:{hours:02}:{minutes:02}"
