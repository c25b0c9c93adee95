# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The page of a stage."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.factories import at, make_room, publish

from konvent.foundation.published import ACCESS_HEADER, TOPICS_HEADER
from konvent.stage.actions import follow_schedule

pytestmark = pytest.mark.django_db


def open_page(client, convention, room="smart-plaza", language="en"):
    parts = {"convention": convention.slug, "language": language, "room": room}
    return client.get(reverse("site:stage", kwargs=parts))


def test_the_page_says_what_is_on_with_whom_and_what_comes_next(client, convention):
    follow_schedule(at=at(10, 5))

    page = open_page(client, convention).content.decode()

    for words in ("Opening", "Ada Lovelace", "Compilers for cities", "10:30", "Sound on"):
        assert words in page
    assert f'src="/{convention.slug}/media/smart-plaza/master.m3u8"' in page
    assert 'data-mood="dim"' in page


def test_the_page_is_there_when_nothing_is_on_and_nothing_comes(client, convention):
    follow_schedule(at=at(19))

    page = open_page(client, convention).content.decode()

    assert "Nothing at the moment." in page
    assert "On this stage, Tue 27 Oct" in page


def test_the_page_asks_for_what_the_stages_ask_for_and_changes_with_each_of_them(
    client, convention
):
    make_room(convention, "forum")
    publish(convention)

    answer = open_page(client, convention)

    assert answer[ACCESS_HEADER] == "stage"
    topics = set(answer[TOPICS_HEADER].split())
    assert {f"smart-2026/stage/{room}/now" for room in ("smart-plaza", "forum")} <= topics
    assert "smart-2026/programme" in topics


@pytest.mark.parametrize("room", ["foyer", "attic"])
def test_a_room_without_a_picture_has_no_such_page(client, convention, room):
    make_room(convention, "foyer", has_picture=False)
    publish(convention)

    assert open_page(client, convention, room).status_code == 404
