# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What is on the stages, in the words of the published programme."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q, Subquery

from konvent.foundation.media.memory import place_in_memory
from konvent.foundation.media.names import LEVELS, PICTURE, WATCHED
from konvent.programme.models import Room, Session
from konvent.programme.queries import published_schedule
from konvent.stage.models import Channel, Cue, Quality, Slate, Source
from konvent.stage.run_of_show import current_day, of_day, run_of_show

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from konvent.foundation.topics import State
    from konvent.programme.schedule import Schedule, ScheduleSession
    from konvent.stage.run_of_show import Line

SHOWN_AFTER_THE_END = timedelta(days=1)
"""How long after its last day a convention's stages still have a picture."""


def now_on_stage(convention: str, room: str) -> State | None:
    """Return the state of the topic ``stage/<room>/now``; None when there is no such stage.

    It depends on the channel and on the published programme, never on the clock: whoever
    notices that time has passed writes it down with an action.
    """
    schedule = published_schedule(convention)
    if schedule is None or room not in stage_slugs(schedule):
        return None
    channel = Channel.objects.filter(room__convention__slug=convention, room__slug=room).first()
    cues = Cue.objects.filter(room__convention__slug=convention, room__slug=room)
    return describe(schedule, channel or Channel(), run_of_show(schedule, room, cues))


def was_rehearsal_on_stage(room: Room, code: str) -> bool:
    """Whether what has ended on a stage is taken for a rehearsal of its session."""
    schedule = published_schedule(room.convention.slug)
    cues = Cue.objects.filter(room=room, session_code=code)
    lines = run_of_show(schedule, room.slug, cues) if schedule else []
    return any(line.was_rehearsal for line in lines)


def today_on_stage(room: Room, at: datetime) -> list[Line]:
    """Return the run of show of the day that a stage is in."""
    schedule = published_schedule(room.convention.slug)
    if schedule is None:
        return []
    lines = run_of_show(schedule, room.slug, Cue.objects.filter(room=room))
    return of_day(schedule, lines, current_day(schedule, lines, at))


def show_of_stage(convention: str, room: str) -> State | None:
    """Return the state of the topic ``stage/<room>/show``; None when there is no such stage.

    It says the moments that were written down; what the programme has is on the desk already.
    """
    stage = Room.objects.filter(convention__slug=convention, slug=room, has_picture=True).first()
    if stage is None:
        return None
    channel = Channel.objects.filter(room=stage).first() or Channel()
    cues = Cue.objects.filter(room=stage).order_by("pk")
    return {
        "beginning": str(channel.beginning),
        "last_move": channel.last_move,
        "cues": {cue.session_code: _cue(cue) for cue in cues},
    }


def _cue(cue: Cue) -> State:
    moments = {"began": cue.began_at, "ended": cue.ended_at}
    return {
        "late": cue.minutes_late,
        "over": cue.is_over,
        **{name: moment.isoformat() for name, moment in moments.items() if moment},
    }


def is_stage(convention: str, room: str) -> bool:
    """Say whether there is a room with a picture of this name."""
    stages = Room.objects.filter(convention__slug=convention, slug=room, has_picture=True)
    return stages.exists()


def levels_of_stage(convention: str, room: str) -> State | None:
    """Return the state of the topic ``stage/<room>/levels``; None when there is no such stage."""
    if not is_stage(convention, room):
        return None
    try:
        folder = media_folder(convention, room)
        look_closely(folder)
        heard = json.loads((folder / LEVELS).read_text())
    except (OSError, ValueError):
        heard = {}
    return {"peaks": heard}


def look_closely(folder: Path) -> None:
    """Say that somebody watches: as long as they do, every segment of a source is looked at."""
    with suppress(OSError):
        (folder / WATCHED).touch()


def media_folder(convention: str, room: str) -> Path:
    """Return where the media process makes the picture of a stage: in memory, if there is some."""
    place = place_in_memory(settings.MEMORY, settings.DATA)
    made = place / convention / room if place else None
    return made if made and made.is_dir() else settings.DATA / "media" / convention / room


def picture_of_stage(convention: str, room: str) -> State | None:
    """Return the state of the topic ``stage/<room>/health``; None when there is no such stage."""
    stage = (
        Room.objects.filter(convention__slug=convention, slug=room, has_picture=True)
        .select_related("convention", "channel")
        .prefetch_related("sources")
        .first()
    )
    return None if stage is None else describe_picture(stage)


def describe_picture(stage: Room) -> State:
    """Say what a stage's picture is like, as JSON without nulls.

    What the media process has laid beside the picture may be newer than what the database took.
    """
    channel = getattr(stage, "channel", None) or Channel()
    seen = _seen(stage)
    health = seen.get("sources", {})
    state: State = {
        "quality": str(channel.quality),
        "troubles": seen.get("troubles", channel.troubles),
        "sources": {source.role: _source(source, health) for source in stage.sources.all()},
    }
    if on_air := seen.get("on_air", channel.on_air):
        state["on_air"] = on_air
    if on_air != channel.on_air:
        state["since"] = seen["since"]
    elif channel.on_air_since:
        state["since"] = channel.on_air_since.isoformat()
    if channel.held_source:
        state["held"] = channel.held_source
    if channel.film:
        state["film"] = channel.film.name
    return state


def _seen(stage: Room) -> State:
    """Return what the media process sees at this moment, if it works on this machine."""
    try:
        text = (media_folder(stage.convention.slug, stage.slug) / PICTURE).read_text()
        return dict(json.loads(text))
    except (OSError, ValueError):
        return {}


