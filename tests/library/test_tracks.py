# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a player loads beside the picture."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories import make_recording, text

from konvent.foundation.published import ACCESS_HEADER, TOPICS_HEADER
from konvent.library.models import RecordingState

TAPE = "WEBVTT\n\n00:02.000 --> 00:04.000\ncut off\n\n00:11.000 --> 00:13.000\nGuten Morgen\n"


@pytest.fixture
def recording(convention):
    made = make_recording(convention, "S1", starts_in=10.0, duration=timedelta(seconds=60))
    made.captions.create(language="de", content=TAPE)
    made.chapters.create(position=12.0, title=text("<Anfang>", "<Start>"))
    return made


def test_captions_are_those_of_the_cut(client, recording):
    answer = client.get("/smart-2026/public/recording/S1/captions.de.vtt")

    assert answer.content.decode() == ("WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nGuten Morgen\n")
    assert answer["Content-Type"] == "text/vtt; charset=utf-8"
    assert answer[TOPICS_HEADER] == "smart-2026/library/S1"
    assert answer[ACCESS_HEADER] == "stage"


def test_chapters_are_named_in_the_language_of_the_page(client, recording):
    answer = client.get("/smart-2026/public/recording/S1/chapters.en.vtt")

    assert answer.content.decode() == ("WEBVTT\n\n00:00:02.000 --> 00:01:00.000\n&lt;Start&gt;\n")


def test_there_is_nothing_of_what_is_withheld_or_not_there(client, recording):
    recording.captions.create(language="en", content=TAPE, is_published=False)

    assert client.get("/smart-2026/public/recording/S1/captions.en.vtt").status_code == 404
    assert client.get("/smart-2026/public/recording/S1/captions.fr.vtt").status_code == 404
    recording.state = RecordingState.WITHHELD
    recording.save()
    for name in ("captions.de.vtt", "chapters.de.vtt"):
        assert client.get(f"/smart-2026/public/recording/S1/{name}").status_code == 404
