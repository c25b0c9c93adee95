# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Say what is on stage now: by hand, or as the programme has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.foundation import audit
from konvent.foundation.events import announce
from konvent.programme.models import Room
from konvent.programme.queries import published_schedule, published_schedules
from konvent.stage.actions.cues import begin_cue, end_cue, running_cue
from konvent.stage.actions.films import follow_session
from konvent.stage.events import NowOnStageChanged
from konvent.stage.models import Beginning, Channel, NowMode
from konvent.stage.run_of_show import expected_slots, run_of_show
from konvent.stage.timeline import slot_after, slot_at

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from konvent.people.models import User
    from konvent.programme.models import Session
    from konvent.programme.schedule import Schedule


class CannotPutOnStageError(Exception):
    """This cannot be on that stage; the message says why."""


def put_on_stage(*, room: Room, session: Session | None, at: datetime, by: User | None) -> None:
    """Say by hand what is on a stage now (None: nothing), whatever the programme has.

    It stays until somebody says otherwise. Saying it twice changes nothing. Raises
    CannotPutOnStageError.
    """
    schedule = published_schedule(room.convention.slug)
    _require_showable(room, session, schedule)
    code = session.code if session else ""
    with transaction.atomic():
        channel = channel_of(room)
        if channel.mode == NowMode.BY_HAND and channel.session_code == code:
            return
        before = audit.facts(channel)
        channel.mode, channel.session_code, channel.since = NowMode.BY_HAND, code, at
        _follow(channel, schedule, room, at)
        save_channel(channel, room, at)
        _record("put on stage", channel, before=before, at=at, by=by)


def return_to_schedule(*, room: Room, at: datetime, by: User | None) -> None:
    """Let the programme decide again what is on a stage. Raises CannotPutOnStageError."""
    schedule = published_schedule(room.convention.slug)
    _require_showable(room, None, schedule)
    with transaction.atomic():
        channel = channel_of(room)
        if channel.mode == NowMode.SCHEDULE:
            return
        before = audit.facts(channel)
        channel.mode = NowMode.SCHEDULE
        _follow(channel, schedule, room, at)
        save_channel(channel, room, at)
        _record("return to schedule", channel, before=before, at=at, by=by)


def follow_schedule(*, at: datetime) -> None:
    """Bring every stage to what its programme and its run of show say at this moment.

    It runs every second. The moments at which something changes are the starts and ends of
    slots; at all others it costs three small queries and writes nothing.
    """
    schedules = published_schedules()
    for room in _stages():
        schedule = schedules.get(room.convention.slug)
        channel = getattr(room, "channel", None)
        if channel is None or _follow(channel, schedule, room, at):
            catch_up(room, schedule, at)


def show_new_version(*, convention: str, at: datetime) -> None:
    """Bring a convention's stages to its newly published programme.

    Every stage is announced: a title or a speaker may be another even where the session is not.
    """
    schedule = published_schedule(convention)
    for room in _stages().filter(convention__slug=convention):
        catch_up(room, schedule, at)


def _stages() -> QuerySet[Room]:
    stages = Room.objects.filter(has_picture=True)
    return stages.select_related("convention", "channel").prefetch_related("cues").order_by("pk")


@transaction.atomic
def catch_up(room: Room, schedule: Schedule | None, at: datetime) -> None:
    """Bring one stage to what its programme and its run of show say at this moment."""
    channel = channel_of(room)
    _follow(channel, schedule, channel.room, at)
    save_channel(channel, room, at)


def channel_of(room: Room) -> Channel:
    """Return the stage's channel, made when it is asked for first, for this transaction alone."""
    Channel.objects.get_or_create(room=room)
    return Channel.objects.select_for_update().get(room=room)


def _follow(channel: Channel, schedule: Schedule | None, room: Room, at: datetime) -> bool:
    """Set on the channel what the programme decides at this moment; say whether that is new."""
    lines = run_of_show(schedule, room.slug, room.cues.all()) if schedule else []
    expected = expected_slots(lines)
    before = (channel.session_code, channel.next_code)
    if channel.mode == NowMode.SCHEDULE:
        slot = slot_at(expected, at)
        code = slot.code if slot else ""
        if code != channel.session_code:
            channel.session_code, channel.since = code, slot.starts_at if slot else at
    coming = slot_after(expected, at, on_stage=channel.session_code)
    channel.next_code = coming.code if coming else ""
    return before != (channel.session_code, channel.next_code)


def save_channel(channel: Channel, room: Room, at: datetime) -> None:
    """Keep what is on a stage, and let films and sessions begin and end with it."""
    follow_session(channel, at)
    channel.save()
    if channel.beginning == Beginning.ON_STAGE:
        _begin_and_end(channel, room, at)
    announce(NowOnStageChanged(room.convention.slug, room.slug))


def _begin_and_end(channel: Channel, room: Room, at: datetime) -> None:
    running = running_cue(room)
    if channel.session_code:
        begin_cue(room, channel.session_code, at)
    elif running:
        end_cue(running, at)


def _require_showable(room: Room, session: Session | None, schedule: Schedule | None) -> None:
    if not room.has_picture:
        raise CannotPutOnStageError(_("This room has no live picture."))
    if session is None:
        return
    if session.convention_id != room.convention_id:
        raise CannotPutOnStageError(_("This session belongs to another convention."))
    published = schedule.session.get(session.code) if schedule else None
    if session.is_cancelled or (published and published.is_cancelled):
        raise CannotPutOnStageError(_("This session is cancelled."))
    if published is None:
        raise CannotPutOnStageError(
            _("Nobody could see this session yet. Publish the programme first.")
        )


def _record(
    verb: str,
    channel: Channel,
    *,
    before: dict[str, Any],
    at: datetime,
    by: User | None,
) -> None:
    convention = channel.room.convention.slug
    audit.record(at=at, actor=by, verb=verb, thing=channel, convention=convention, before=before)
