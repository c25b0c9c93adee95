# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The producer's board: what is on each stage, and what is on next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from konvent.convention.access import staff_page
from konvent.foundation.texts import Text
from konvent.people.access import signed_in
from konvent.people.permissions import may_produce
from konvent.programme.queries import published_schedule
from konvent.stage.actions import CannotPutOnStageError, put_on_stage, return_to_schedule
from konvent.stage.models import NowMode
from konvent.stage.queries import stage_slugs, stages_now

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention
    from konvent.foundation.topics import State
    from konvent.programme.models import Room
    from konvent.programme.schedule import Schedule, ScheduleRoom, ScheduleSession

NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage as the producer sees it."""

    room: ScheduleRoom
    state: State
    today: list[ScheduleSession]
    """What may come still, what is on now included."""
    earlier: list[ScheduleSession]
    """What is over, the latest first."""
    others: list[ScheduleSession]

    @property
    def now(self) -> str:
        """Code of the session on now."""
        return str(self.state.get("session", {}).get("code", ""))

    @property
    def coming(self) -> str:
        """Code of the session that comes next."""
        return str(self.state.get("next", {}).get("code", ""))

    @property
    def title(self) -> Text:
        return Text(self.state.get("session", {}).get("title"))

    @property
    def next_title(self) -> Text:
        return Text(self.state.get("next", {}).get("title"))

    @property
    def is_by_hand(self) -> bool:
        return bool(self.state["mode"] == NowMode.BY_HAND)


@staff_page(may_produce, "GET")
def producer(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Every stage, with what is on now and what could be."""
    schedule = published_schedule(convention.slug)
    stages = _stages(schedule, timezone.now()) if schedule else []
    context = {"convention": convention, "stages": stages, "nothing": NOTHING}
    return render(request, "stage/producer.html", context)


@staff_page(may_produce, "POST")
def put(request: HttpRequest, convention: Convention, room: str) -> HttpResponse:
    """Put a session on stage, or nothing, or let the schedule decide."""
    stage = get_object_or_404(convention.rooms, slug=room)
    try:
        _put(request, stage)
    except CannotPutOnStageError as refusal:
        messages.error(request, str(refusal))
    board = reverse("stage:producer", args=[convention.slug])
    return HttpResponseRedirect(f"{board}#{stage.slug}")


def _put(request: HttpRequest, stage: Room) -> None:
    at, by = timezone.now(), signed_in(request)
    code = request.POST.get("session")
    if code is None:
        return_to_schedule(room=stage, at=at, by=by)
        messages.success(request, _("%(stage)s follows the schedule.") % {"stage": stage})
    elif code == NOTHING:
        put_on_stage(room=stage, session=None, at=at, by=by)
        messages.success(request, _("Nothing is on at %(stage)s.") % {"stage": stage})
    else:
        session = get_object_or_404(stage.convention.sessions, code=code)
        put_on_stage(room=stage, session=session, at=at, by=by)
        facts = {"stage": stage, "title": session.title}
        messages.success(request, _("“%(title)s” is on at %(stage)s now.") % facts)


def _stages(schedule: Schedule, at: datetime) -> list[Stage]:
    states = stages_now(schedule.convention.slug)
    return [_stage(schedule, slug, states[slug], at) for slug in stage_slugs(schedule)]


def _stage(schedule: Schedule, slug: str, state: State, at: datetime) -> Stage:
    planned = [session for session in schedule.in_room(slug) if not session.is_cancelled]
    days = sorted({_date(session, at) for session in planned if session.starts_at})
    here = timezone.localdate(at)
    coming = [day for day in days if day >= here] or days[-1:]
    shown = coming[0] if coming else here
    today = [session for session in planned if _date(session, at) == shown]
    known = {session.code for session in today}
    others = [
        session
        for session in schedule.sessions
        if session.code not in known and not session.is_cancelled
    ]
    on_now = state.get("session", {}).get("code")
    over = [s for s in today if s.ends_at and s.ends_at <= at and s.code != on_now]
    coming_up = [session for session in today if session not in over]
    return Stage(schedule.room[slug], state, coming_up, over[::-1], others)


def _date(session: ScheduleSession, at: datetime) -> date:
    return session.starts_at.date() if session.starts_at else at.date()
