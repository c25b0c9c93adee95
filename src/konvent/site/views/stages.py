# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""All stages with what is on now, and one stage with its picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _

from konvent.foundation.access import Access
from konvent.site.entry import Entry, entries
from konvent.site.now import on_stages, watch_stages
from konvent.site.page import public_page, show

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from konvent.programme.schedule import Schedule, ScheduleDay
    from konvent.site.edition import Edition
    from konvent.site.now import OnStage


@public_page()
def stages(request: HttpRequest, edition: Edition) -> HttpResponse:
    now = on_stages(edition)
    response = show(
        request,
        edition,
        "site/stages.html",
        {"stages": now, "rooms": edition.stages},
        section="stages",
    )
    return watch_stages(response, edition, now)


@public_page(access=Access.STAGE)
def stage(request: HttpRequest, edition: Edition, room: str) -> HttpResponse:
    stages = {stage.room.slug: stage for stage in on_stages(edition)}
    if room not in stages:
        raise Http404(_("There is no such stage."))
    here = stages[room]
    day = _day_shown(edition.schedule, here)
    context = {
        "room": here.room,
        "stage": here,
        "stages": [*stages.values()],
        "others": [other for other in stages.values() if other is not here],
        "entry": _playing(edition.schedule, here),
        "day": day,
        "shown_from": _shown_from(here),
        "day_entries": _entries_of(edition.schedule, here, day),
        "player": {
            "address": f"/{edition.slug}/media/{room}/master.m3u8",
            "name": here.room.name,
            "door": f"/{edition.slug}/door/",
        },
        "is_part": True,
        "mood": "dim",
    }
    response = show(request, edition, "site/stage.html", context, section="stages")
    return watch_stages(response, edition, [*stages.values()])


def _playing(schedule: Schedule, stage: OnStage) -> Entry | None:
    session = schedule.session.get(stage.now.code) if stage.now else None
    return Entry(session, schedule) if session else None


def _day_shown(schedule: Schedule, stage: OnStage) -> ScheduleDay | None:
    """Return the day of what is on, else of what comes next, else the last one."""
    for item in (stage.now, stage.next):
        session = schedule.session.get(item.code) if item else None
        if session and (day := schedule.day_of(session)):
            return day
    return schedule.days[-1] if schedule.days else None


def _shown_from(stage: OnStage) -> datetime | None:
    """Return the moment before which everything on this stage is over."""
    item = stage.now or stage.next
    return item.starts_at if item else None


def _entries_of(schedule: Schedule, stage: OnStage, day: ScheduleDay | None) -> list[Entry]:
    here = schedule.in_room(stage.room.slug)
    return entries(schedule, [session for session in here if schedule.day_of(session) is day])
