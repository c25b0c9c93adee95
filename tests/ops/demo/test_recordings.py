# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What is over when the demonstration opens can be seen again, and says that it is invented."""

from datetime import timedelta
from threading import Event

import pytest
from tests.factories import NOW, at, make_session, make_world, publish
from tests.library.showing import findings

from konvent.foundation.jobs import Lane, Runner
from konvent.foundation.models import Job
from konvent.library.captions import read_captions
from konvent.library.models import Recording, RecordingState
from konvent.library.places import folder_of
from konvent.ops.demo.recordings import KIND, ask_for_recordings
from konvent.programme.models import SessionKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings, tmp_path):
    settings.DATA = tmp_path
    world = make_world()
    room = world.rooms.get()
    make_session(world, "Coffee", room=room, starts_at=at(9), kind=SessionKind.BREAK)
    make_session(world, "Quiet", room=room, starts_at=at(9, 30), do_not_record=True)
    world.sessions.update(is_fictional=True)
    make_session(world, "Somebody real", room=room, starts_at=at(9, 45))
    publish(world)
    return world


def asked():
    return list(Job.objects.filter(kind=KIND).order_by("pk").values_list("key", flat=True))


def test_what_is_over_is_asked_for_the_latest_first(world):
    opening, talk = world.sessions.filter(
        title__en__in=["Opening", "Compilers for cities"]
    ).order_by("starts_at")

    ask_for_recordings(convention=world, at=NOW + timedelta(minutes=30))
    assert asked() == [f"smart-2026/{opening.code}"]

    Job.objects.all().delete()
    ask_for_recordings(convention=world, at=NOW + timedelta(hours=5))
    assert asked() == [f"smart-2026/{talk.code}", f"smart-2026/{opening.code}"]


def test_it_is_recorded_kept_and_written_down_like_a_real_one(world):
    opening = world.sessions.get(title__en="Opening")
    ask_for_recordings(convention=world, at=NOW + timedelta(minutes=30))

    assert Runner(Lane.LONG, Event()).do_one()

    recording = Recording.objects.get()
    assert recording.session_code == opening.code
    assert recording.state == RecordingState.PUBLISHED
    assert recording.duration == timedelta(seconds=40)
    assert recording.variants == ["master.m3u8", "main.m3u8", "au.m3u8"]
    assert findings(folder_of(recording)) == []
    spoken = {
        caption.language: read_captions(caption.content) for caption in recording.captions.all()
    }
    assert "fictional" in " ".join(cue.words for cue in spoken["en"])
    assert "erfunden" in " ".join(cue.words for cue in spoken["de"])


def test_what_has_a_recording_is_left_alone(world):
    opening = world.sessions.get(title__en="Opening")
    ask_for_recordings(convention=world, at=NOW + timedelta(minutes=30))
    there = Recording.objects.create(
        convention=world, session_code=opening.code, began_at=NOW, state="recording"
    )

    assert Runner(Lane.LONG, Event()).do_one()

    assert Recording.objects.get() == there
    assert not there.captions.exists()
