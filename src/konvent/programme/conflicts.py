# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Find what cannot happen as planned: a room or a person twice at once, a session outside a day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import Enum
from heapq import heappop, heappush
from typing import TYPE_CHECKING, TypeAlias

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from konvent.programme.schedule import Schedule, ScheduleSession

FREE_KINDS = frozenset({"break"})
"""A break may share its room and its people with whatever else happens."""

Pair: TypeAlias = "tuple[ScheduleSession, ScheduleSession]"


class ConflictKind(Enum):
    """What is wrong."""

    ROOM = "room"
    PERSON = "person"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing to put right."""

    kind: ConflictKind
    session: str
    """Code of the session; of two, the one that comes first in the programme."""
    other: str = ""
    """Code of the second session; empty when the session is outside every day."""
    subject: str = ""
    """Slug of the room or code of the person that is needed twice."""

    def concerns(self, code: str) -> bool:
        return code in {self.session, self.other}


def conflicts_in(schedule: Schedule) -> tuple[Conflict, ...]:
    """Return every conflict, in the order of the programme. Cancelled sessions do not count."""
    place = {session.code: number for number, session in enumerate(schedule.sessions)}
    planned = [s for s in schedule.sessions if s.starts_at and not s.is_cancelled]
    busy = [s for s in planned if s.kind not in FREE_KINDS]
    found = [
        *_twice(ConflictKind.ROOM, ((s.room, s) for s in busy if s.room)),
        *_twice(ConflictKind.PERSON, ((a.person, s) for s in busy for a in s.speakers)),
        *_outside(schedule, planned),
    ]
    return tuple(
        sorted(found, key=lambda c: (place[c.session], place.get(c.other, -1), c.kind.value))
    )


def _twice(kind: ConflictKind, uses: Iterable[tuple[str, ScheduleSession]]) -> Iterator[Conflict]:
    by_subject: dict[str, dict[str, ScheduleSession]] = defaultdict(dict)
    for subject, session in uses:
        by_subject[subject][session.code] = session
    for subject, sessions in by_subject.items():
        for first, second in overlaps(sessions.values()):
            yield Conflict(kind, first.code, second.code, subject)


def overlaps(sessions: Iterable[ScheduleSession]) -> Iterator[Pair]:
    """Yield the pairs that share some time: a sweep over the starts, O(n log n) plus the pairs.

    Of two that start at the same time, the one given first comes first.
    """
    running: list[tuple[datetime, int, ScheduleSession]] = []
    timed = [(s.starts_at, s.ends_at, n, s) for n, s in enumerate(sessions)]
    for start, end, number, session in sorted(timed, key=lambda entry: (entry[0], entry[2])):
        if start is None or end is None or end <= start:
            continue
        while running and running[0][0] <= start:
            heappop(running)
        for _end, _number, earlier in sorted(running, key=lambda entry: entry[1]):
            yield earlier, session
        heappush(running, (end, number, session))


def _outside(schedule: Schedule, planned: list[ScheduleSession]) -> Iterator[Conflict]:
    if not schedule.days:
        return
    for session in planned:
        start, end = session.starts_at, session.ends_at
        if start is None or end is None:
            continue
        if not any(day.starts_at <= start and end <= day.ends_at for day in schedule.days):
            yield Conflict(ConflictKind.OUTSIDE, session.code)


def sentence(conflict: Conflict, schedule: Schedule, about: str = "") -> str:
    """Say what is wrong in the active language, seen from the session ``about`` when given."""
    first, second = conflict.session, conflict.other
    if about == second:
        first, second = second, first
    session = schedule.session[first]
    if conflict.kind is ConflictKind.OUTSIDE:
        return _("“%(session)s” (%(time)s) lies outside the hours of every day.") % {
            "session": session.title,
            "time": _hours(session),
        }
    other = schedule.session[second]
    facts = {
        "session": session.title,
        "time": _hours(session),
        "other": other.title,
        "other_time": _hours(other),
    }
    if conflict.kind is ConflictKind.ROOM:
        facts["room"] = schedule.room[conflict.subject].name
        return (
            _(
                "%(room)s is needed twice at once: “%(session)s” (%(time)s) "
                "and “%(other)s” (%(other_time)s)."
            )
            % facts
        )
    facts["person"] = schedule.person[conflict.subject].name
    return (
        _(
            "%(person)s is in two sessions at once: “%(session)s” (%(time)s) "
            "and “%(other)s” (%(other_time)s)."
        )
        % facts
    )


def _hours(session: ScheduleSession) -> str:
    if session.starts_at is None or session.ends_at is None:
        return ""
    form = pgettext("a moment in the list of changes, see Django's date filter", "D j M, H:i")
    return f"{date_format(session.starts_at, form)}–{session.ends_at:%H:%M}"  # noqa: RUF001 -- a dash between hours
