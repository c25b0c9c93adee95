# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Lead a stage through its day: let sessions begin and end, and what comes move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.foundation import audit
from konvent.foundation.events import announce
from konvent.foundation.refusals import RefusedError
from konvent.programme.queries import published_schedule
from konvent.stage.actions.cues import begin_cue, end_cue, running_cue
from konvent.stage.actions.now import catch_up, channel_of, put_on_stage, save_channel
from konvent.stage.events import ShowMoved
from konvent.stage.letters import tell_of_move
from konvent.stage.models import Beginning, Cue
from konvent.stage.queries import today_on_stage
from konvent.stage.run_of_show import Standing, move

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.people.models import User
    from konvent.programme.models import Room, Session
    from konvent.stage.models import Channel
    from konvent.stage.run_of_show import Line


MOST_MINUTES = 180


class CannotMoveError(RefusedError):
    """The stage's day cannot move so; the message says why."""


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


def move_rest(*, room: Room, minutes: int, at: datetime, by: User | None) -> None:
    """Let everything that is not over on a stage today happen so many minutes later.

    A negative number makes up for a delay, but nothing is expected before its published time.
    Raises CannotMoveError.
    """
    if not (0 < abs(minutes) <= MOST_MINUTES):
        raise CannotMoveError(
            _("A stage moves by 1 to %(most)s minutes at once.") % {"most": MOST_MINUTES},
            field="minutes",
        )
    with transaction.atomic():
        channel = channel_of(room)
        today = today_on_stage(room, at)
        added = {
            old.code: new.minutes_late - old.minutes_late
            for old, new in zip(today, move(today, minutes, at), strict=True)
            if old.minutes_late != new.minutes_late
        }
        if not added:
            raise CannotMoveError(_("There is nothing on this stage today that could move."))
        _move(channel, today, added, at)
        _record_move("move rest", channel, minutes, at=at, by=by)
        tell_of_move(room=room, at=at, by=by)


def take_back_move(*, room: Room, at: datetime, by: User | None) -> None:
    """Undo the last move for everything that is not over; where there is none, do nothing."""
    with transaction.atomic():
        channel = channel_of(room)
        taken = {code: -minutes for code, minutes in channel.last_move.items()}
        if not taken:
            return
        ahead = [x for x in today_on_stage(room, at) if x.standing(at) is not Standing.OVER]
        _move(channel, ahead, taken, at)
        channel.last_move = {}
        channel.save(update_fields=["last_move"])
        _record_move("take back move", channel, min(taken.values()), at=at, by=by)
        tell_of_move(room=room, at=at, by=by)


def _move(channel: Channel, lines: list[Line], added: dict[str, int], at: datetime) -> None:
    """Write down by how much each session is later, and bring the stage to what is expected now."""
    for line in lines:
        if line.code in added:
            Cue.objects.update_or_create(
                room=channel.room,
                session_code=line.code,
                defaults={
                    "minutes_late": max(0, line.minutes_late + added[line.code]),
                    "moved_from": line.planned_start,
                },
            )
    channel.last_move = added
    channel.save(update_fields=["last_move"])
    catch_up(channel.room, published_schedule(channel.room.convention.slug), at)
    announce(ShowMoved(channel.room.convention.slug, channel.room.slug))


def _record_move(
    verb: str, channel: Channel, minutes: int, *, at: datetime, by: User | None
) -> None:
    audit.record(
        at=at,
        actor=by,
        verb=verb,
        thing=channel,
        convention=channel.room.convention.slug,
        before={"minutes": None},
        after={"minutes": minutes},
    )


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
