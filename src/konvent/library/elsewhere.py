# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""When a stage showed what is not to be kept; who leads the stages says what was on there."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Protocol

from konvent.library.media.tape import Span
from konvent.programme.queries import published_schedule

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from konvent.programme.models import Room, Session
    from konvent.programme.schedule import ScheduleSession


class FindTimes(Protocol):
    """Return when sessions really were on a stage, by their codes; no end: they still are."""

    def __call__(self, *, room: Room) -> Mapping[str, tuple[datetime, datetime | None]]: ...


_finders: list[FindTimes] = []


def find_times_with(find: FindTimes) -> None:
    """Ask there, besides."""
    if find not in _finders:
        _finders.append(find)


def refused_spans(room: Room) -> list[Span]:
    """Return when a stage showed sessions that are not to be recorded.

    Each lasts from the first moment of which anybody says that it was on to the last, planned or
    real: rather too much is left out than too little.
    """
    moments: dict[str, list[float]] = {}
    for code, planned in _planned(room):
        moments.setdefault(code, []).extend(planned)
    for find in _finders:
        for code, (began, ended) in find(room=room).items():
            real = (began.timestamp(), ended.timestamp() if ended else inf)
            moments.setdefault(code, []).extend(real)
    refused = _refused(room)
    return [Span(min(found), max(found)) for code, found in moments.items() if code in refused]


def _planned(room: Room) -> list[tuple[str, tuple[float, float]]]:
    """Return the times of a stage's sessions, as they are planned now and as they are published."""
    schedule = published_schedule(room.convention.slug)
    published = schedule.in_room(room.slug) if schedule else ()
    sessions: list[Session | ScheduleSession] = [*room.sessions.all(), *published]
    return [
        (one.code, (one.starts_at.timestamp(), one.ends_at.timestamp()))
        for one in sessions
        if one.starts_at and one.ends_at
    ]


def _refused(room: Room) -> set[str]:
    """Return the codes of what is not to be recorded; the working copy knows it first."""
    schedule = published_schedule(room.convention.slug)
    says = {one.code: one.do_not_record for one in (schedule.session.values() if schedule else ())}
    says |= dict(room.convention.sessions.values_list("code", "do_not_record"))
    return {code for code, is_refused in says.items() if is_refused}
