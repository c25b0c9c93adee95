# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The programme: a day as a list and as a grid of stages, and the index that search reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from konvent.foundation.languages import name_of_language
from konvent.site.entry import entries
from konvent.site.now import on_stages, watch_stages
from konvent.site.page import public_page, show
from konvent.site.search import index_line
from konvent.site.timetable import timetable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.http import HttpRequest, HttpResponse

    from konvent.programme.schedule import Schedule, ScheduleDay
    from konvent.site.edition import Edition
    from konvent.site.entry import Entry


@public_page()
def programme(request: HttpRequest, edition: Edition) -> HttpResponse:
    day = current_day(edition.schedule, timezone.now())
    if day is None:
        return show(request, edition, "site/programme_empty.html", {}, section="programme")
    return _day_page(request, edition, day)


@public_page()
def programme_day(request: HttpRequest, edition: Edition, date: date) -> HttpResponse:
    day = next((day for day in edition.schedule.days if day.date == date), None)
    if day is None:
        raise Http404(_("The convention has no such day."))
    return _day_page(request, edition, day)


@public_page()
def programme_index(request: HttpRequest, edition: Edition) -> HttpResponse:  # noqa: ARG001 -- a view
    """Answer what the browser searches in, and what it needs to show an agenda."""
    lines = {entry.session.code: index_line(entry) for entry in entries_of(edition.schedule)}
    return JsonResponse(lines, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})


def current_day(schedule: Schedule, at: datetime) -> ScheduleDay | None:
    """Return today's day of the programme, else the next, else the first."""
    coming = next((day for day in schedule.days if at < day.ends_at), None)
    return coming or next(iter(schedule.days), None)


def entries_of(schedule: Schedule) -> list[Entry]:
    return entries(schedule, schedule.sessions)


def _day_page(request: HttpRequest, edition: Edition, day: ScheduleDay) -> HttpResponse:
    stages = on_stages(edition)
    table = timetable(edition.schedule, day)
    today = [cell.entry for cell in table.cells]
    context = {
        "day": day,
        "days": edition.schedule.days,
        "timetable": table,
        "count": len(today),
        "stages": stages,
        **choices(edition.schedule, today),
    }
    response = show(request, edition, "site/programme.html", context, section="programme")
    return watch_stages(response, edition, stages)


def choices(schedule: Schedule, today: Iterable[Entry]) -> dict[str, Any]:
    """Return what the filters of these sessions offer; one choice alone is none."""
    shown = list(today)
    rooms = {entry.session.room for entry in shown}
    tracks = {entry.session.track for entry in shown}
    kinds = {entry.session.kind: entry.kind_name for entry in shown if not entry.is_break}
    languages = {entry.session.language for entry in shown if entry.session.language}
    return {
        "room_choices": [(r.slug, r.name) for r in schedule.rooms if r.slug in rooms],
        "track_choices": [(t.slug, t.name) for t in schedule.tracks if t.slug in tracks],
        "kind_choices": sorted(kinds.items(), key=lambda choice: choice[1]),
        "language_choices": sorted((code, name_of_language(code)) for code in languages),
    }
