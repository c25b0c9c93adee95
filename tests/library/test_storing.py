# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Recordings in the store: copied, proved, gone when they are deleted, and never lost to it."""

from __future__ import annotations

import hashlib
import json
import threading
from datetime import timedelta

import pytest
from tests.library.showing import a_morning, after, findings

from konvent.foundation.jobs import Lane, Runner, newest_job
from konvent.foundation.models import JobState
from konvent.library import actions
from konvent.library.actions import making
from konvent.library.actions.making import DOWNLOAD
from konvent.library.actions.storing import MAKE_ROOM, STORE, STORE_IS_AWAY
from konvent.library.media.tape import INDEX
from konvent.library.models import Leftover, Recording
from konvent.library.places import folder_of, tape_in_store
from konvent.library.queries import shelves, stretches_of
from konvent.library.tasks import SPOILT


@pytest.fixture
def recording(room, opening, stage, house_bucket):
    a_morning(stage)
    actions.begin_recording(room=room, session=opening.code, at=after(0))
    actions.end_recording(convention="smart-2026", session=opening.code, at=after(22))
    actions.keep_recordings(at=after(22))
    return Recording.objects.get()


def do(lane=Lane.STORE):
    runner = Runner(lane, threading.Event())
    while runner.do_one():
        pass


def in_store(house_bucket, recording):
    """Return what the store has of a recording, by the last words of its name."""
    below = f"recordings/smart-2026/{recording.key}/"
    return {name.removeprefix(below): file for name, file in house_bucket.files().items()}


def on_disk(recording):
    return {file.name: file for file in folder_of(recording).iterdir()}


def test_a_finished_recording_is_copied_with_all_that_was_made_of_it(recording, house_bucket):
    do(Lane.QUICK)
    actions.ask_for_download(recording=recording, at=after(30), by=None)
    do(Lane.LONG)

    do()

    recording.refresh_from_db()
    assert recording.is_stored
    there, here = in_store(house_bucket, recording), on_disk(recording)
    here = {name: file for name, file in here.items() if name[0] != "."}
    segments = {name for name in here if name.endswith(("m4s", "init.mp4"))}
    shelved = {f"{recording.shelf}/{name}" for name in {*here} - segments}
    assert {*there} == {*segments, *shelved, "manifest.json"}
    assert f"{recording.shelf}/download.mp4" in shelved
    for name, file in there.items():
        if name != "manifest.json":
            assert file.read_bytes() == here[name.rpartition("/")[2]].read_bytes()
    manifest = json.loads(there["manifest.json"].read_bytes())
    hashes = {
        name.removeprefix(f"recordings/smart-2026/{recording.key}/"): facts[1]
        for name, facts in manifest.items()
    }
    assert hashes == {
        name: hashlib.sha256(file.read_bytes()).hexdigest()
        for name, file in there.items()
        if name != "manifest.json"
    }
    assert shelves() == {("smart-2026", recording.key): recording.shelf}


def test_what_was_copied_is_not_sent_again_and_what_was_interrupted_goes_on(
    recording, house_bucket
):
    do()
    lost = next(name for name in house_bucket.files() if name.endswith("00001.m4s"))
    house_bucket.store.delete([lost])
    house_bucket.requests.clear()
    Recording.objects.update(is_stored=False)

    actions.ask_store_to_catch_up(at=after(40))
    do()

    sent = [asked for asked in house_bucket.requests if asked.startswith("PUT")]
    assert sent == [
        f"PUT /konvent/{lost}",
        f"PUT /konvent/recordings/smart-2026/{recording.key}/manifest.json",
    ]
    assert Recording.objects.get().is_stored


def test_a_store_that_is_away_loses_nothing_and_is_told_in_a_sentence(
    recording, house_bucket, caplog
):
    house_bucket.is_cut = True

    do()

    job = newest_job(STORE, recording.key)
    assert (job.state, job.failure) == (JobState.FAILED, STORE_IS_AWAY)
    assert "The store for recordings is away" in caplog.text
    assert not Recording.objects.get().is_stored
    assert findings(folder_of(recording)) == []
    house_bucket.repair()
    actions.ask_store_to_catch_up(at=after(600))
    do()
    assert Recording.objects.get().is_stored


