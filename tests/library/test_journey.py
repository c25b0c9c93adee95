# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A session with real encoders, one of which dies in the middle: its recording is there, whole."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.utils import timezone
from tests.factories import publish
from tests.library.showing import findings, listed
from tests.stage.publishing import CLIPS, Stage, film_clip

from konvent.foundation.jobs import Lane, Runner
from konvent.library import actions
from konvent.library.media.film import Part, faults_of
from konvent.library.media.tape import Tape
from konvent.library.models import Recording, RecordingState
from konvent.library.places import folder_of, folder_of_stage
from konvent.ops.verify import verify


@pytest.fixture
def studio(tmp_path_factory, data, room):
    """The running studio of the convention's stage."""
    folder = tmp_path_factory.mktemp("clips")
    clips = {name: folder / f"{name.replace(' ', '-')}.ts" for name in ("good", "other size")}
    for name, file in clips.items():
        film_clip(file, *CLIPS[name])
    stage = Stage(folder_of_stage(room), clips)
    yield stage
    stage.close()


def test_a_session_whose_encoder_dies_is_on_demand_when_it_ends(studio, room, opening, capsys):
    studio.listen("primary", "backup")
    studio.send("primary")
    studio.send("backup", "other size")
    studio.until(lambda: studio.on_air == "primary")
    opening.convention.sessions.filter(pk=opening.pk).update(starts_at=timezone.now())
    publish(opening.convention)
    actions.begin_recording(room=room, session=opening.code, at=timezone.now())
    recording = Recording.objects.get()

    studio.until(kept(recording, 2))
    studio.stop("primary")
    studio.until(lambda: studio.on_air == "backup")
    before = len(Tape(folder_of(recording)).rows)
    studio.until(kept(recording, before + 1))
    ended_at = timezone.now()
    actions.end_recording(convention="smart-2026", session=opening.code, at=ended_at)
    studio.until(finished)
    studio.close()

    recording.refresh_from_db()
    folder = folder_of(recording)
    assert recording.state == RecordingState.PUBLISHED
    assert findings(folder) == []
    rows = Tape(folder).rows
    assert {row.source for row in rows} == {"primary", "backup"}
    assert len(listed(folder / "main.m3u8")) == len(rows)
    assert verify(as_json=False) == 0

    actions.ask_for_download(recording=recording, at=datetime.now(UTC), by=None)
    Runner(Lane.LONG, threading.Event()).do_one()
    seconds = sum(row.duration for row in rows)
    assert faults_of(folder / "download.mp4", [Part("", seconds, None)], print) == []


def kept(recording, segments):
    """Keep what is shown, each time as a worker that has just started, until there is so much."""

    def is_so():
        actions.keep_recordings(at=timezone.now())
        return len(Tape(folder_of(recording)).rows) >= segments

    return is_so


def finished():
    actions.keep_recordings(at=timezone.now())
    return not Recording.objects.running().exists()
