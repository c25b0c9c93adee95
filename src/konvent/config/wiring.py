# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The only place that connects one chapter's event, or question, to another chapter's action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.backends.signals import connection_created
from django.urls import reverse
from django.utils import timezone

from konvent.audience.replays import find_replays_with
from konvent.foundation.events import listen
from konvent.foundation.sqlite import teach_letters
from konvent.letters.staff import queue_invitation, queue_password_link
from konvent.library.actions import OnStage, begin_recording, end_recording, record_what_is_on
from konvent.library.elsewhere import find_times_with
from konvent.people.post import write_with
from konvent.programme.events import ProgrammePublished
from konvent.programme.models import Room
from konvent.registration.silence import SilentStage, find_silent_stages_with
from konvent.site.answered import replays
from konvent.stage.actions import show_new_version
from konvent.stage.events import SessionBegan, SessionEnded
from konvent.stage.models import Cue
from konvent.stage.queries import stages_without_sound_alone

if TYPE_CHECKING:
    from datetime import datetime


def connect() -> None:
    connection_created.connect(teach_letters)
    listen(ProgrammePublished, bring_stages_up_to_date)
    listen(SessionBegan, record_session)
    listen(SessionEnded, end_session)
    find_replays_with(replays)
    find_silent_stages_with(silent_stages)
    find_times_with(times_on_stage)
    write_with(invites=queue_invitation, reminds=queue_password_link)


def bring_stages_up_to_date(event: ProgrammePublished) -> None:
    show_new_version(convention=event.convention, at=timezone.now())


def record_session(event: SessionBegan) -> None:
    room = Room.objects.select_related("convention").get(
        convention__slug=event.convention, slug=event.room
    )
    begin_recording(room=room, session=event.session, at=event.at)


def end_session(event: SessionEnded) -> None:
    end_recording(convention=event.convention, session=event.session, at=event.at)


def times_on_stage(*, room: Room) -> dict[str, tuple[datetime, datetime | None]]:
    """Return when sessions really began and ended on a stage, the last time."""
    cues = Cue.objects.filter(room=room, began_at__isnull=False)
    return {cue.session_code: (cue.began_at, cue.ended_at) for cue in cues if cue.began_at}


def record_what_runs() -> None:
    """Let recordings follow the run of show: a message about it can be lost in a crash."""
    cues = Cue.objects.filter(began_at__isnull=False, ended_at=None)
    running = [
        OnStage(cue.room, cue.session_code, cue.began_at)
        for cue in cues.select_related("room__convention").order_by("pk")
        if cue.began_at
    ]
    record_what_is_on(running=running, at=timezone.now())


def silent_stages(convention: str) -> list[SilentStage]:
    """Return what the doors' page says of stages that are seen or nothing."""
    sources = reverse("stage:sources", args=[convention])
    return [
        SilentStage(str(room.name), f"{sources}#{room.slug}")
        for room in stages_without_sound_alone(convention)
    ]
