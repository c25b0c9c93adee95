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
from konvent.stage.events import NowOnStageChanged
from konvent.stage.models import Channel, NowMode
from konvent.stage.timeline import slot_after, slot_at, slots

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
        channel = _channel(room)
        if channel.mode == NowMode.BY_HAND and channel.session_code == code:
            return
        before = audit.facts(channel)
        channel.mode, channel.session_code, channel.since = NowMode.BY_HAND, code, at
        _follow(channel, schedule, room.slug, at)
        _save(channel, room)
        _record("put on stage", channel, before=before, at=at, by=by)


def return_to_schedule(*, room: Room, at: datetime, by: User | None) -> None:
    """Let the programme decide again what is on a stage. Raises CannotPutOnStageError."""
    schedule = published_schedule(room.convention.slug)
    _require_showable(room, None, schedule)
    with transaction.atomic():
        channel = _channel(room)
        if channel.mode == NowMode.SCHEDULE:
            return
        before = audit.facts(channel)
        channel.mode = NowMode.SCHEDULE
        _follow(channel, schedule, room.slug, at)
        _save(channel, room)
        _record("return to schedule", channel, before=before, at=at, by=by)


def follow_schedule(*, at: datetime) -> None:
    """Bring every stage to what its programme says at this moment.

    It runs every second. The moments at which something changes are the starts and ends of
    slots; at all others it costs two small queries and writes nothing.
    """
    schedules = published_schedules()
    for room in _stages():
        schedule = schedules.get(room.convention.slug)
        channel = getattr(room, "channel", None)
        if channel is None or _follow(channel, schedule, room.slug, at):
            _catch_up(room, schedule, at)


def show_new_version(*, convention: str, at: datetime) -> None:
    """Bring a convention's stages to its newly published programme.

    Every stage is announced: a title or a speaker may be another even where the session is not.
    """
    schedule = published_schedule(convention)
    for room in _stages().filter(convention__slug=convention):
        _catch_up(room, schedule, at)


def _stages() -> QuerySet[Room]:
    stages = Room.objects.filter(has_picture=True)
    return stages.select_related("convention", "channel").order_by("pk")


@transaction.atomic
def _catch_up(room: Room, schedule: Schedule | None, at: datetime) -> None:
    channel = _channel(room)
    _follow(channel, schedule, room.slug, at)
    _save(channel, room)


def _channel(room: Room) -> Channel:
    """Return the stage's channel, made when it is asked for first, for this transaction alone."""
    Channel.objects.get_or_create(room=room)
    return Channel.objects.select_for_update().get(room=room)


def _follow(channel: Channel, schedule: Schedule | None, room: str, at: datetime) -> bool:
    """Set on the channel what the programme decides at this moment; say whether that is new."""
    planned = slots(schedule, room) if schedule else []
    before = (channel.session_code, channel.next_code)
    if channel.mode == NowMode.SCHEDULE:
        slot = slot_at(planned, at)
        code = slot.session.code if slot else ""
        if code != channel.session_code:
            channel.session_code, channel.since = code, slot.starts_at if slot else at
    coming = slot_after(planned, at, but=channel.session_code)
    channel.next_code = coming.session.code if coming else ""
    return before != (channel.session_code, channel.next_code)


def _save(channel: Channel, room: Room) -> None:
    channel.save()
    announce(NowOnStageChanged(room.convention.slug, room.slug))


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