def _source(source: Source, seen: State) -> State:
    """Say how a source is: ``off``, ``waiting`` for its encoder, or ``live``, and its troubles."""
    health = seen.get(source.role, source.health) if source.is_on else {}
    return {
        "kind": source.kind,
        **({"port": source.port} if source.port else {}),
        "state": health.get("state", "waiting") if source.is_on else "off",
        "troubles": health.get("troubles", {}),
    }


def stages_with_picture(*, at: datetime) -> list[Room]:
    """Return the stages that have something to show: those of conventions that are not over."""
    last_end = Max("convention__days__ends_at")
    is_not_over = Q(last_end=None) | Q(last_end__gt=at - SHOWN_AFTER_THE_END)
    stages = Room.objects.filter(has_picture=True).annotate(
        last_end=last_end, forgets_until=_last_refusal()
    )
    return list(
        stages.filter(is_not_over)
        .select_related("convention", "channel__film")
        .prefetch_related("sources", "slates", "convention__slates")
        .order_by("pk")
    )


def moments_to_forget() -> dict[str, datetime]:
    """Return until when what a stage showed must not be kept, by the names of its folders."""
    stages = Room.objects.annotate(forgets_until=_last_refusal()).exclude(forgets_until=None)
    places = stages.values_list("convention__slug", "slug", "forgets_until")
    return {f"{convention}/{room}": until for convention, room, until in places}


def _last_refusal() -> Subquery:
    """Return when a session that must not be recorded last ended on a stage."""
    refused = Session.objects.filter(
        convention=OuterRef("room__convention"), code=OuterRef("session_code"), do_not_record=True
    )
    ended = Cue.objects.filter(Exists(refused), room=OuterRef("pk"), ended_at__isnull=False)
    return Subquery(ended.order_by("-ended_at").values("ended_at")[:1])


def slate_shown(room: Room) -> Slate | None:
    """Return what a stage's slate is made of besides the look: its own, or that of all stages."""
    own = [slate for slate in room.slates.all() if slate.is_shown]
    shared = [s for s in room.convention.slates.all() if s.is_shown and s.room_id is None]
    return next(iter([*own, *shared]), None)


def stages_now(convention: str) -> dict[str, State]:
    """Return the state of every stage of a convention, by slug and in their order."""
    schedule = published_schedule(convention)
    if schedule is None:
        return {}
    channels = {
        channel.room.slug: channel
        for channel in Channel.objects.filter(room__convention__slug=convention)
        .select_related("room")
        .order_by("pk")
    }
    cues: dict[str, list[Cue]] = {}
    for cue in Cue.objects.filter(room__convention__slug=convention).select_related("room"):
        cues.setdefault(cue.room.slug, []).append(cue)
    return {
        slug: describe(
            schedule,
            channels.get(slug) or Channel(),
            run_of_show(schedule, slug, cues.get(slug, ())),
        )
        for slug in stage_slugs(schedule)
    }


def stages_with_sound_alone(convention: str) -> set[str]:
    """Return the stages that can be heard without their picture, by slug."""
    channels = Channel.objects.filter(room__convention__slug=convention)
    return set(channels.exclude(quality=Quality.COPY).values_list("room__slug", flat=True))


def stages_without_sound_alone(convention: str) -> list[Room]:
    """Return the stages of which nothing can be heard without their picture."""
    rooms = Room.objects.filter(convention__slug=convention, has_picture=True)
    silent = rooms.filter(Q(channel=None) | Q(channel__quality=Quality.COPY))
    return list(silent.order_by("position", "pk"))


def stage_slugs(schedule: Schedule) -> list[str]:
    """Return the rooms of a programme that have a picture."""
    return [room.slug for room in schedule.rooms if room.has_picture]


def describe(schedule: Schedule, channel: Channel, lines: Sequence[Line] = ()) -> State:
    """Say what a channel shows, and what its stage expects at another time than was published.

    It is JSON without nulls.
    """
    zone = ZoneInfo(schedule.convention.timezone)
    session = schedule.session.get(channel.session_code)
    coming = schedule.session.get(channel.next_code)
    expected = {line.code: line for line in lines}
    state: State = {"mode": str(channel.mode)}
    if session:
        state["session"] = _facts(session, expected, zone) | _speakers(schedule, session)
    if coming:
        state["next"] = _facts(coming, expected, zone)
    if channel.since:
        state["since"] = channel.since.astimezone(zone).isoformat()
    if channel.quality != Quality.COPY:
        state["quality"] = str(channel.quality)
    if late := {x.code: _late(x, zone) for x in lines if x.minutes_late and not x.is_ended}:
        state["late"] = late
    return state


def _facts(session: ScheduleSession, expected: Mapping[str, Line], zone: ZoneInfo) -> State:
    """Name a session, with the times at which it is expected."""
    line = expected.get(session.code)
    times = {
        "starts": line.starts_at if line else session.starts_at,
        "ends": line.ends_at if line else session.ends_at,
    }
    return {
        "code": session.code,
        "title": dict(session.title),
        "kind": session.kind,
        **{name: m.astimezone(zone).isoformat() for name, m in times.items() if m},
        **({"late": line.minutes_late} if line and line.minutes_late else {}),
        **({"is_fictional": True} if session.is_fictional else {}),
    }


def _late(line: Line, zone: ZoneInfo) -> State:
    return {
        "minutes": line.minutes_late,
        "starts": line.starts_at.astimezone(zone).isoformat(),
        "ends": line.ends_at.astimezone(zone).isoformat(),
    }


def _speakers(schedule: Schedule, session: ScheduleSession) -> State:
    """Return them as a map whose keys sort in their order, as merge patches want it."""
    return {
        "speakers": {
            f"{place:02}": {"name": schedule.person[speaker.person].name, "role": speaker.role}
            for place, speaker in enumerate(session.speakers, 1)
            if speaker.person in schedule.person
        }
    }
