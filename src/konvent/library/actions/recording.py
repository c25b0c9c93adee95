# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Record what a stage shows while a session is on there."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from konvent.foundation import audit
from konvent.foundation.events import announce
from konvent.library.actions.cutting import new_cut, show_cut
from konvent.library.actions.forgetting import erase_recording, kept_until
from konvent.library.actions.making import ask_for_preview
from konvent.library.actions.showing import withhold_recording
from konvent.library.actions.storing import ask_to_store
from konvent.library.actions.telling import tell_of_change
from konvent.library.events import RecordingChanged
from konvent.library.media.cut import exchange
from konvent.library.media.tape import Span, Tape
from konvent.library.models import Recording, RecordingState
from konvent.library.places import folder_of, folder_of_stage
from konvent.library.queries import is_rehearsal, may_be_recorded, rules_of
from konvent.programme.models import Room, Session
from konvent.programme.queries import published_schedule

if TYPE_CHECKING:
    from collections.abc import Collection

GOES_ON_WITHIN = timedelta(minutes=15)
"""What begins again later than this had only been rehearsed: it starts with its new beginning."""
LAST_SEGMENT_WITHIN = timedelta(seconds=8)
"""After the end of a session, nothing more of it is waited for."""

_cannot_go_on: dict[int, int | None] = {}
"""What was said of the recordings that cannot go on."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OnStage:
    """A session that is running on a stage."""

    room: Room
    session: str
    began_at: datetime


def begin_recording(*, room: Room, session: str, at: datetime) -> Recording | None:
    """Record a session from this moment on, or go on with it; None where somebody said no.

    Saying it twice changes nothing.
    """
    convention = room.convention
    if not may_be_recorded(convention, session):
        return None
    with transaction.atomic():
        found = Recording.objects.select_for_update().filter(
            convention=convention, session_code=session
        )
        recording = found.first()
        if recording is None:
            recording = Recording(convention=convention, session_code=session, began_at=at)
            known = Session.objects.filter(convention=convention, code=session).first()
            recording.title = known.title if known else {}
        elif recording.ended_at is None:
            return recording
        else:
            _go_on(recording, at)
        recording.room, recording.state = room, RecordingState.RECORDING
        recording.save()
        announce(RecordingChanged(convention.slug, session))
    return recording


def _go_on(recording: Recording, at: datetime) -> None:
    """Let it begin anew after a rehearsal, and otherwise go on where it was."""
    was_long_ago = recording.ended_at and at - recording.ended_at > GOES_ON_WITHIN
    schedule = published_schedule(recording.convention.slug)
    if was_long_ago or is_rehearsal(recording, schedule):
        recording.cut_from = at
    recording.resumed_at, recording.ended_at, recording.cut_until = at, None, None


def end_recording(*, convention: str, session: str, at: datetime) -> None:
    """Say that a session has ended. What is missing of it still comes, within seconds."""
    running = Recording.objects.running().filter(convention__slug=convention, ended_at=None)
    with transaction.atomic():
        recording = running.select_for_update().filter(session_code=session).first()
        if recording:
            recording.ended_at = max(at, recording.resumed_at or recording.began_at)
            recording.save(update_fields=["ended_at"])


def record_what_is_on(*, running: Collection[OnStage], at: datetime) -> None:
    """Begin and end what a lost message has left behind."""
    wanted = {(one.room.convention_id, one.session): one for one in running}
    open_ones = Recording.objects.running().filter(ended_at=None).select_related("convention")
    known = {(one.convention_id, one.session_code): one for one in open_ones}
    for place, one in wanted.items():
        if place not in known:
            begin_recording(room=one.room, session=one.session, at=one.began_at)
    for place, recording in known.items():
        if place not in wanted:
            slug = recording.convention.slug
            end_recording(convention=slug, session=recording.session_code, at=at)


def keep_recordings(*, at: datetime) -> None:
    """Keep what the stages have shown of running sessions; finish those that have ended."""
    running = Recording.objects.running().select_related("convention", "room__convention")
    for recording in running.by_time():
        try:
            _keep(recording, at)
        except OSError as error:  # a full disk is another recording's trouble as well, but later
            _say_once(recording, error)
        else:
            if _cannot_go_on.pop(recording.pk, None):
                logger.info("%s is recorded further.", recording)


def _say_once(recording: Recording, error: OSError) -> None:
    """Say why a recording cannot go on: when it is so, not every second."""
    if _cannot_go_on.get(recording.pk) != error.errno:
        _cannot_go_on[recording.pk] = error.errno
        logger.error("%s cannot be recorded further: %s", recording, error)


def _keep(recording: Recording, at: datetime) -> None:
    is_complete = True
    if recording.room:
        begins = recording.resumed_at or recording.began_at
        span = Span(begins.timestamp())
        if recording.ended_at:
            span = Span(begins.timestamp(), recording.ended_at.timestamp())
        is_complete = Tape(folder_of(recording)).keep(folder_of_stage(recording.room), span)
    if recording.ended_at and (is_complete or _is_long_ago(recording.ended_at, at)):
        _finish(recording, at)


def _is_long_ago(ended_at: datetime, at: datetime) -> bool:
    """Whether nothing more is waited for; an end that is still to come means a clock set back."""
    return abs(at - ended_at) > LAST_SEGMENT_WITHIN


def _finish(recording: Recording, at: datetime) -> None:
    """Make it playable, and show it where that is wanted."""
    new = new_cut(recording, recording.cut_from, recording.cut_until)
    schedule = published_schedule(recording.convention.slug)
    with exchange(folder_of(recording)) as put, transaction.atomic():
        present = Recording.objects.select_for_update().get(pk=recording.pk)
        if present.state != RecordingState.RECORDING or present.ended_at != recording.ended_at:
            return  # it goes on
        before = audit.facts(present)
        rules = rules_of(present.convention)
        is_wanted = rules.are_published_at_once and not is_rehearsal(present, schedule)
        is_shown = is_wanted and new.playlists
        present.state = RecordingState.PUBLISHED if is_shown else RecordingState.WITHHELD
        present.kept_until = kept_until(present, rules)
        show_cut(present, new)
        slug = present.convention.slug
        audit.record(
            at=at, actor=None, verb="record", thing=present, convention=slug, before=before
        )
        ask_for_preview(recording=present, at=at)
        ask_to_store(present, at=at)
        tell_of_change(present, at=at)
        put(new.playlists)


def honour_refusals(*, at: datetime) -> None:
    """Delete what is being recorded although somebody said no; withhold what was recorded."""
    refused = Recording.objects.exclude(state=RecordingState.WITHHELD).refused()
    for recording in refused.select_related("convention"):
        if recording.state == RecordingState.RECORDING:
            erase_recording(recording=recording, at=at, by=None)
        else:
            withhold_recording(recording=recording, at=at, by=None)
