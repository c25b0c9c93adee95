# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The programme is searched without a script, and by the index that the script reads."""

import re
from html import unescape

import pytest

pytestmark = pytest.mark.django_db


def words(html):
    """What a page says, without its markup."""
    body = html.partition("<body")[2].partition(">")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_search_without_a_script_finds_and_filters(client, world):
    found = words(client.get("/smart-2026/my/search/?lang=en&q=COMPILERS").content.decode())
    by_person = words(client.get("/smart-2026/my/search/?lang=en&q=lovelace").content.decode())
    none = words(
        client.get("/smart-2026/my/search/?lang=en&q=compilers&stage=elsewhere").content.decode()
    )

    assert "1 session found" in found
    assert "Compilers for cities" in found
    assert "Opening" in by_person
    assert "0 sessions found" in none


def test_search_is_kept_when_the_language_changes(client, world):
    html = client.get("/smart-2026/my/search/?lang=en&q=compilers&stage=plaza").content.decode()

    (german,) = set(re.findall(r'<a href="([^"]+)" hreflang="de"', html))
    answer = client.get("/smart-2026/my/search/" + unescape(german)).content.decode()

    assert '<html lang="de"' in answer
    assert 'value="compilers"' in answer


def test_search_keeps_what_was_typed_and_shows_it_harmlessly(client, world):
    html = client.get('/smart-2026/my/search/?lang=en&q="><script>').content.decode()

    assert 'value="&quot;&gt;&lt;script&gt;"' in html


def test_the_index_finds_by_title_person_room_and_words(client, world):
    index = client.get("/smart-2026/en/programme/index.json").json()
    talk = world.sessions.get(title__en="Compilers for cities")

    assert index[talk.code] == {
        "title": "Compilers for cities",
        "starts": "2026-10-27T11:00:00+01:00",
        "ends": "2026-10-27T11:45:00+01:00",
        "day": "2026-10-27",
        "room": "Smart Plaza",
        "stage": "smart-plaza",
        "live": True,
        "colour": "blue",
        "kind": "talk",
        "people": "Grace Hopper",
        "text": "Compilers for cities",
    }
