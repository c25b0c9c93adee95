# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The staff's pages for captions."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories import make_recording, make_user, text
from tests.manage.conftest import enter

from konvent.library.models import RecordingState
from konvent.people.models import Duty

FILE = b"1\n00:00:01,000 --> 00:00:02,000\nGuten Morgen\n"


@pytest.fixture
def producer(convention):
    return enter(make_user("Pavel", Duty.PRODUCER, convention, language="en"))


@pytest.fixture
def recording(convention):
    made = make_recording(convention, "S1", state=RecordingState.WITHHELD)
    made.chapters.create(position=1, title=text("Anfang"))
    return made


def place(rest=""):
    return f"/manage/smart-2026/recordings/S1/captions/{rest}"


def upload(client, content=FILE, language="de"):
    file = SimpleUploadedFile("captions.srt", content)
    return client.post(place(), {"language": language, "file": file})


def test_a_file_becomes_captions_that_can_be_downloaded(producer, recording):
    assert upload(producer).status_code == 302

    answer = producer.get(place("de.vtt"))
    assert answer.content.decode() == ("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nGuten Morgen\n")
    assert answer["Content-Disposition"] == 'attachment; filename="smart-2026-S1.de.vtt"'
    assert place("de/") in producer.get(place()).content.decode()


def test_a_file_that_cannot_be_read_says_which_line(producer, recording):
    answer = upload(producer, FILE.replace(b"02,000", b"00,000"))

    assert answer.status_code == 422
    assert "Line 2 (caption 1): the caption ends before it begins." in answer.content.decode()
    assert not recording.captions.exists()


def test_a_second_file_in_the_same_language_overwrites_nothing(producer, recording):
    upload(producer)

    answer = upload(producer, FILE.replace(b"Guten", b"Hellen"))

    assert "There are captions in this language already." in answer.content.decode()
    assert "Guten" in recording.captions.get().content


def test_what_was_typed_stays_when_somebody_else_was_faster(producer, recording):
    upload(producer)
    page = producer.get(place("de/"))
    state, text = page.context["state"], page.context["form"]["content"].value()
    typed = {"state": state, "content": text.replace("Guten", "Hellen"), "is_published": "on"}

    first = producer.post(place("de/"), typed)
    second = producer.post(place("de/"), {**typed, "content": text.replace("Guten", "Sonnigen")})

    assert first.status_code == 302
    assert second.status_code == 422
    assert "Sonnigen Morgen" in second.content.decode()
    assert "Hellen Morgen" in recording.captions.get().content


def test_captions_can_be_begun_hidden_and_deleted(producer, recording):
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n"

    producer.post(place("en/"), {"state": "new", "content": text})
    assert not recording.captions.get(language="en").is_published
    producer.post(place("en/remove/"))

    assert not recording.captions.exists()
    assert producer.get(place("xx/")).status_code == 404


def test_there_is_nothing_to_write_while_it_is_recorded(producer, recording):
    recording.state, recording.ended_at = RecordingState.RECORDING, None
    recording.save()

    assert producer.get(place()).status_code == 404
