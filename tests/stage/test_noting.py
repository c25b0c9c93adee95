# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the desk shows is so, even when the disk takes nothing any more."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

import pytest
from django.db import connection
from django.utils import timezone
from tests.factories import at

from konvent.foundation import events
from konvent.foundation.events import listen
from konvent.programme.queries import published_schedule
from konvent.stage.desk import desk_of
from konvent.stage.events import PictureChanged
from konvent.stage.media.process import House
from konvent.stage.models import Channel
from konvent.stage.queries import describe_picture, now_on_stage, picture_of_stage
from konvent.stage.troubles import words_of

PLACE = ("smart-2026", "smart-plaza")


@contextmanager
def full_database():
    """Let the database take nothing for a while, as on a disk that is full to the last byte."""
    words = {"sqlite": ("PRAGMA query_only = 1", "PRAGMA query_only = 0")}
    read_only = "SET CONSTRAINTS ALL IMMEDIATE; SET TRANSACTION READ ONLY"
    begin, end = words.get(connection.vendor, (read_only, "SELECT 1"))
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute(end)


@pytest.fixture
def heard():
    heard = []
    listen(PictureChanged, heard.append)
    yield heard
    events._listeners[PictureChanged].remove(heard.append)


@pytest.fixture
def house(room, settings, tmp_path, one_connection):
    Channel.objects.create(room=room, on_air="primary", troubles={"disk-nearly-full": ""})
    room.convention.days.update(ends_at=timezone.now() + timedelta(days=1))
    settings.DATA, settings.MEMORY = tmp_path, ""
    house = House(tmp_path / "media")
    yield house
    house.close()


def test_while_the_database_takes_nothing_the_desk_sees_what_is_on_air_all_the_same(
    house, heard, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), full_database():
        house.look()

    picture = picture_of_stage(*PLACE)
    assert (picture["on_air"], picture["troubles"]) == ("card", {})
    assert Channel.objects.get().on_air == "primary"
    assert len(heard) == 1


def test_what_is_so_is_written_down(house):
    house.look()

    assert Channel.objects.get().on_air == "card"
    assert picture_of_stage(*PLACE)["on_air"] == "card"


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.mark.parametrize(
    ("free", "troubles"),
    [(500, []), (150, ["disk-nearly-full"]), (50, ["disk-full", "disk-nearly-full"])],
)
def test_how_full_the_disk_is_the_desk_sees_for_itself(room, monkeypatch, free, troubles):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1000, 0, free))

    picture = describe_picture(room)
    desk = desk_of(published_schedule(PLACE[0]), room, now_on_stage(*PLACE), picture, at(10))

    words = [trouble.words for trouble in desk.troubles]
    assert words == [words_of(code) for code in troubles]
