# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Talks that were filmed before: given to sessions, played by hand and by the schedule."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from tests.factories import NOW, at, make_convention, make_room
from tests.stage.test_sources import AT

from konvent.foundation.topics import find_topic
from konvent.stage import actions
from konvent.stage.actions.films import LEAD, CannotPlayError, CannotTakeFilmError
from konvent.stage.films import LONGEST_ARRIVAL, folder_of, sweep_films, waiting_files
from konvent.stage.models import Channel, Film


def take_in(convention, name="talk.mp4", *, is_ready=True, **facts):
    about = {"name": name, "size": 1000, "seconds": 90.0, "at": AT, "by": None, **facts}
    film = actions.add_film(film=Film(), convention=convention, **about)
    if is_ready:
        actions.note_film(film=film, state=Film.State.READY, progress=100, seconds=90.0)
        film.refresh_from_db()
    return film


@pytest.fixture
def film(convention):
    return take_in(convention)


@pytest.fixture
def opening(convention):
    """Ada's opening from 10:00 to 10:30; Grace's talk begins at 11:00."""
    return convention.sessions.get(title__en="Opening")


def playing(room):
    channel = Channel.objects.get(room=room)
    return channel.film, channel.film_began_at


def test_a_film_plays_from_a_moment_that_is_still_to_come_and_ends_by_itself(room, film):
    actions.play_film(film=film, room=room, at=AT, by=None)
    actions.end_films(at=AT + LEAD + timedelta(seconds=89))
    during = playing(room)
    actions.end_films(at=AT + LEAD + timedelta(seconds=90))

    assert during == (film, AT + LEAD)
    assert playing(room) == (None, None)


def test_a_film_is_stopped_by_hand_and_twice_does_no_harm(room, film):
    actions.play_film(film=film, room=room, at=AT, by=None)

    for _again in range(2):
        actions.stop_film(room=room, at=AT, by=None)

    assert playing(room) == (None, None)


def test_the_film_of_a_session_begins_with_it_and_ends_with_the_next(room, film, opening):
    actions.give_film(film=film, session=opening, at=AT, by=None)

    actions.follow_schedule(at=at(10) + timedelta(seconds=1))
    actions.follow_schedule(at=at(10) + timedelta(seconds=9))
    during = playing(room)
    actions.follow_schedule(at=at(10, 45))
    nothing_is_on = playing(room)
    actions.follow_schedule(at=at(11))

    assert during == nothing_is_on == (film, at(10) + timedelta(seconds=1) + LEAD)
    assert playing(room) == (None, None)


def test_a_film_begun_by_hand_goes_on_when_another_session_comes(room, film):
    actions.play_film(film=film, room=room, at=AT, by=None)

    actions.follow_schedule(at=at(10))
    actions.follow_schedule(at=at(11))

    assert playing(room)[0] == film


def test_a_session_put_on_by_hand_brings_its_film(room, film, opening):
    actions.give_film(film=film, session=opening, at=AT, by=None)

    actions.put_on_stage(room=room, session=opening, at=AT, by=None)

    assert playing(room) == (film, AT + LEAD)


def test_a_stopped_film_does_not_begin_again_in_its_session(room, film, opening):
    actions.give_film(film=film, session=opening, at=AT, by=None)
    actions.follow_schedule(at=at(10))

    actions.stop_film(room=room, at=at(10, 1), by=None)
    actions.follow_schedule(at=at(10, 2))

    assert playing(room) == (None, None)


def test_a_session_has_one_film_and_a_film_can_be_taken_back(convention, film, opening):
    actions.give_film(film=film, session=opening, at=AT, by=None)
    other = take_in(convention, "other.mp4")

    with pytest.raises(CannotTakeFilmError, match="already"):
        actions.give_film(film=other, session=opening, at=AT, by=None)
    actions.give_film(film=film, session=None, at=AT, by=None)
    actions.give_film(film=other, session=opening, at=AT, by=None)

    assert list(Film.objects.exclude(session_code="")) == [other]


def test_what_is_not_ready_or_elsewhere_cannot_be_played(convention, room, film):
    raw = take_in(convention, is_ready=False)
    elsewhere = make_room(make_convention("other-2026"), "attic")

    with pytest.raises(CannotPlayError, match="not ready"):
        actions.play_film(film=raw, room=room, at=AT, by=None)
    with pytest.raises(CannotPlayError, match="cannot show"):
        actions.play_film(film=film, room=elsewhere, at=AT, by=None)


def test_a_film_is_removed_with_its_files_but_not_while_it_plays(
    room, film, django_capture_on_commit_callbacks
):
    folder_of(film).mkdir(parents=True)
    (folder_of(film) / "original").touch()
    actions.play_film(film=film, room=room, at=AT, by=None)
    with pytest.raises(CannotTakeFilmError, match="Stop it"):
        actions.remove_film(film=film, at=AT, by=None)
    actions.stop_film(room=room, at=AT, by=None)

    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_film(film=film, at=AT, by=None)

    assert not folder_of(film).exists()
    assert not Film.objects.exists()


def test_only_what_lies_in_the_folder_for_films_can_be_taken_from_it(
    convention, settings, tmp_path
):
    settings.DATA = tmp_path
    (tmp_path / "incoming/folder").mkdir(parents=True)
    (tmp_path / "incoming/talk.mp4").write_bytes(b"a film")
    (tmp_path / "incoming/.hidden").touch()
    (tmp_path / "incoming/secret.mp4").symlink_to(tmp_path / "secret.key")
    (tmp_path / "secret.key").touch()

    assert [(file.name, file.size) for file in waiting_files()] == [("talk.mp4", 6)]
    for name in ("../secret.key", "secret.mp4", "folder", "nothing.mp4"):
        with pytest.raises(CannotTakeFilmError):
            actions.add_film(
                film=Film(origin=name),
                convention=convention,
                name=name,
                size=1,
                seconds=3.0,
                at=NOW,
                by=None,
            )


def test_a_folder_of_an_upload_that_broke_off_is_swept_away_and_no_other(
    convention, settings, tmp_path
):
    settings.DATA = tmp_path
    film, stray = take_in(convention), tmp_path / "films/stray"
    for folder in (folder_of(film), stray):
        folder.mkdir(parents=True)

    sweep_films(time.time())
    assert stray.exists()
    sweep_films(time.time() + LONGEST_ARRIVAL + 1)

    assert not stray.exists()
    assert folder_of(film).exists()


def test_the_desk_reads_how_far_each_film_is_and_where_it_plays(convention, room, film):
    raw = take_in(convention, is_ready=False)
    actions.note_film(film=raw, state=Film.State.PREPARING, progress=40)
    actions.play_film(film=film, room=room, at=AT, by=None)

    topic = find_topic(convention.slug, "films")

    ends = AT + LEAD + timedelta(seconds=90)
    began = {"room": room.slug, "began": (AT + LEAD).isoformat(), "ends": ends.isoformat()}
    assert topic.access == "staff"
    assert topic.read() == {
        "films": {
            str(film.guid): {"state": "ready", "progress": 100, **began},
            str(raw.guid): {"state": "preparing", "progress": 40},
        }
    }
    assert find_topic(convention.slug, f"stage/{room.slug}/health").read()["film"] == "talk.mp4"
