# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The programme as files, for apps and calendars that follow it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from konvent.convention.models import Convention
from konvent.foundation.published import published
from konvent.programme.formats.calendar import among, everything, on_day, write_calendar
from konvent.programme.formats.json_writer import write_json
from konvent.programme.formats.xml_writer import write_xml
from konvent.programme.queries import publications, published_schedule

if TYPE_CHECKING:
    from django.http import HttpRequest

    from konvent.programme.formats.calendar import Choice
    from konvent.programme.schedule import Schedule

PROGRAMME = "{convention}/programme"
XML = "application/xml; charset=utf-8"
JSON = "application/json"
CALENDAR = "text/calendar; charset=utf-8"
MOST_CODES = 500


@require_safe
@published(PROGRAMME)
def schedule_xml(request: HttpRequest, *, convention: str) -> HttpResponse:  # noqa: ARG001 -- a view
    """Show the published programme as schedule.xml."""
    return _file(write_xml(_published(convention), _home(convention)), XML)


@require_safe
@published(PROGRAMME)
def schedule_json(request: HttpRequest, *, convention: str) -> HttpResponse:  # noqa: ARG001 -- a view
    """Show the published programme as schedule.json."""
    return _file(write_json(_published(convention), _home(convention)).encode(), JSON)


@require_safe
@published(PROGRAMME)
def schedule_ics(request: HttpRequest, *, convention: str) -> HttpResponse:  # noqa: ARG001 -- a view
    """Show the whole published programme as a calendar."""
    return _calendar(convention, _published(convention), everything)


@require_safe
@published(PROGRAMME)
def day_ics(request: HttpRequest, *, convention: str, day: str) -> HttpResponse:  # noqa: ARG001 -- a view
    """Show one day of the programme as a calendar."""
    schedule = _published(convention)
    if day not in {one.date.isoformat() for one in schedule.days}:
        raise Http404(_("There is no such day in this programme."))
    return _calendar(convention, schedule, on_day(date.fromisoformat(day), schedule))


@require_safe
@published(PROGRAMME)
def session_ics(request: HttpRequest, *, convention: str, code: str) -> HttpResponse:  # noqa: ARG001 -- a view
    """Show one session as a calendar; a dropped one as cancelled."""
    schedule = _published(convention)
    found = write_calendar(schedule, publications(convention), _home(convention), among([code]))
    if b"BEGIN:VEVENT" not in found:
        raise Http404(_("There is no such session in this programme."))
    return _file(found, CALENDAR)


@require_safe
@never_cache
def agenda_ics(request: HttpRequest, *, convention: str) -> HttpResponse:
    """Show the sessions named in the address as a calendar: somebody's own agenda."""
    codes = request.GET.get("s", "").split(",")[:MOST_CODES]
    return _calendar(convention, _published(convention), among(codes))


def _published(slug: str) -> Schedule:
    schedule = published_schedule(slug)
    if schedule is None or not Convention.objects.listed().filter(slug=slug).exists():
        raise Http404(_("There is no published programme here."))
    return schedule


def _home(slug: str) -> str:
    return f"{settings.PUBLIC_URL}/{slug}"


def _calendar(slug: str, schedule: Schedule, choose: Choice) -> HttpResponse:
    return _file(write_calendar(schedule, publications(slug), _home(slug), choose), CALENDAR)


def _file(content: bytes, kind: str) -> HttpResponse:
    """Answer with a file that pages of other sites may read as well."""
    return HttpResponse(content, content_type=kind, headers={"Access-Control-Allow-Origin": "*"})
