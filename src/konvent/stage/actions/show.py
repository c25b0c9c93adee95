# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Lead a stage through its day: let sessions begin and end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from konvent.foundation import audit
from konvent.programme.queries import published_schedule
from konvent.stage.actions.cues import begin_cue, end_cue, running_cue
from konvent.stage.actions.now import catch_up, channel_of, put_on_stage, save_channel
from konvent.stage.models import Beginning

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.people.models import User
    from konvent.programme.models import Room, Session
    from konvent.stage.models import Channel, Cue


def begin_session(*, room: Room, session: Session, at: datetime, by: User | None) -> None:
    """Let a session begin at this moment: it is on stage from now on, and what ran has ended.

    Saying it twice changes nothing. Raises CannotPutOnStageError.
    """
    with transaction.atomic():
        channel = channel_of(room)
        running = running_cue(room)
        if running and running.session_code == session.code == channel.session_code:
            return
        if channel.session_code != session.code:
            put_on_stage(room=room, session=session, at=at, by=by)
        _record("begin session", begin_cue(room, session.code, at), at=at, by=by)


def end_session(*, room: Room, at: datetime, by: User | None) -> None:
    """Let the running session end for good: it is not on stage any more.

    Where nothing runs, nothing changes.
    """
    with transaction.atomic():
        channel = channel_of(room)
        cue = running_cue(room)
        if cue is None:
            return
        end_cue(cue, at, for_good=True)
        if channel.session_code == cue.session_code:
            channel.session_code, channel.since = "", at
            channel.save(update_fields=["session_code", "since"])
            catch_up(room, published_schedule(room.convention.slug), at)
        _record("end session", cue, at=at, by=by)


def choose_beginning(*, room: Room, beginning: Beginning, at: datetime, by: User | None) -> None:
    """Say what makes sessions begin and end on a stage."""
    with transaction.atomic():
        channel = channel_of(room)
        if channel.beginning == beginning:
            return
        before = audit.facts(channel)
        channel.beginning = Beginning(beginning)
        save_channel(channel, room, at)
        _record("choose beginning", channel, before=before, at=at, by=by)


def _record(
    verb: str,
    thing: Channel | Cue,
    *,
    before: dict[str, Any] | None = None,
    at: datetime,
    by: User | None,
) -> None:
    convention = thing.room.convention.slug
    audit.record(at=at, actor=by, verb=verb, thing=thing, convention=convention, before=before)
