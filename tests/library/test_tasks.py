# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the worker makes of a recording finds its place, and only if it is still what is shown."""

from __future__ import annotations

import threading
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone
from tests.factories import make_convention, publish
from tests.library.showing import START, a_morning, after

from konvent.foundation.jobs import Lane, Runner, newest_job
from konvent.foundation.models import Job, JobState
from konvent.foundation.refusals import RefusedError
from konvent.library import actions, tasks
from konvent.library.actions import making
from konvent.library.actions.making import DOWNLOAD, PREVIEW
from konvent.library.actions.storing import STORE_IS_AWAY
from konvent.library.models import Recording, RecordingRules
from konvent.library.places import folder_of
from konvent.library.queries import rules_of


@pytest.fixture
def recording(room, opening, stage):
    a_morning(stage)
    actions.begin_recording(room=room, session=opening.code, at=after(0))
    actions.end_recording(convention="smart-2026", session=opening.code, at=after(22))
    actions.keep_recordings(at=after(22))
    return Recording.objects.get()


def do(lane=Lane.LONG):
    runner = Runner(lane, threading.Event())
    while runner.do_one():
        pass


def test_a_film_is_made_when_it_is_asked_for(recording):
    actions.ask_for_download(recording=recording, at=after(30), by=None)
    actions.ask_for_download(recording=recording, at=after(31), by=None)
    assert newest_job(DOWNLOAD, recording.key).state == JobState.WAITING

    do()

    recording.refresh_from_db()
    film = folder_of(recording) / "download.mp4"
    assert newest_job(DOWNLOAD, recording.key).state == JobState.DONE
    assert recording.download_size == film.stat().st_size > 0
    assert (folder_of(recording) / "download.m4a").exists()
    assert recording.size == sum(f.stat().st_size for f in folder_of(recording).iterdir())


def test_small_pictures_are_made_by_themselves(recording):
    do(Lane.QUICK)

    recording.refresh_from_db()
    assert recording.has_preview
    assert {f.name for f in folder_of(recording).glob("[pt]*")} == {
        "thumbnail.jpg",
        "preview.jpg",
        "preview.vtt",
    }


def test_another_cut_takes_what_was_made_and_has_it_made_again(
    recording, django_capture_on_commit_callbacks
):
    actions.ask_for_download(recording=recording, at=after(30), by=None)
    do()
    do(Lane.QUICK)
    recording.refresh_from_db()
    before = recording.download_size

    with django_capture_on_commit_callbacks(execute=True):
        actions.cut_recording(
            recording=recording, cut_from=after(4), cut_until=None, at=after(60), by=None
        )

    recording.refresh_from_db()
    assert (recording.download_size, recording.has_preview) == (None, False)
    assert list(folder_of(recording).glob("download.*")) == []
    do()
    do(Lane.QUICK)
    recording.refresh_from_db()
    assert recording.has_preview
    assert recording.download_size < before


def test_what_was_made_of_an_older_cut_is_thrown_away(recording, monkeypatch):
    actions.ask_for_download(recording=recording, at=after(30), by=None)
    make_film = tasks.make_film

    def cut_meanwhile(*facts):
        files = make_film(*facts)
        if Recording.objects.get().cut_from is None:
            actions.cut_recording(
                recording=recording, cut_from=after(4), cut_until=None, at=after(60), by=None
            )
        return files

    monkeypatch.setattr(tasks, "make_film", cut_meanwhile)

    do()

    recording.refresh_from_db()
    assert recording.download_size is None
    assert not (folder_of(recording) / "download.mp4").exists()


def test_a_disk_without_room_is_said_in_words(recording, monkeypatch, data):
    monkeypatch.setattr(making, "SPARE", 10**18)
    actions.ask_for_download(recording=recording, at=after(30), by=None)

    do()

    job = newest_job(DOWNLOAD, recording.key)
    assert (job.state, job.failure) == (JobState.FAILED, tasks.NO_ROOM)
    assert not list((data / "jobs").glob("*"))


def test_a_film_that_is_not_whole_is_not_offered(recording, caplog):
    file = next(folder_of(recording).glob("*-00001.m4s"))
    file.unlink()
    file.write_bytes(b"nothing")
    actions.ask_for_download(recording=recording, at=after(30), by=None)

    do()

    job = newest_job(DOWNLOAD, recording.key)
    assert (job.state, job.failure) == (JobState.FAILED, tasks.BROKEN)
    assert "instead of" in caplog.text


def test_a_recording_that_was_deleted_meanwhile_needs_nothing(recording):
    actions.ask_for_download(recording=recording, at=after(30), by=None)
    actions.delete_recording(recording=recording, at=after(31), by=None)

    do()
    do(Lane.QUICK)

    assert newest_job(DOWNLOAD, recording.key).state == JobState.DONE
    assert newest_job(PREVIEW, recording.key).state == JobState.DONE


@pytest.fixture
def second(recording, convention, room, stage):
    """A recording of the talk, shown by the stage as well."""
    talk = convention.sessions.order_by("starts_at").last()
    publish_at(convention, talk, after(30))
    stage.show(range(3), starts=START + 30)
    actions.begin_recording(room=room, session=talk.code, at=after(30))
    actions.end_recording(convention="smart-2026", session=talk.code, at=after(36))
    actions.keep_recordings(at=after(36))
    return Recording.objects.get(session_code=talk.code)


