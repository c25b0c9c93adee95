# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What interpreters sent to a stage of their own plays in step with the recording."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.factories import make_room
from tests.hls import Judge
from tests.library.showing import START, Shown, a_morning, findings
from tests.stage.conftest import SECOND

from konvent.foundation.refusals import RefusedError
from konvent.library import actions
from konvent.library.models import Companion, CompanionKind, Recording
from konvent.library.places import folder_of, folder_of_stage


def after(seconds):
    return datetime.fromtimestamp(START + seconds, UTC)


@pytest.fixture
def recording(room, opening, stage):
    a_morning(stage)
    actions.begin_recording(room=room, session=opening.code, at=after(0))
    actions.end_recording(convention="smart-2026", session=opening.code, at=after(22))
    actions.keep_recordings(at=after(22))
    return Recording.objects.get()


@pytest.fixture
def booth(convention, data, filmed):
    """The interpreters' stage: it begins four seconds later."""
    room = make_room(convention, "booth")
    shown = Shown(folder_of_stage(room), filmed)
    shown.show(range(6), run=SECOND, starts=START + 4, sound=True)
    return room


def attach(recording, room, kind=CompanionKind.SIGN_LANGUAGE, **facts):
    return actions.attach_companion(
        recording=recording, room=room, kind=kind, language="de", at=after(60), by=None, **facts
    )


def test_a_sign_language_picture_is_in_step_by_the_clock(recording, booth):
    companion = attach(recording, booth)

    assert (companion.offset, companion.is_ready, companion.has_picture) == (4.0, True, True)
    assert companion.duration == timedelta(seconds=12)
    assert findings(folder_of(companion)) == []


def test_another_sound_is_a_playlist_of_sound_alone(recording, booth):
    companion = attach(recording, booth, CompanionKind.TRANSLATION, later=-0.5)

    folder = folder_of(companion)
    judge = Judge(lambda name: (folder / name).read_bytes())
    judge.see((folder / "master.m3u8").read_text(), now=0.0)
    assert [str(finding) for finding in judge.findings] == []
    assert all("-au-" in entry.uri for entry in judge.known.values())
    assert (companion.offset, companion.has_picture) == (3.5, False)


def test_a_second_one_of_a_kind_takes_the_place_of_the_first(
    recording, booth, django_capture_on_commit_callbacks
):
    first = attach(recording, booth)
    with django_capture_on_commit_callbacks(execute=True):
        second = attach(recording, booth, later=1.0)

    assert Companion.objects.get() == second
    assert not folder_of(first).exists()
    assert folder_of(second).exists()


def test_a_refusal_leaves_what_there_was(recording, booth, convention):
    companion = attach(recording, booth)
    dark = make_room(convention, "dark")

    with pytest.raises(RefusedError, match="showed nothing"):
        attach(recording, dark)
    with pytest.raises(RefusedError, match="stage of the recording itself"):
        attach(recording, recording.room)

    assert Companion.objects.get() == companion
    assert len(list(folder_of(companion).glob("*-0000?.m4s"))) > 5


def test_it_goes_when_it_is_deleted_and_with_its_recording(
    recording, booth, django_capture_on_commit_callbacks
):
    companion = attach(recording, booth)
    with django_capture_on_commit_callbacks(execute=True):
        actions.detach_companion(companion=companion, at=after(61), by=None)
    assert not folder_of(companion).exists()

    companion = attach(recording, booth)
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete_recording(recording=recording, at=after(62), by=None)
    assert not folder_of(companion).exists()
