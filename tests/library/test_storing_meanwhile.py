# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Copying and making room take minutes: what people do meanwhile costs nobody a file."""

from __future__ import annotations

import threading
from contextlib import contextmanager, nullcontext

import pytest
from django.utils import timezone
from tests.library.test_storing import (  # noqa: F401 -- fixtures
    after,
    do,
    large_ones,
    on_disk,
    recording,
)

from konvent.foundation.jobs import Lane, Run, newest_job
from konvent.foundation.models import Job, JobState
from konvent.library import actions, tasks
from konvent.library.actions.making import note_download
from konvent.library.actions.storing import MAKE_ROOM, STORE, note_damage_in_store
from konvent.library.models import Leftover, Recording
from konvent.library.places import folder_of, tape_in_store


class Meanwhile(Run):
    """A job during which something happens: before the first file, when it reports."""

    def report(self, _share):
        happens, self.job.happens = self.job.happens, lambda: None
        happens()


def during(kind, recording, happens):  # noqa: F811 -- the fixture
    """Return a job of a recording that somebody has taken, and during which this happens."""
    job = newest_job(kind, recording.key) or Job(kind=kind, key=recording.key, lane=Lane.STORE)
    job.state, job.asked_at, job.alive_at = JobState.RUNNING, after(22), timezone.now()
    job.not_before = after(22)
    job.save()
    job.happens = happens
    return Meanwhile(job, threading.Event())


@pytest.fixture
def stored(recording):  # noqa: F811 -- the fixture
    """A recording that is in the store with its film and its pictures, and on the disk."""
    do(Lane.QUICK)
    put_film(recording, b"the film of all of it")
    do()
    recording.refresh_from_db()
    assert recording.is_stored
    return recording


def put_film(recording, content):  # noqa: F811 -- the fixture
    """Put a film in its place, as the worker does that has made it."""
    film = folder_of(recording).with_name("download.mp4")
    film.write_bytes(content)
    note_download(recording=Recording.objects.get(), files=[film], at=after(30))


def cut_anew(recording):  # noqa: F811 -- the fixture
    actions.cut_recording(
        recording=recording, cut_from=after(4), cut_until=None, at=after(60), by=None
    )


def test_a_film_that_was_made_anew_while_room_is_made_stays(stored):
    def cut_and_film():
        cut_anew(stored)
        put_film(stored, b"another film")

    tasks.make_room(during(MAKE_ROOM, stored, cut_and_film))

    film = folder_of(stored) / "download.mp4"
    assert film.exists(), "the store has only the film of the cut before"
    assert film.read_bytes() == b"another film"


def test_nothing_more_leaves_the_disk_once_damage_was_found_by_somebody_else(stored):
    before = large_ones(stored)

    def verify():
        note_damage_in_store(thing=stored, damage=[], at=after(60))

    tasks.make_room(during(MAKE_ROOM, stored, verify))

    assert large_ones(stored) == before


def test_what_is_another_file_than_the_one_that_was_copied_stays(stored):
    folder = folder_of(stored)
    film, segment = folder / "download.mp4", next(folder.glob("*-00001.m4s"))
    for file in (film, segment):
        as_many = b"x" * file.stat().st_size
        file.unlink()
        file.write_bytes(as_many)

    damage = tape_in_store(stored).make_room(lambda _: None, lambda: nullcontext(enter_result=True))

    assert damage == []
    assert large_ones(stored) == {film.name, segment.name}


def test_a_film_of_another_cut_stays_even_when_it_is_the_same(stored):
    (folder_of(stored) / "main.m3u8").write_text("#EXTM3U\n# of another cut\n")

    tape_in_store(stored).make_room(lambda _: None, lambda: nullcontext(enter_result=True))

    assert large_ones(stored) == {"download.mp4"}


def test_what_takes_the_place_of_a_file_in_the_last_moment_stays(stored):
    film = folder_of(stored) / "download.mp4"
    content = film.read_bytes()

    @contextmanager
    def just_before():
        beside = film.with_name("beside")
        beside.write_bytes(content)
        beside.replace(film)
        yield True

    tape_in_store(stored).make_room(lambda _: None, just_before)

    assert large_ones(stored) == {"download.mp4"}


