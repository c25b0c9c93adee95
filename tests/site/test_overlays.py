# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Overlays: what OBS lays over a stage's picture."""

from __future__ import annotations

import pytest
from tests.factories import NOW, at, make_world, publish

from konvent.foundation.overlays import OVERLAYS, address_of
from konvent.foundation.published import ACCESS_HEADER, TOPICS_HEADER
from konvent.stage.actions import follow_schedule, move_rest

pytestmark = pytest.mark.django_db

NAMES = [overlay.name for overlay in OVERLAYS]
HERE = {"convention": "smart-2026", "room": "smart-plaza"}


@pytest.fixture
def room():
    world = make_world()
    world.people.filter(name="Ada Lovelace").update(position={"de": "Leiterin", "en": "Head"})
    publish(world)
    follow_schedule(at=NOW)
    return world.rooms.get()


def overlay(client, name, language="en"):
    found = next(overlay for overlay in OVERLAYS if overlay.name == name)
    answer = client.get(address_of(found, language=language, **HERE))
    assert answer.status_code == 200
    return answer


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["de", "en"])
def test_an_overlay_needs_no_login_and_is_made_anew_with_its_stage(client, room, name, language):
    answer = overlay(client, name, language)

    assert answer[ACCESS_HEADER] == "public"
    assert f"smart-2026/stage/{room.slug}/now" in answer[TOPICS_HEADER].split()
    assert f'lang="{language}"' in answer.text
    assert answer.cookies == {}


@pytest.mark.parametrize(("language", "position"), [("de", "Leiterin"), ("en", "Head")])
def test_the_lower_third_names_who_speaks_in_the_language_of_its_address(
    client, room, language, position
):
    page = overlay(client, "speakers", language).text

    for words in ("Ada Lovelace", position, "Opening"):
        assert words in page
    assert "Grace Hopper" not in page


def test_what_comes_next_is_shown_with_the_time_at_which_it_is_expected(client, room):
    move_rest(room=room, minutes=7, at=NOW, by=None)

    assert "11:07" in overlay(client, "next").text
    assert f'at="{int(at(11, 7).timestamp())}"' in overlay(client, "countdown").text


def test_the_frame_says_which_state_it_shows_so_that_nobody_takes_an_older_page(client, room):
    def shown():
        return overlay(client, "clock").text.partition('shows="')[2].partition('"')[0]

    before = shown()
    move_rest(room=room, minutes=7, at=NOW, by=None)

    opening, talk = room.convention.sessions.order_by("starts_at").values_list("code", flat=True)
    times = [int(at(*moment).timestamp()) for moment in ((10, 30), (11,), (10, 37), (11, 7))]
    assert before == f"{opening} {times[0]} {talk} {times[1]}"
    assert shown() == f"{opening} {times[2]} {talk} {times[3]}"


@pytest.mark.parametrize("name", ["speakers", "next", "countdown"])
def test_where_there_is_nothing_to_say_an_overlay_is_empty(client, room, name):
    follow_schedule(at=at(19))

    assert 'class="plate' not in overlay(client, name).text


@pytest.mark.parametrize("path", ["attic/speakers", "smart-plaza/fireworks"])
def test_what_does_not_exist_has_no_overlay(client, room, path):
    assert client.get(f"/smart-2026/en/overlay/{path}/").status_code == 404


def test_the_frame_loads_nothing_but_our_own(client, room):
    page = overlay(client, "clock").text

    assert "http://" not in page
    assert "https://" not in page
