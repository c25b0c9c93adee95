# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The producer's desk: one page for all stages, and one for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from konvent.convention.access import staff_page
from konvent.foundation.media.names import still_name
from konvent.foundation.overlays import OVERLAYS, address_of
from konvent.foundation.refusals import RefusedError
from konvent.people.access import signed_in
from konvent.people.permissions import may_produce
from konvent.programme.queries import published_schedule
from konvent.stage import actions
from konvent.stage.desk import desk_of, disk, log_of, look_at_move
from konvent.stage.models import CARD, SLATE, Beginning, Cue, SourceRole
from konvent.stage.previews import Preview
from konvent.stage.queries import (
    describe_picture,
    look_closely,
    media_folder,
    stage_slugs,
    stages_now,
    was_rehearsal_on_stage,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from konvent.convention.models import Convention
    from konvent.foundation.overlays import Overlay
    from konvent.programme.models import Room
    from konvent.programme.schedule import Schedule
    from konvent.stage.desk import Desk, Look

NOTHING = "-"
MOST_IN_FULL = 16
"""A page may watch 128 topics: with more stages than these, the page of all shows less of each."""
USUAL_MINUTES = 7
REHEARSAL = gettext_noop(
    "It ended before it was to begin, so it is taken for a rehearsal: its recording stays withheld "
    "until somebody publishes it."
)
QUICK_MINUTES = (5, 7, 10, 15, -5)


@staff_page(may_produce, "GET")
def producer(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Every stage: what is on, what comes, how its sources are, and how many watch."""
    schedule = published_schedule(convention.slug)
    desks = _desks(convention, schedule) if schedule else []
    context = {
        "convention": convention,
        "desks": desks,
        "is_in_full": len(desks) <= MOST_IN_FULL,
        "nothing": NOTHING,
        "disk": disk(),
    }
    return render(request, "stage/producer.html", context)


@staff_page(may_produce)
def producer_desk(request: HttpRequest, convention: Convention, room: str) -> HttpResponse:
    """One stage with everything that its producer sees and does."""
    schedule = published_schedule(convention.slug)
    if request.method == "POST":
        return _do(request, get_object_or_404(convention.rooms, slug=room))
    desks = _desks(convention, schedule) if schedule else []
    desk = next((desk for desk in desks if desk.room.slug == room), None)
    if schedule is None or desk is None:
        raise Http404(_("There is no such stage."))
    context = {
        "convention": convention,
        "desk": desk,
        "desks": desks,
        "nothing": NOTHING,
        "look": _look(request, schedule, desk.room),
        "usual_minutes": USUAL_MINUTES,
        "quick_minutes": QUICK_MINUTES,
        "most_minutes": actions.MOST_MINUTES,
        "overlays": _overlays(convention, room),
        "disk": disk(),
        "log": log_of(desk.room),
    }
    return render(request, "stage/producer_desk.html", context)


@staff_page(may_produce, "GET")
def producer_still(
    request: HttpRequest,  # noqa: ARG001 -- a view
    convention: Convention,
    room: str,
    role: str,
) -> HttpResponse:
    """Answer the newest small picture of a source."""
    stage = get_object_or_404(convention.rooms, slug=room)
    if role not in SourceRole.values:
        raise Http404
    try:
        folder = media_folder(convention.slug, stage.slug)
        look_closely(folder)
        picture = (folder / still_name(role)).read_bytes()
    except OSError:
        raise Http404 from None
    answer = HttpResponse(picture, content_type="image/jpeg")
    answer["Cache-Control"] = "no-store"
    return answer


@staff_page(may_produce, "GET")
def producer_preview(
    request: HttpRequest,  # noqa: ARG001 -- a view
    convention: Convention,
    room: str,
    name: str,
) -> HttpResponse:
    """Answer what a source sends at this moment, as a playlist."""
    stage = get_object_or_404(convention.rooms, slug=room, has_picture=True)
    if name not in {*SourceRole.values, SLATE, CARD}:
        raise Http404
    address = f"/{convention.slug}/media/{stage.slug}/"
    playlist = Preview(media_folder(convention.slug, stage.slug), address).playlist_of(name)
    if playlist is None:
        raise Http404
    answer = HttpResponse(playlist, content_type="application/vnd.apple.mpegurl")
    answer["Cache-Control"] = "no-store"
    return answer


def _desks(convention: Convention, schedule: Schedule) -> list[Desk]:
    """Return the desks of all stages, in the order of the programme, in a few queries."""
    at, states = timezone.now(), stages_now(convention.slug)
    rooms = convention.rooms.filter(has_picture=True).select_related("convention", "channel")
    known = {room.slug: room for room in rooms.prefetch_related("sources", "cues")}
    return [
        desk_of(schedule, known[slug], states[slug], describe_picture(known[slug]), at)
        for slug in stage_slugs(schedule)
        if slug in known
    ]


def _overlays(convention: Convention, room: str) -> list[tuple[Overlay, list[tuple[str, str]]]]:
    """Return every overlay of a stage with its whole addresses, by language."""

    def whole(overlay: Overlay, language: str) -> str:
        place = {"convention": convention.slug, "language": language, "room": room}
        return settings.PUBLIC_URL + address_of(overlay, **place)

    spoken = convention.languages or [convention.default_language]
    return [(overlay, [(code, whole(overlay, code)) for code in spoken]) for overlay in OVERLAYS]


def _look(request: HttpRequest, schedule: Schedule, room: Room) -> Look | None:
    """Return the move that somebody wants to look at first."""
    minutes = _number(request.GET.get("late", ""))
    if not 0 < abs(minutes) <= actions.MOST_MINUTES:
        return None
    cues = Cue.objects.filter(room__convention=room.convention).select_related("room")
    return look_at_move(schedule, room, cues, minutes, timezone.now())


def _number(typed: str) -> int:
    digits = typed.removeprefix("-")
    return int(typed) if digits.isdecimal() and len(digits) < 5 else 0  # noqa: PLR2004 -- more digits are no minutes


def _do(request: HttpRequest, stage: Room) -> HttpResponse:
    """Do what a button says, and lead back to the page that it stands on."""
    verb, _colon, thing = request.POST.get("deed", "").partition(":")
    deed = DEEDS.get(verb)
    if deed is None:
        raise Http404
    who: Any = {"at": timezone.now(), "by": signed_in(request)}
    try:
        messages.success(request, deed(stage, thing or request.POST.get("thing", ""), **who))
    except (RefusedError, actions.CannotPutOnStageError) as refusal:
        messages.error(request, str(refusal))
    slug = stage.convention.slug
    if request.POST.get("from") == "all":
        return HttpResponseRedirect(f"{reverse('stage:producer', args=[slug])}#{stage.slug}")
    return HttpResponseRedirect(reverse("stage:producer_desk", args=[slug, stage.slug]))


def _put(stage: Room, thing: str, **who: Any) -> str:  # noqa: ANN401 -- an action's at and by
    if thing == NOTHING:
        actions.put_on_stage(room=stage, session=None, **who)
        return _("Nothing is on at %(stage)s.") % {"stage": stage}
    session = get_object_or_404(stage.convention.sessions, code=thing)
    actions.put_on_stage(room=stage, session=session, **who)
    facts = {"stage": stage, "title": session.title}
    return _("“%(title)s” is on at %(stage)s now.") % facts


def _follow(stage: Room, _thing: str, **who: Any) -> str:  # noqa: ANN401 -- see above
    actions.return_to_schedule(room=stage, **who)
    return _("%(stage)s follows the schedule.") % {"stage": stage}


def _begin(stage: Room, thing: str, **who: Any) -> str:  # noqa: ANN401 -- see above
    session = get_object_or_404(stage.convention.sessions, code=thing)
    actions.begin_session(room=stage, session=session, **who)
    return _("“%(title)s” has begun.") % {"title": session.title}


def _end(stage: Room, _thing: str, **who: Any) -> str:  # noqa: ANN401 -- see above
    running = Cue.objects.filter(room=stage, began_at__isnull=False, ended_at=None).first()
    actions.end_session(room=stage, **who)
    said = _("The session at %(stage)s has ended.") % {"stage": stage}
    if running and was_rehearsal_on_stage(stage, running.session_code):
        return f"{said} {_(REHEARSAL)}"
    return said


def _move(stage: Room, thing: str, **who: Any) -> str:  # noqa: ANN401 -- see above
    minutes = _number(thing)
    actions.move_rest(room=stage, minutes=minutes, **who)
    facts = {"stage": stage, "minutes": abs(minutes)}
    if minutes < 0:
        return _("%(stage)s is earlier again by up to %(minutes)s minutes.") % facts
    return _("%(stage)s is %(minutes)s minutes later. Every open page says so.") % facts


def _take_back(stage: Room, _thing: str, **who: Any) -> str:  # noqa: ANN401 -- see above
    actions.take_back_move(room=stage, **who)
    return _("The last move at %(stage)s is taken back.") % {"stage": stage}


def _hold(stage: Room, thing: str, **who: Any) -> str:  # noqa: ANN401 -- see above
    actions.hold_source(room=stage, name=thing, **who)
    return _("It stays on air at %(stage)s until you say otherwise.") % {"stage": stage}


def _release(stage: Room, _thing: str, **who: Any) -> str:  # noqa: ANN401 -- see above
    actions.release_source(room=stage, **who)
    return _("%(stage)s chooses again by itself what is on air.") % {"stage": stage}


def _choose_beginning(stage: Room, thing: str, **who: Any) -> str:  # noqa: ANN401 -- see above
    if thing not in Beginning.values:
        raise Http404
    actions.choose_beginning(room=stage, beginning=Beginning(thing), **who)
    return _("Sessions at %(stage)s begin and end that way from now on.") % {"stage": stage}


DEEDS: dict[str, Callable[..., str]] = {
    "put": _put,
    "follow": _follow,
    "begin": _begin,
    "end": _end,
    "move": _move,
    "take-back": _take_back,
    "hold": _hold,
    "release": _release,
    "beginning": _choose_beginning,
}
