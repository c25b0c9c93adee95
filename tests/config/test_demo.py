# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The demo's own folder may be emptied; nobody else's is."""

import json
import os

import pytest

from konvent.config.demo import MARK, all_have_pictures, begin_anew, invite, mark
from konvent.config.door import CannotServeError
from konvent.config.serve import take_lock

LINKS = {
    "home": "http://h/",
    "attendee": "http://a/",
    "organiser": "http://o/",
    "producer": "http://p/",
    "moderator": "http://m/",
    "speaker": "http://s/",
}


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("KONVENT_DATA", str(tmp_path / "demo"))
    monkeypatch.delenv("KONVENT_DATABASE_URL", raising=False)
    return tmp_path / "demo"


def test_a_folder_that_the_demo_made_is_emptied(data):
    mark(data)
    (data / "media").mkdir()
    (data / "media/segment.m4s").touch()

    begin_anew(data)

    assert list(data.iterdir()) == []


def test_people_are_invited_when_every_stage_shows_something_of_today(data, monkeypatch):
    monkeypatch.setenv("KONVENT_MEMORY", "")
    stages = [data / "media/smart" / name for name in ("plaza", "forum")]
    assert not all_have_pictures(data, since=1000.0)

    for stage in stages:
        stage.mkdir(parents=True)
        (stage / "live.m3u8").touch()
    assert all_have_pictures(data, since=1000.0)

    os.utime(stages[0] / "live.m3u8", (900, 900))
    assert not all_have_pictures(data, since=1000.0)
    (stages[0] / "live.m3u8").unlink()
    assert not all_have_pictures(data, since=1000.0)


def test_a_folder_with_anything_else_in_it_is_left_alone(data):
    data.mkdir()
    (data / "konvent.sqlite3").write_text("of somebody else")

    mark(data)

    with pytest.raises(CannotServeError, match="is not the folder of a demo"):
        begin_anew(data)
    assert (data / "konvent.sqlite3").read_text() == "of somebody else"


def test_a_database_elsewhere_is_left_alone(data, monkeypatch):
    monkeypatch.setenv("KONVENT_DATABASE_URL", "postgres://somewhere/else")
    mark(data)

    with pytest.raises(CannotServeError, match="cannot empty"):
        begin_anew(data)


def test_a_demo_that_is_running_is_not_emptied_under_it(data):
    mark(data)

    with take_lock(data), pytest.raises(CannotServeError, match="already running"):
        begin_anew(data)

    assert (data / MARK).exists()


def test_a_folder_that_is_not_there_needs_no_emptying(data):
    begin_anew(data)

    assert not data.exists()


def test_the_links_are_said_in_their_order_and_for_scripts_in_one_line(capsys):
    invite(LINKS, as_json=True)

    printed = capsys.readouterr().out
    links = [line.strip() for line in printed.splitlines() if line.strip().startswith("http")]
    assert links == list(LINKS.values())
    assert json.loads(printed.splitlines()[-1]) == LINKS
