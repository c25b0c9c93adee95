# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Write down when sessions really begin and end on a stage, and tell whoever listens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.foundation.events import announce
from konvent.stage.events import SessionBegan, SessionEnded
from konvent.stage.models import Cue

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.programme.models import Room


def running_cue(room: Room) -> Cue | None:
    """Return the line of the session that has begun on a stage and not ended."""
    return Cue.objects.filter(room=room, began_at__isnull=False, ended_at=None).first()


def begin_cue(room: Room, code: str, at: datetime) -> Cue:
    """Let a session begin, and what was running end; inside the caller's transaction.

    A session that has ended before begins anew: a rehearsal is not its beginning.
    """
    running = running_cue(room)
    if running and running.session_code == code:
        return running
    if running:
        end_cue(running, at)
    cue, _is_new = Cue.objects.update_or_create(
        room=room,
        session_code=code,
        defaults={"began_at": at, "ended_at": None, "is_over": False},
    )
    announce(SessionBegan(room.convention.slug, room.slug, code, at))
    return cue


def end_cue(cue: Cue, at: datetime, *, for_good: bool = False) -> None:
    """Let a running session end; ``for_good`` keeps the schedule from putting it on again."""
    cue.ended_at = max(at, cue.began_at or at)
    cue.is_over = for_good
    cue.save(update_fields=["ended_at", "is_over"])
    room = cue.room
    announce(SessionEnded(room.convention.slug, room.slug, cue.session_code, cue.ended_at))
