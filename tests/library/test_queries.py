# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What visitors get to know of recordings."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from tests.factories import NOW, make_recording, make_world, text

from konvent.foundation.access import Access
from konvent.library.models import RecordingState
from konvent.library.queries import (
    chapters_of,
    published_recording,
    published_recordings,
    recordings_at_the_door,
)


@pytest.fixture
def convention(db):
    return make_world()


def test_visitors_see_what_is_published_in_the_order_of_its_beginnings(convention):
    make_recording(convention, "LATE", began_at=NOW + timedelta(hours=1))
    make_recording(convention, "EARLY")
    make_recording(convention, "SECRET", state=RecordingState.WITHHELD)
    make_recording(convention, "NOW", state=RecordingState.RECORDING, ended_at=None)

    seen = [recording.session_code for recording in published_recordings(convention.slug)]

    assert seen == ["EARLY", "LATE"]
    assert published_recording(convention.slug, "EARLY")
    assert published_recording(convention.slug, "SECRET") is None
    assert published_recording("elsewhere", "EARLY") is None


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(convention, rows):
    for number in range(rows):
        recording = make_recording(convention, f"S{number}")
        recording.chapters.create(position=1, title=text("Anfang"))

    with CaptureQueriesContext(connection) as asked:
        for recording in published_recordings(convention.slug):
            chapters_of(recording)

    assert len(asked) == 4


def test_chapters_follow_the_cut_and_what_was_cut_off_is_gone(convention):
    recording = make_recording(convention, starts_in=100.0, duration=timedelta(seconds=300))
    for position, title in ((0, "Before"), (40, "Welcome"), (160, "Talk"), (500, "After")):
        recording.chapters.create(position=position, title=text(title))

    chapters = [(c.starts_in, c.ends_in, str(c.title)) for c in chapters_of(recording)]

    assert chapters == [(0.0, 60.0, "Welcome"), (60.0, 300.0, "Talk")]


def test_the_door_knows_what_each_recording_asks_for(convention):
    shown = make_recording(convention, "SHOWN")
    signed = shown.companions.create(kind="sign")
    withheld = make_recording(convention, "SECRET", state=RecordingState.WITHHELD)
    make_recording(convention, "NOW", state=RecordingState.RECORDING, ended_at=None)

    assert recordings_at_the_door() == {
        ("smart-2026", shown.key): Access.STAGE,
        ("smart-2026", signed.key): Access.STAGE,
        ("smart-2026", withheld.key): Access.STAFF,
    }


def test_a_recording_without_marks_has_no_chapters(convention):
    assert chapters_of(make_recording(convention)) == []


def test_nothing_is_shown_before_it_has_ended(convention):
    with pytest.raises(IntegrityError):
        make_recording(convention, ended_at=None)
