# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The first page: what it is, when, what is on each stage now, and where to go from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from konvent.programme.models import SessionKind
from konvent.registration.queries import takes_registrations
from konvent.site.day_band import Band, day_band
from konvent.site.entry import Entry, entries
from konvent.site.now import on_stages, watch_stages
from konvent.site.page import public_page, show
from konvent.site.people import Speaker, speakers_of
from konvent.site.recordings import shelf
from konvent.site.views.programme import current_day

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from konvent.programme.schedule import Schedule, ScheduleDay
    from konvent.site.edition import Edition

HIGHLIGHTS = 4
SPEAKERS = 12
NEWEST = 4
BEFORE, DURING, AFTER = "before", "during", "after"


@dataclass(frozen=True, slots=True)
class DayCard:
    """A day with its theme and what is worth getting up for."""

    day: ScheduleDay
    band: Band
    highlights: list[Entry]
    count: int


@public_page("{convention}/library")
def home(request: HttpRequest, edition: Edition) -> HttpResponse:
    now = timezone.now()
    stages = on_stages(edition)
    today = current_day(edition.schedule, now)
    recordings = shelf(edition)
    context = {
        "now": now,
        "phase": phase(edition, now),
        "takes_registrations": takes_registrations(edition.convention, at=now),
        "today": today,
        "hero_band": day_band(edition.schedule, today) if today else None,
        "stages": stages,
        "live": next((stage for stage in stages if stage.now), None),
        "days": [_day_card(edition.schedule, day) for day in edition.schedule.days],
        "recordings": recordings[:NEWEST],
        "recording_count": len(recordings),
        "speakers": _prominent(edition.schedule),
        "speaker_count": len(speakers_of(edition.schedule)),
        "organisations": edition.schedule.organisations,
    }
    response = show(request, edition, "site/home.html", context, section="home")
    return watch_stages(response, edition, stages)


def phase(edition: Edition, at: datetime) -> str:
    """Say whether the convention is still to come, going on, or over."""
    if edition.starts_at is None or at < edition.starts_at:
        return BEFORE
    if edition.ends_at is not None and at < edition.ends_at:
        return DURING
    return AFTER


def _day_card(schedule: Schedule, day: ScheduleDay) -> DayCard:
    today = [session for session in schedule.on_day(day) if session.kind != SessionKind.BREAK]
    prominent = (SessionKind.OPENING, SessionKind.KEYNOTE, SessionKind.PANEL)
    ranked = sorted(
        (session for session in today if session.kind in prominent and not session.is_cancelled),
        key=lambda session: (session.is_fictional, prominent.index(SessionKind(session.kind))),
    )
    chosen = {session.code for session in ranked[:HIGHLIGHTS]}
    highlights = [session for session in today if session.code in chosen]
    return DayCard(day, day_band(schedule, day), entries(schedule, highlights), len(today))


def _prominent(schedule: Schedule) -> list[Speaker]:
    """Return those in a keynote, an opening or a panel first, real people before invented ones."""
    weight = {SessionKind.KEYNOTE: 0, SessionKind.OPENING: 1, SessionKind.PANEL: 2}
    rank: dict[str, int] = {}
    for session in schedule.sessions:
        for appearance in session.speakers:
            mine = weight.get(SessionKind(session.kind), 3) if session.kind in SessionKind else 3
            rank[appearance.person] = min(mine, rank.get(appearance.person, 9))
    people = sorted(
        (person for person in schedule.people if person.code in rank),
        key=lambda person: (person.is_fictional, rank[person.code]),
    )
    return [
        Speaker(person, schedule.organisation.get(person.organisation))
        for person in people[:SPEAKERS]
    ]