def test_no_room_is_made_of_what_a_film_is_being_made_of(stored, settings):
    settings.DAYS_BESIDE_THE_STORE = 0
    before = large_ones(stored)
    actions.ask_for_download(recording=stored, at=after(90), by=None)

    actions.ask_store_to_catch_up(at=after(100))
    do()
    assert large_ones(stored) == before

    do(Lane.LONG)
    do()
    actions.ask_store_to_catch_up(at=after(700))
    do()
    assert large_ones(stored) == set()


def test_a_recording_that_is_deleted_while_room_is_made_is_no_failure(
    stored, django_capture_on_commit_callbacks
):
    def delete():
        with django_capture_on_commit_callbacks(execute=True):
            actions.delete_recording(recording=stored, at=after(60), by=None)

    tasks.make_room(during(MAKE_ROOM, stored, delete))

    assert not folder_of(stored).exists()


def test_what_is_copied_while_another_worker_deletes_it_there_is_deleted_after_all(
    recording,  # noqa: F811 -- the fixture
    house_bucket,
):
    def delete_and_empty():
        actions.delete_recording(recording=recording, at=after(60), by=None)
        do()

    run = during(STORE, recording, delete_and_empty)
    tasks.store_recording(run)
    assert house_bucket.files() != {}, "it was copied to its end"
    Job.objects.filter(pk=run.job.pk).update(state=JobState.DONE)

    actions.ask_store_to_catch_up(at=after(700))
    do()

    assert house_bucket.files() == {}
    assert not Leftover.objects.exists()


def test_another_cut_during_the_copying_is_no_damage(recording, house_bucket, caplog):  # noqa: F811 -- the fixtures
    tasks.store_recording(during(STORE, recording, lambda: cut_anew(recording)))
    assert not Recording.objects.get().is_stored
    assert [line for line in caplog.records if line.levelname == "ERROR"] == []

    Job.objects.filter(kind=STORE).update(state=JobState.DONE)
    actions.ask_store_to_catch_up(at=after(70))
    do()

    assert Recording.objects.get().is_stored


def spoil(house_bucket, recording, happens=lambda: None):  # noqa: F811 -- the fixture
    """Let the store have a segment otherwise, and somebody find that out; return its name."""
    name = next(name for name in house_bucket.files() if name.endswith("00001.m4s"))
    house_bucket.store.put(name, b"x" * house_bucket.files()[name].stat().st_size)
    happens()
    note_damage_in_store(thing=recording, damage=[name], at=after(60))
    return name


def is_whole(house_bucket, recording, name):  # noqa: F811 -- the fixture
    """Say whether the store has what was kept, once all that was asked for is done."""
    Job.objects.filter(kind=STORE).update(state=JobState.DONE)
    actions.ask_store_to_catch_up(at=after(700))
    do()
    recording.refresh_from_db()
    kept = folder_of(recording) / name.rpartition("/")[2]
    is_same = house_bucket.files()[name].read_bytes() == kept.read_bytes()
    return recording.is_stored and recording.damaged == [] and is_same


def test_damage_that_is_found_while_a_copy_is_under_way_is_not_forgotten_by_it(
    stored, house_bucket
):
    Recording.objects.update(is_stored=False)
    found = []

    def find():
        found.append(spoil(house_bucket, stored))

    tasks.store_recording(during(STORE, stored, find))

    assert not Recording.objects.get().is_stored
    assert is_whole(house_bucket, stored, found[0])


def test_damage_that_is_found_before_a_copy_begins_is_mended_by_it(stored, house_bucket):
    name = spoil(house_bucket, stored)

    tasks.store_recording(during(STORE, stored, lambda: None))

    assert Recording.objects.get().is_stored
    assert is_whole(house_bucket, stored, name)


def test_a_house_that_has_only_fetched_the_index_takes_nothing_from_the_store(stored, house_bucket):
    before = {*house_bucket.files()}
    for name, file in on_disk(stored).items():
        if name != "index.jsonl":
            file.unlink()
    Recording.objects.update(is_stored=False)

    actions.ask_store_to_catch_up(at=after(60))
    do()

    assert {*house_bucket.files()} == before


def test_what_is_deleted_while_the_house_is_without_its_store_leaves_it_later(
    stored,
    house_bucket,
    settings,
):
    cut_anew(stored)
    settings.STORE = None
    actions.delete_recording(recording=Recording.objects.get(), at=after(90), by=None)
    assert house_bucket.files() != {}

    settings.STORE = house_bucket.place
    actions.ask_store_to_catch_up(at=after(700))
    do()

    assert house_bucket.files() == {}
