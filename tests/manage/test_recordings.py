# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The staff's pages about recordings, with recordings that were really made."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories import make_recording, make_room, make_user
from tests.foundation.media.test_probe import TONE, make
from tests.library.conftest import data, opening, room, stage  # noqa: F401 -- fixtures
from tests.library.showing import START, Shown, a_morning, listed
from tests.manage.conftest import enter
from tests.stage.conftest import filmed  # noqa: F401 -- a fixture

from konvent.foundation.jobs import Lane, Runner, newest_job
from konvent.foundation.models import JobState
from konvent.library import actions
from konvent.library.actions.making import DOWNLOAD
from konvent.library.models import Companion, Recording, RecordingRules, RecordingState
from konvent.library.places import folder_of, folder_of_stage
from konvent.people.models import Duty


@pytest.fixture
def recording(room, opening, stage):  # noqa: F811 -- the fixtures
    """Ada's opening, recorded from 10:00:00 to 10:00:22 in Berlin."""
    a_morning(stage)
    at = datetime.fromtimestamp(START, UTC)
    actions.begin_recording(room=room, session=opening.code, at=at)
    ended = at + timedelta(seconds=22)
    actions.end_recording(convention="smart-2026", session=opening.code, at=ended)
    actions.keep_recordings(at=ended)
    return Recording.objects.get()


@pytest.fixture
def pages(base, recording):
    return f"{base}recordings/{recording.session_code}/"


def page(client, address):
    return client.get(address).content.decode()


def test_the_list_says_what_there_is_and_what_there_will_not_be(desk, base, recording, convention):
    talk = convention.sessions.order_by("starts_at").last()
    talk.do_not_record = True
    talk.save()

    text = page(desk, f"{base}recordings/")

    assert "published as soon as its session ends" in text
    assert "kept for 365 days" in text
    for words in ("Opening", "published", "0:18", "27 Oct 2027", "Live only", "Compilers"):
        assert words in text, words


def test_an_empty_list_says_what_will_be_here(desk, base, convention):
    assert "Nothing is recorded yet." in page(desk, f"{base}recordings/")


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(desk, base, convention, number):
    for count in range(number):
        recording = make_recording(convention, f"S{count}", room=convention.rooms.get())
        recording.captions.create(language="de", content="WEBVTT")

    with CaptureQueriesContext(connection) as asked:
        desk.get(f"{base}recordings/")

    assert len([q for q in asked if "library_" in q["sql"]]) == 3


def test_an_organiser_withholds_and_publishes(desk, pages, recording):
    answer = desk.post(f"{pages}show/", {"deed": "withhold"}, follow=True)

    assert "is withheld: only the staff sees it." in answer.content.decode()
    recording.refresh_from_db()
    assert recording.state == RecordingState.WITHHELD

    desk.post(f"{pages}show/", {"deed": "publish"})
    recording.refresh_from_db()
    assert recording.state == RecordingState.PUBLISHED


def test_a_producer_cuts_but_does_not_publish(pages, recording, convention):
    paula = enter(make_user("Paula", Duty.PRODUCER, convention, language="en"))

    text = page(paula, pages)
    cut = paula.post(pages, {"cut_from": "2026-10-27T10:00:05", "cut_until": ""})

    assert cut.status_code == 302
    assert "Withhold" not in text
    assert "Delete" not in text
    assert paula.post(f"{pages}show/", {"deed": "withhold"}).status_code == 403
    assert paula.post(f"{pages}remove/").status_code == 403
    recording.refresh_from_db()
    assert recording.starts_in == 4.0


def test_a_cut_is_typed_by_the_conventions_clock_and_shown_again(desk, pages, recording):
    typed = {"cut_from": "2026-10-27T10:00:05", "cut_until": "2026-10-27T10:00:16"}

    answer = desk.post(pages, typed, follow=True)

    text = answer.content.decode()
    assert "The recording starts and ends there now." in text
    assert 'value="2026-10-27T10:00:05"' in text
    assert 'value="2026-10-27T10:00:16"' in text
    assert len(listed(folder_of(recording) / "main.m3u8")) == 4


def test_a_cut_that_leaves_nothing_keeps_what_was_typed_and_says_why(desk, pages, recording):
    typed = {"cut_from": "2026-10-27T10:00:16", "cut_until": "2026-10-27T10:00:05"}

    answer = desk.post(pages, typed)

    assert answer.status_code == 422
    assert "It has to end after it starts." in answer.content.decode()
    assert 'value="2026-10-27T10:00:16"' in answer.content.decode()
    assert len(listed(folder_of(recording) / "main.m3u8")) == 9


def test_a_film_is_asked_for_once_and_its_progress_is_shown(desk, pages, recording):
    assert "Have a film made" in page(desk, pages)

    desk.post(f"{pages}download/")
    job = newest_job(DOWNLOAD, recording.key)
    job.share, job.state, job.alive_at = 0.42, JobState.RUNNING, job.asked_at
    job.save()

    assert "The film is being made: 42 %." in page(desk, pages)


def test_a_film_that_failed_says_why_and_can_be_tried_again(desk, pages, recording):
    desk.post(f"{pages}download/")
    job = newest_job(DOWNLOAD, recording.key)
    job.state = JobState.FAILED
    job.failure = "There is not enough room on the server's disk. Free some, then try again."
    job.save()

    text = page(desk, pages)

    assert "There is not enough room on the server" in text
    assert "Have a film made" in text