def publish_at(convention, session, moment):
    convention.sessions.filter(pk=session.pk).update(starts_at=moment)
    publish(convention)


def films():
    do()
    return [one.download_size is not None for one in Recording.objects.by_time()]


def test_a_film_is_made_of_each_published_recording_one_after_the_other(
    recording, second, monkeypatch
):
    monkeypatch.setattr(making, "STAYS_FREE", 0)
    actions.ask_for_films(at=after(60))
    actions.ask_for_films(at=after(61))
    assert list(Job.objects.filter(kind=DOWNLOAD).values_list("key")) == [(recording.key,)]

    assert films() == [True, True]
    actions.ask_for_films(at=after(90))
    assert not Job.objects.filter(kind=DOWNLOAD, state=JobState.WAITING).exists()


@pytest.mark.parametrize("why", ["off", "withheld", "failed", "session", "disk"])
def test_no_film_is_made_where_it_is_not_wanted_or_not_the_time(
    recording, convention, monkeypatch, why
):
    monkeypatch.setattr(making, "STAYS_FREE", 1 if why == "disk" else 0)
    match why:
        case "off":
            RecordingRules.objects.create(convention=convention, films_are_made=False)
        case "withheld":
            actions.withhold_recording(recording=recording, at=after(60), by=None)
        case "failed":
            moments = {"asked_at": after(60), "not_before": after(60)}
            facts = {"lane": Lane.LONG, "state": JobState.FAILED, **moments}
            Job.objects.create(kind=DOWNLOAD, key=recording.key, **facts)
        case "session":
            talk = convention.sessions.order_by("starts_at").last()
            actions.begin_recording(room=recording.room, session=talk.code, at=after(60))

    actions.ask_for_films(at=after(61))

    assert not Job.objects.filter(kind=DOWNLOAD, state=JobState.WAITING).exists()


def test_an_update_offers_no_films_of_what_was_recorded_before(recording):
    older = import_module("konvent.library.migrations.0008_films_of_past_conventions")
    other = make_convention("smart-2027")

    older.leave_past_ones_as_they_are(apps, None)

    assert not rules_of(recording.convention).films_are_made
    assert rules_of(recording.convention).are_published_at_once
    assert rules_of(other).films_are_made


def test_a_film_that_failed_is_tried_again_when_that_can_have_passed(recording, monkeypatch):
    monkeypatch.setattr(making, "STAYS_FREE", 0)

    def is_asked_for_again(failure):
        jobs = Job.objects.filter(kind=DOWNLOAD)
        jobs.delete()
        moments = {"asked_at": after(60), "not_before": after(60)}
        facts = {"lane": Lane.LONG, "state": JobState.FAILED, **moments}
        Job.objects.create(kind=DOWNLOAD, key=recording.key, failure=failure, **facts)
        actions.ask_for_films(at=after(61))
        return jobs.filter(state=JobState.WAITING).exists()

    assert is_asked_for_again(tasks.NO_ROOM)
    assert is_asked_for_again(STORE_IS_AWAY)
    assert not is_asked_for_again(tasks.BROKEN)
    actions.cut_recording(
        recording=recording, cut_from=after(4), cut_until=None, at=after(62), by=None
    )
    actions.ask_for_films(at=after(63))
    assert newest_job(DOWNLOAD, recording.key).state == JobState.WAITING


def test_a_recording_whose_files_are_elsewhere_keeps_no_other_from_its_film(
    recording, second, monkeypatch
):
    monkeypatch.setattr(making, "STAYS_FREE", 0)
    (folder_of(recording) / "index.jsonl").unlink()

    for minute in range(2):
        actions.ask_for_films(at=after(600 * minute + 60))
        made = films()

    assert made == [False, True]
    assert newest_job(DOWNLOAD, recording.key).failure == tasks.NOT_HERE


def test_what_a_killed_worker_left_is_cleared_away_unless_it_is_still_wanted(recording, data):
    wanted = data / "jobs" / f"{DOWNLOAD}-{recording.key}"
    left = data / "jobs" / f"{PREVIEW}-{'0' * 32}"
    other = data / "jobs" / "backup-SMART"
    for folder in (wanted, left, other):
        folder.mkdir(parents=True)
        (folder / "part-000.mp4").write_bytes(b"half a film")
    actions.ask_for_download(recording=recording, at=after(30), by=None)
    now = timezone.now()

    actions.forget_workshops(at=now)
    assert left.exists(), "somebody may just be making it"
    actions.forget_workshops(at=now + timedelta(hours=2))

    assert sorted(folder.name for folder in (data / "jobs").iterdir()) == sorted(
        [wanted.name, other.name]
    )


def test_there_is_no_film_of_nothing(room, opening, stage):
    actions.begin_recording(room=room, session=opening.code, at=after(0))
    recording = Recording.objects.get()
    with pytest.raises(RefusedError, match="still being recorded"):
        actions.ask_for_download(recording=recording, at=after(1), by=None)
    actions.end_recording(convention="smart-2026", session=opening.code, at=after(2))
    actions.keep_recordings(at=after(60))

    with pytest.raises(RefusedError, match="nothing to show"):
        actions.ask_for_download(recording=recording, at=after(61), by=None)