def test_a_damaged_file_is_not_copied_and_keeps_nothing_else_from_being(
    recording, house_bucket, caplog
):
    segment = next(folder_of(recording).glob("*-00001.m4s"))
    segment.unlink()
    segment.write_bytes(b"rotten")

    do()

    job = newest_job(STORE, recording.key)
    assert job.state == JobState.FAILED
    assert "konvent media verify names it" in job.failure
    there = in_store(house_bucket, recording)
    assert segment.name not in there
    assert {*there} >= {name for name in on_disk(recording) if name.endswith("m4s")} - {
        segment.name
    }
    assert not Recording.objects.get().is_stored


def test_a_house_that_has_no_files_takes_nothing_from_the_store(recording, house_bucket, caplog):
    do()
    before = {*house_bucket.files()}
    Recording.objects.update(is_stored=False)
    folder_of(recording).rename(folder_of(recording).with_name("at-another-house"))

    actions.ask_store_to_catch_up(at=after(60))
    do()

    assert newest_job(STORE, recording.key).state == JobState.FAILED
    assert {*house_bucket.files()} == before


def test_another_cut_is_another_shelf_and_nothing_of_the_first_is_left(recording, house_bucket):
    do(Lane.QUICK)
    do()
    first = Recording.objects.get().shelf

    actions.cut_recording(
        recording=recording, cut_from=after(4), cut_until=None, at=after(60), by=None
    )

    assert shelves() == {}
    do()
    recording.refresh_from_db()
    assert recording.shelf not in {"", first}
    assert not [name for name in in_store(house_bucket, recording) if name.startswith(first)]


def test_what_is_deleted_here_is_deleted_there_even_when_that_was_away(
    recording, house_bucket, django_capture_on_commit_callbacks
):
    do()
    house_bucket.is_cut = True

    with django_capture_on_commit_callbacks(execute=True):
        actions.delete_recording(recording=recording, at=after(90), by=None)
    do()

    assert not folder_of(recording).exists()
    assert Leftover.objects.count() == 1
    assert house_bucket.files() != {}
    house_bucket.repair()
    actions.ask_store_to_catch_up(at=after(700))
    do()
    assert house_bucket.files() == {}
    assert Leftover.objects.count() == 0


def test_what_was_kept_long_enough_leaves_the_store_as_well(recording, house_bucket):
    do()
    Recording.objects.update(kept_until=after(0).date())

    actions.forget_recordings(at=after(0) + timedelta(days=2))
    do()

    assert house_bucket.files() == {}


def test_a_copy_under_way_when_a_recording_is_deleted_leaves_nothing(
    recording, house_bucket, caplog
):
    tape = tape_in_store(recording)
    tape.store.put(f"{tape.place}/half-of-it.m4s", b"it was interrupted")

    actions.delete_recording(recording=recording, at=after(90), by=None)
    do()

    assert house_bucket.files() == {}
    assert not Leftover.objects.exists()


def test_room_is_made_on_the_disk_only_for_what_the_store_has_proved(
    recording, house_bucket, settings, caplog
):
    settings.DAYS_BESIDE_THE_STORE = 1
    actions.ask_for_download(recording=recording, at=after(30), by=None)
    do(Lane.LONG)
    do(Lane.QUICK)
    do()
    spoilt, gone = (one(house_bucket, "00004.m4s"), one(house_bucket, "00001.m4s"))
    whole = house_bucket.files()[spoilt].read_bytes()
    house_bucket.store.put(spoilt, b"x" * len(whole))
    house_bucket.store.delete([gone])

    actions.ask_store_to_catch_up(at=after(60))
    do()
    assert len(on_disk(recording)) > 12, "a day has not passed"
    actions.ask_store_to_catch_up(at=after(90_000))
    do()

    assert large_ones(recording) == {name.rpartition("/")[2] for name in (spoilt, gone)}
    job = newest_job(MAKE_ROOM, recording.key)
    assert (job.state, job.failure) == (JobState.FAILED, SPOILT)
    assert "is away" not in caplog.text
    assert house_bucket.files()[spoilt].read_bytes() == whole, "it was copied anew"
    assert gone in house_bucket.files()
    actions.ask_store_to_catch_up(at=after(90_600))
    do()
    assert large_ones(recording) == set()
    assert Recording.objects.get().is_stored
    assert Recording.objects.get().size == sum(
        f.stat().st_size for f in on_disk(recording).values()
    )


