# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Let a second source play in step with a recording: a sign-language picture, another sound."""

from __future__ import annotations

import shutil
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.foundation import audit, records
from konvent.foundation.events import announce
from konvent.foundation.refusals import RefusedError
from konvent.library.actions.guards import require_finished, require_something
from konvent.library.events import RecordingChanged
from konvent.library.media.cut import Cut, write_playlists, write_sound
from konvent.library.media.step import position_of
from konvent.library.media.tape import Span, Tape
from konvent.library.models import Companion, CompanionKind
from konvent.library.places import folder_of, folder_of_stage

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.library.models import Recording
    from konvent.people.models import User
    from konvent.programme.models import Room


@transaction.atomic
def attach_companion(  # noqa: PLR0913 -- a companion has these facts
    *,
    recording: Recording,
    room: Room,
    kind: str,
    language: str,
    later: float = 0.0,
    at: datetime,
    by: User | None,
) -> Companion:
    """Take what another stage showed meanwhile as a companion, in step by the wall clock.

    ``later`` moves it by so many seconds. The same kind in the same language takes the place of
    the one before. Raises RefusedError.
    """
    present = records.locked(recording)
    require_finished(present)
    require_something(present)
    if present.room_id == room.pk:
        raise RefusedError(_("That is the stage of the recording itself."), field="room")
    companion = Companion(recording=present, kind=kind, language=language)
    tape = Tape(folder_of(companion))
    tape.keep(folder_of_stage(room), _span_of(present))
    rows = tape.rows
    if not rows:
        shutil.rmtree(tape.folder, ignore_errors=True)
        raise RefusedError(
            _("That stage showed nothing while the session was on, or has not kept it any more."),
            field="room",
        )
    has_picture = kind == CompanionKind.SIGN_LANGUAGE
    shown = Cut(rows, 0.0)
    if has_picture or not shown.can_be_heard_alone:
        write_playlists(tape.folder, shown, begins=rows[0].starts)
    else:
        write_sound(tape.folder, shown)
    companion.offset = position_of(rows[0].starts, Tape(folder_of(present)).rows) + later
    companion.has_picture = has_picture
    companion.duration = timedelta(seconds=round(shown.duration, 3))
    companion.size, companion.is_ready = tape.size(), True
    for earlier in present.companions.filter(kind=kind, language=language):
        detach_companion(companion=earlier, at=at, by=by)
    companion.save()
    _record("attach companion", companion, at=at, by=by)
    return companion


@transaction.atomic
def detach_companion(*, companion: Companion, at: datetime, by: User | None) -> None:
    """Delete a companion with its files."""
    folder = folder_of(companion)
    _record("detach companion", companion, at=at, by=by)
    companion.delete()
    transaction.on_commit(partial(shutil.rmtree, folder, ignore_errors=True))


def _span_of(recording: Recording) -> Span:
    """Return the time in which the session was on."""
    ends = recording.ended_at or recording.began_at
    return Span(recording.began_at.timestamp(), ends.timestamp())


def _record(verb: str, companion: Companion, *, at: datetime, by: User | None) -> None:
    recording = companion.recording
    slug = recording.convention.slug
    audit.record(at=at, actor=by, verb=verb, thing=companion, convention=slug, after={})
    announce(RecordingChanged(slug, recording.session_code))
