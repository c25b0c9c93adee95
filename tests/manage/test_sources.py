# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The page of the sources: an encoder's address is opened, shown once, and taken away again."""

from __future__ import annotations

import re

import pytest

from konvent.foundation.sealed import unseal
from konvent.stage.models import Channel, Source
from konvent.stage.rtmp import stream_name


@pytest.fixture
def address(base, convention):
    return f"{base}sources/{convention.rooms.get().slug}/"


def change(desk, address, deed, role="primary", **more):
    return desk.post(address, {"deed": deed, "role": role, **more})


def test_an_address_with_its_passphrase_is_shown_once(desk, base, address):
    said = change(desk, address, "open", latency="1000")

    source = Source.objects.get()
    passphrase = unseal(source.sealed_passphrase)
    shown = re.search(r"srt://[\w.]+:(\d+)\?mode=caller&amp;latency=(\d+)", said.content.decode())
    assert shown.groups() == (str(source.port), "1000000")
    assert said["Cache-Control"] == "no-store"
    assert passphrase in said.content.decode()
    assert passphrase not in desk.get(f"{base}sources/").content.decode()


def test_whoever_changes_the_language_where_it_is_shown_comes_back_to_a_page(desk, base, address):
    sent = {"deed": "open", "role": "primary"}
    said = desk.post(address, sent, headers={"referer": f"http://testserver{base}sources/"})

    back = re.search(r'name="next" value="([^"]+)"', said.content.decode())[1]

    assert back == f"{base}sources/"
    assert desk.get(back).status_code == 200


def test_a_second_source_of_the_same_role_is_refused_in_words(desk, base, address):
    change(desk, address, "open")

    answer = change(desk, address, "open")

    assert answer.status_code == 302
    assert "This stage has such a source already." in desk.get(f"{base}sources/").content.decode()


def test_everything_the_page_offers_is_done(desk, base, address):
    change(desk, address, "open")
    first = Source.objects.get().sealed_passphrase
    change(desk, address, "quality", quality="two")
    change(desk, address, "disconnect")
    change(desk, address, "rotate")
    change(desk, address, "off")

    source, channel = Source.objects.get(), Channel.objects.get()
    assert channel.quality == "two"
    assert (source.connections, source.is_on) == (1, False)
    assert source.sealed_passphrase != first
    assert "Switched off." in desk.get(f"{base}sources/").content.decode()
    change(desk, address, "close")

    assert Source.objects.count() == 0


def test_troubles_are_said_in_words_with_the_mend(desk, base, address):
    change(desk, address, "open")
    health = {"state": "live", "troubles": {"no-sound": "2026-10-27T09:00:00+00:00"}}
    Source.objects.update(health=health)

    page = desk.get(f"{base}sources/").content.decode()

    assert "The encoder sends no sound. Viewers hear silence." in page
    assert "Switch on an audio track" in page


def test_an_address_for_rtmp_comes_as_server_and_key_and_the_key_is_shown_once(
    desk, base, address, settings
):
    assert "open-rtmp" not in desk.get(f"{base}sources/").content.decode()
    settings.RTMP_URL = "rtmps://stage.example.org:1936"

    said = change(desk, address, "open-rtmp").content.decode()

    key = unseal(Source.objects.get().sealed_passphrase)
    again = desk.get(f"{base}sources/").content.decode()
    assert "rtmps://stage.example.org:1936/live<" in said
    assert f"{stream_name(Source.objects.get())}?key={key}<" in said
    assert "rtmps://stage.example.org:1936/live<" in again
    assert key not in again