def test_a_finished_film_can_be_taken(desk, pages, recording):
    Recording.objects.update(download_size=5_000_000)

    assert f'href="{recording.address}download.mp4"' in page(desk, pages)


def test_deleting_asks_first(desk, base, pages, recording, django_capture_on_commit_callbacks):
    folder = folder_of(recording)
    question = page(desk, f"{pages}remove/")
    assert "Delete the recording of “Opening”?" in question
    assert "Nobody can bring them back." in question
    assert folder.exists()

    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(f"{pages}remove/")

    assert answer.headers["Location"] == f"{base}recordings/"
    assert not Recording.objects.exists()
    assert not folder.exists()


def test_while_it_is_recorded_there_is_nothing_to_do_yet(desk, base, room, opening, stage):  # noqa: F811 -- the fixtures
    actions.begin_recording(room=room, session=opening.code, at=datetime.fromtimestamp(START, UTC))
    pages = f"{base}recordings/{opening.code}/"

    text = page(desk, pages)
    refusal = desk.post(f"{pages}remove/", follow=True)

    assert "This session is being recorded." in text
    for words in ("Withhold", "Have a film made", "Delete"):
        assert words not in text
    assert "This session is still being recorded." in refusal.content.decode()
    assert Recording.objects.exists()


def test_the_rules_are_changed_for_all_there_is(desk, base, recording, convention):
    answer = desk.post(f"{base}recordings/rules/", {"days_kept": "30"}, follow=True)

    text = answer.content.decode()
    assert "stays withheld until somebody publishes it" in text
    assert "kept for 30 days" in text
    recording.refresh_from_db()
    assert str(recording.kept_until) == "2026-11-26"
    assert not RecordingRules.objects.get(convention=convention).are_published_at_once


def test_chapters_are_written_one_in_each_line(desk, base, pages, recording):
    typed = {"de": "0:00 Anfang\n0:10 Mitte", "en": "0:00 Start"}

    answer = desk.post(f"{pages}chapters/", typed, follow=True)

    text = answer.content.decode()
    assert "The chapters are saved." in text
    assert "0:10 Mitte" in page(desk, f"{pages}chapters/")
    wrong = desk.post(f"{pages}chapters/", {"de": "Anfang", "en": ""})
    assert wrong.status_code == 422
    assert "Line 1: please write a time" in wrong.content.decode()


def test_what_another_stage_showed_is_added_and_deleted_again(desk, pages, recording, convention):
    booth = make_room(convention, "booth")
    folder = folder_of_stage(booth)
    Shown(folder, folder_of_the_stage_as_filmed(recording)).show(range(5), starts=START)
    typed = {"kind": "sign", "language": "de", "room": booth.pk, "later": "0"}

    form = page(desk, f"{pages}companions/")
    answer = desk.post(f"{pages}companions/", typed, follow=True)

    for name in typed:
        assert f'name="{name}"' in form
    assert "It plays in step with the recording now." in answer.content.decode()
    companion = recording.companions.get()
    gone = desk.post(f"{pages}companions/{companion.pk}/remove/", follow=True)
    assert "It is deleted." in gone.content.decode()
    assert not recording.companions.exists()


def folder_of_the_stage_as_filmed(recording):
    """The files that were shown, by name."""
    folder = folder_of(recording)
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_nothing_that_another_stage_showed_is_said_so(desk, pages, recording, convention):
    booth = make_room(convention, "booth")

    answer = desk.post(
        f"{pages}companions/", {"kind": "sign", "language": "de", "room": booth.pk, "later": ""}
    )

    assert answer.status_code == 422
    assert "That stage showed nothing" in answer.content.decode()


def test_a_caption_file_can_be_chosen(desk, pages, recording):
    form = page(desk, f"{pages}captions/")

    assert 'type="file"' in form
    assert 'name="language"' in form


def test_a_file_is_added_that_plays_in_step(desk, pages, recording, tmp_path):
    sound = make(tmp_path, "talk.mp3", *TONE).read_bytes()
    sent = {"kind": "translation", "language": "en", "begins": "1.5"}

    answer = desk.post(
        f"{pages}companions/films/",
        {**sent, "file": SimpleUploadedFile("talk.mp3", sound)},
        follow=True,
    )

    companion = Companion.objects.get()
    assert (folder_of(companion) / "original").read_bytes() == sound
    assert [at for at, _begins, _seconds in companion.pieces] == [1.5]
    assert "is made ready: 0 %" in answer.text

    Runner(Lane.LONG, threading.Event()).do_one()
    assert "plays in step" in page(desk, f"{pages}companions/")


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        ("translation", b"#EXTM3U\n#EXTINF:2,\nfile:///etc/passwd\n", "This is no sound"),
        ("sign", b"ID3" + b"\0" * 2000, "This is no video"),
    ],
)
def test_what_cannot_play_is_refused_and_what_was_typed_stays(
    desk, pages, recording, kind, content, words
):
    sent = {"kind": kind, "language": "en", "begins": "1.5"}

    answer = desk.post(
        f"{pages}companions/films/", {**sent, "file": SimpleUploadedFile("talk", content)}
    )

    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="1.5"' in answer.text
    assert not Companion.objects.exists()
    assert [f.name for f in folder_of(recording).parent.iterdir()] == [recording.key]
