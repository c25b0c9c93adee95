# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The staff's list of recordings says how many the store has, and what keeps it from more."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from tests.factories import make_recording, make_user
from tests.manage.conftest import enter

from konvent.foundation.jobs import Lane, Runner
from konvent.foundation.media.names import MASTER
from konvent.foundation.store import StorePlace
from konvent.library.actions import ask_store_to_catch_up
from konvent.library.media.tape import INDEX
from konvent.library.models import Recording, RecordingState
from konvent.library.places import folder_of
from konvent.people.models import Duty

NOW = datetime(2026, 10, 27, 12, tzinfo=UTC)
NOWHERE = StorePlace("http://127.0.0.1:1", "konvent", "eu", "a-key", "a-secret")


@pytest.fixture
def said(convention, settings, tmp_path):
    """Two recordings, one of them copied; what the page says of the store."""
    for code in ("S1", "S2"):
        recording = make_recording(convention, code, state=RecordingState.WITHHELD)
        Recording.objects.filter(pk=recording.pk).update(variants=["master.m3u8"])
    Recording.objects.filter(session_code="S1").update(is_stored=True)
    settings.DATA = tmp_path
    folder = folder_of(Recording.objects.get(session_code="S2"))
    folder.mkdir(parents=True)
    for name in (INDEX, MASTER):
        (folder / name).touch()
    producer = enter(make_user("Pavel", Duty.PRODUCER, convention, language="en"))

    def page():
        return producer.get("/manage/smart-2026/recordings/").content.decode()

    return page


def test_without_a_store_the_page_says_nothing_of_it(said):
    assert "store" not in said()


def test_a_store_that_is_away_is_told_to_those_who_wait_for_it(said, settings):
    settings.STORE = NOWHERE
    assert "<dt>Copied to the store</dt><dd>1 of 2</dd>" in said()
    assert "does not answer" not in said()

    ask_store_to_catch_up(at=NOW)
    Runner(Lane.STORE, threading.Event()).do_one()

    assert "The store for recordings does not answer. Nothing is lost" in said()
