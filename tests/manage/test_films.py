# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The page of the films: uploaded or taken from the folder, given to sessions, played, removed."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories import NOW
from tests.foundation.media.test_probe import H264, PICTURE, make
from tests.stage.test_cutter import full_disk, say_renditions
from tests.stage.test_films import take_in

from konvent.stage import actions
from konvent.stage.films import folder_of, original_of
from konvent.stage.models import Channel, Film, Quality


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()


@pytest.fixture
def content(tmp_path):
    return make(tmp_path, "talk.mp4", *PICTURE, *H264).read_bytes()


@pytest.fixture
def films(base):
    return f"{base}films/"


def left_behind(settings):
    return [file for file in (settings.DATA / "films").rglob("*") if file.is_file()]


def test_an_uploaded_film_waits_to_be_made_ready(desk, films, content):
    answer = desk.post(films, {"film": SimpleUploadedFile("talk.mp4", content)}, follow=True)

    film = Film.objects.get()
    assert (film.name, film.state, film.size) == ("talk.mp4", "waiting", len(content))
    assert 2.9 < film.seconds < 3.2
    assert original_of(film).read_bytes() == content
    assert "talk.mp4" in answer.text


def test_a_large_upload_is_moved_and_not_copied(desk, films, content, settings):
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

    desk.post(films, {"film": SimpleUploadedFile("talk.mp4", content)})

    assert original_of(Film.objects.get()).read_bytes() == content
    assert list(settings.FILE_UPLOAD_TEMP_DIR.glob("*.upload*")) == []


@pytest.mark.parametrize("what", ["playlist", "half", "nothing"])
def test_what_is_no_film_is_refused_in_words_and_leaves_nothing_behind(
    desk, films, content, settings, what
):
    playlist = b"#EXTM3U\n#EXTINF:2,\nfile:///etc/passwd\n"
    sent = {"playlist": playlist, "half": content[: len(content) // 2]}
    words = {"playlist": "no video", "half": "damaged or incomplete", "nothing": "choose a file"}
    file = {"film": SimpleUploadedFile("talk.mp4", sent[what])} if what in sent else {}

    answer = desk.post(films, file)

    assert answer.status_code == 422
    assert words[what] in answer.text
    assert not Film.objects.exists()
    assert left_behind(settings) == []


def test_a_film_that_does_not_fit_is_refused(desk, films, content, settings):
    settings.LARGEST_FILM = 10

    answer = desk.post(films, {"film": SimpleUploadedFile("talk.mp4", content)})

    assert answer.status_code == 422
    assert "larger than this installation takes" in answer.text


def test_a_film_is_taken_from_the_servers_folder_and_stays_there(desk, films, content, settings):
    (settings.DATA / "incoming").mkdir()
    (settings.DATA / "incoming/keynote.mp4").write_bytes(content)
    assert "keynote.mp4" in desk.get(films).text

    desk.post(films, {"waiting": "keynote.mp4"})
    refused = desk.post(films, {"waiting": "../secret.key"})

    film = Film.objects.get()
    assert original_of(film) == settings.DATA / "incoming/keynote.mp4"
    assert original_of(film).exists()
    assert refused.status_code == 422


def test_a_film_is_given_to_a_session_played_stopped_and_removed(desk, films, convention):
    film = take_in(convention, seconds=90.0)
    session = convention.sessions.first()
    one = f"{films}{film.guid}/"

    desk.post(one, {"deed": "give", "session": session.code})
    film.refresh_from_db()
    assert film.session_code == session.code
    desk.post(one, {"deed": "play", "room": convention.rooms.get().slug})
    assert Channel.objects.get().film == film
    assert "Plays at Smart Plaza now" in desk.get(films).text
    assert "Stop it first" in desk.post(f"{one}remove/", follow=True).text
    desk.post(one, {"deed": "stop"})
    assert Channel.objects.get().film is None
    assert "Remove the film" in desk.get(f"{one}remove/").text
    desk.post(f"{one}remove/")
    assert not Film.objects.exists()


def test_a_film_that_is_longer_than_its_session_says_so(desk, films, convention):
    film = take_in(convention)
    Film.objects.update(seconds=45 * 60, session_code=convention.sessions.first().code)

    assert "15 minutes longer" in desk.get(films).text
    assert film.is_ready


def test_a_film_that_waits_for_room_on_the_disk_says_how_much_and_who_mends_it(
    desk, films, convention, monkeypatch
):
    film = take_in(convention)
    folder_of(film).mkdir(parents=True)
    say_renditions(film)
    actions.choose_quality(room=convention.rooms.get(), quality=Quality.TWO, at=NOW, by=None)
    assert "Have whoever runs the server" not in desk.get(films).text

    full_disk(monkeypatch, missing=5_000_000)
    waits = desk.get(films).text
    say_renditions(film, "lo", "au")
    is_made = desk.get(films).text

    assert re.search(r"disk lacks 4\.\d\sMB to make this film", waits)
    assert "Have whoever runs the server" in waits
    assert "Have whoever runs the server" not in is_made


def test_the_films_page_asks_the_database_as_often_for_one_film_as_for_three(
    desk, films, convention, django_assert_num_queries
):
    take_in(convention)
    desk.get(films)
    with django_assert_num_queries(10):
        desk.get(films)
    take_in(convention, "two.mp4")
    take_in(convention, "three.mp4")
    with django_assert_num_queries(10):
        desk.get(films)
