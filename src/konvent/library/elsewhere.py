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

    When it is planned counts, when it is published, and when it really was on, each for itself:
    what was rehearsed the evening before takes nothing of the night between. Spans may overlap.
    """
    refused = _refused(room)
    found = [*_planned(room), *_real(room)]
    return list(dict.fromkeys(span for code, span in found if code in refused))


def _real(room: Room) -> list[tuple[str, Span]]:
    """Return when sessions really were on; what still is has no end."""
    return [
        (code, Span(began.timestamp(), ended.timestamp() if ended else inf))
        for find in _finders
        for code, (began, ended) in find(room=room).items()
    ]


def _planned(room: Room) -> list[tuple[str, Span]]:
    """Return the times of a stage's sessions, as they are planned now and as they are published."""
    schedule = published_schedule(room.convention.slug)
    published = schedule.in_room(room.slug) if schedule else ()
    sessions: list[Session | ScheduleSession] = [*room.sessions.all(), *published]
    return [
        (one.code, Span(one.starts_at.timestamp(), one.ends_at.timestamp()))
        for one in sessions
        if one.starts_at and one.ends_at
    ]


def _refused(room: Room) -> set[str]:
    """Return the codes of what is not to be recorded; the working copy knows it first."""
    schedule = published_schedule(room.convention.slug)
    says = {one.code: one.do_not_record for one in (schedule.session.values() if schedule else ())}
    says |= dict(room.convention.sessions.values_list("code", "do_not_record"))
    return {code for code, is_refused in says.items() if is_refused}