def test_what_only_the_store_has_outlasts_the_loss_of_what_was_written_about_it(
    recording, house_bucket, settings
):
    settings.DAYS_BESIDE_THE_STORE = 0
    actions.ask_for_download(recording=recording, at=after(30), by=None)
    do(Lane.LONG)
    do(Lane.QUICK)
    do()
    actions.ask_store_to_catch_up(at=after(100))
    do()
    assert large_ones(recording) == set()
    before = {name: file.read_bytes() for name, file in house_bucket.files().items()}

    house_bucket.store.delete([one(house_bucket, "manifest.json")])
    Recording.objects.update(is_stored=False)
    actions.ask_store_to_catch_up(at=after(110))
    do()

    after_all = {name: file.read_bytes() for name, file in house_bucket.files().items()}
    manifest = one(house_bucket, "manifest.json")
    assert json.loads(after_all.pop(manifest)) == json.loads(before.pop(manifest))
    assert after_all == before
    assert Recording.objects.get().is_stored


def one(house_bucket, ending):
    """Return the first object whose name ends so."""
    return next(name for name in sorted(house_bucket.files()) if name.endswith(ending))


def large_ones(recording):
    """Return what leaves the disk to make room."""
    return {name for name in on_disk(recording) if name.endswith((".m4s", "download.mp4"))}


def test_what_left_the_disk_comes_back_when_something_is_made_of_it(
    recording, house_bucket, settings, monkeypatch
):
    monkeypatch.setattr(making, "STAYS_FREE", 0)
    settings.DAYS_BESIDE_THE_STORE = 0
    do(Lane.QUICK)
    do()
    actions.ask_store_to_catch_up(at=after(100))
    do()
    assert not list(folder_of(recording).glob("*.m4s"))

    actions.cut_recording(
        recording=recording, cut_from=after(4), cut_until=None, at=after(110), by=None
    )
    actions.ask_for_films(at=after(111))
    assert newest_job(DOWNLOAD, recording.key) is None, "nothing comes back by itself"
    actions.ask_for_download(recording=recording, at=after(120), by=None)
    with monkeypatch.context() as here:
        here.setattr(making, "SPARE", 10**18)
        do(Lane.LONG)
    assert not list(folder_of(recording).glob("*.m4s")), "there is no room for it"
    actions.ask_for_download(recording=recording, at=after(121), by=None)
    do(Lane.LONG)
    do()

    recording.refresh_from_db()
    assert recording.download_size
    assert recording.is_stored
    assert findings(folder_of(recording)) == []


def test_another_house_without_the_disk_knows_when_what_was_shown(recording, house_bucket):
    before = stretches_of(recording)
    do()
    recording.refresh_from_db()
    for file in folder_of(recording).iterdir():
        file.unlink()
    folder_of(recording).rmdir()

    assert stretches_of(recording) == before
    assert (folder_of(recording) / INDEX).exists()


def test_without_a_store_nothing_is_asked_for(room, opening, stage, settings):
    a_morning(stage)
    actions.begin_recording(room=room, session=opening.code, at=after(0))
    actions.end_recording(convention="smart-2026", session=opening.code, at=after(22))
    actions.keep_recordings(at=after(22))
    recording = Recording.objects.get()

    actions.ask_store_to_catch_up(at=after(30))
    actions.delete_recording(recording=recording, at=after(40), by=None)

    assert newest_job(STORE, recording.key) is None
    assert Leftover.objects.count() == 0
