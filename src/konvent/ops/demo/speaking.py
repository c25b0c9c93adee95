# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Somebody on stage for the demonstration, who comes in with a link and needs no account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.programme.queries import published_schedule
from konvent.registration.actions import make_speaker_link
from konvent.registration.links import speaker_link

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention
    from konvent.programme.schedule import Schedule, ScheduleSession


def link_of_a_speaker(*, convention: Convention, at: datetime) -> str:
    """Return the link of somebody who is on stage now; the same as long as they are."""
    schedule = published_schedule(convention.slug)
    session = _on_stage(schedule, at) if schedule else None
    if schedule is None or session is None:
        return ""
    name = schedule.person[session.speakers[0].person].name
    valid = convention.speaker_links.valid().filter(session_code=session.code, name=name)
    link = valid.first() or make_speaker_link(
        convention=convention, code=session.code, name=name, actor=None, at=at
    )
    return speaker_link(link)


def _on_stage(schedule: Schedule, at: datetime) -> ScheduleSession | None:
    """Return a session that is on with somebody in it, else the next one."""
    spoken = [
        session
        for session in schedule.scheduled
        if session.speakers
        and not session.is_cancelled
        and session.ends_at
        and session.ends_at > at
    ]
    return min(spoken, key=lambda session: (session.starts_at, session.code), default=None)
