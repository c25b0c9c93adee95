# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Which lane answers which address, and the small doors the front answers alone."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from tests.foundation.front.kitchen import Dish
from tests.foundation.front.running import eventually

from konvent.foundation.front import protocol
from konvent.foundation.front.doors import best_language
from konvent.foundation.front.files import StageFiles

SEGMENT = "/smart/media/plaza/20261122-00001.m4s"
PLAYLIST = "/smart/media/plaza/live.m3u8"


@pytest.fixture
def plaza(tmp_path):
    """The folder of a stage's picture."""
    folder = tmp_path / "media/smart/plaza"
    folder.mkdir(parents=True)
    (folder / "live.m3u8").write_text("#EXTM3U\n")
    (folder / "20261122-00001.m4s").write_bytes(b"picture")
    return folder


@pytest.mark.parametrize("path", ["/", "/smart", "/smart/"])
def test_a_short_address_leads_home_in_the_visitors_language(front, path):
    german = front.get(path)
    english = front.get(path, accept_language="fr;q=1, en-GB;q=0.9, de;q=0.5")

    assert (german.status, german.headers["location"]) == (302, "/smart/de/")
    assert english.headers["location"] == "/smart/en/"
    assert english.headers["vary"] == "accept-language"


def test_a_house_without_conventions_says_so(front, porter):
    porter.houses = {}

    answer = front.get("/")

    assert answer.status == 404
    assert "noch nichts" in answer.text


@pytest.mark.parametrize(
    ("wanted", "best"),
    [
        (b"", "de"),
        (b"*", "de"),
        (b"en", "en"),
        (b"EN-us,de;q=0.9", "en"),
        (b"de;q=0.1,en;q=0.2", "en"),
        (b"en;q=0, fr", "de"),
        (b"en;q=nonsense,;;,", "de"),
    ],
)
def test_the_language_is_the_one_that_is_liked_best(wanted, best):
    assert best_language(wanted, ("de", "en")) == best


def test_a_ticket_becomes_a_pass(front):
    answer = front.get("/smart/ticket/ada", accept_language="en")

    assert (answer.status, answer.headers["location"]) == (303, "/smart/en/")
    assert answer.headers["set-cookie"] == "pass=ada; Path=/smart/"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_a_bad_ticket_leads_to_the_door(front, kitchen):
    answer = front.get("/smart/ticket/mallory")

    assert (answer.status, answer.headers["location"]) == (303, "/smart/door/?why=forged&lang=de")
    assert "set-cookie" not in answer.headers
    assert kitchen.orders == []


def test_a_ticket_for_nowhere_leads_nowhere(front):
    assert front.get("/nowhere/ticket/mallory").status == 404


@pytest.mark.parametrize(
    ("cookie", "facts"),
    [
        ("", {"signed_in": False, "staff": False}),
        ("pass=mallory", {"signed_in": False, "staff": False}),
        ("pass=ada", {"signed_in": True, "staff": False}),
        ("pass=grace", {"signed_in": True, "staff": True}),
    ],
)
def test_a_script_can_ask_whose_pass_it_is(front, kitchen, cookie, facts):
    answer = front.get("/smart/my/pass", cookie=cookie)

    assert json.loads(answer.body) == facts
    assert answer.headers["cache-control"] == "no-store"
    assert kitchen.orders == []


def test_what_is_personal_is_asked_of_the_application(front, kitchen):
    for path in (
        "/smart/my/agenda.ics",
        "/smart/door/",
        "/account/login/",
        "/manage/",
        "/nowhere/",
    ):
        kitchen.dishes[path] = Dish(path.encode())
        assert front.get(path, cookie="pass=ada").text == path
    assert kitchen.orders[0].said("cookie") == ["pass=ada"]


def test_a_search_by_programs_is_asked_of_the_application_with_its_words(front, kitchen):
    kitchen.dishes["/smart/public/events/search"] = Dish(b"found")

    assert front.get("/smart/public/events/search?q=bus").text == "found"
    assert kitchen.orders[0].target == "/smart/public/events/search?q=bus"


def test_health_and_readiness(front, kitchen):
    assert (front.get("/health").status, front.get("/ready").status) == (200, 200)


def test_a_picture_is_shown_to_those_who_may_see_it(front, plaza, porter):
    assert [front.get(path).status for path in (SEGMENT, PLAYLIST)] == [403, 403]

    segment = front.get(SEGMENT, cookie="pass=ada")
    playlist = front.get(PLAYLIST, cookie="pass=ada")

    assert (segment.body, segment.headers["content-type"]) == (b"picture", "video/iso.segment")
    assert segment.headers["cache-control"] == "private, max-age=86400, immutable"
    assert playlist.headers["content-type"] == "application/vnd.apple.mpegurl"
    assert playlist.headers["cache-control"] == "no-cache, private"
    porter.stages_are_open = True
    assert front.get(SEGMENT).body == b"picture"


def test_a_segment_is_answered_from_memory(front, plaza, porter):
    porter.stages_are_open = True
    front.get(SEGMENT)

    (plaza / "20261122-00001.m4s").unlink()

    assert front.get(SEGMENT).body == b"picture"


def test_garbage_on_the_port_takes_nobody_the_picture(front, plaza, porter, monkeypatch):
    porter.stages_are_open = True
    monkeypatch.setattr(protocol, "SECONDS_FOR_HEAD", 0.2)
    strangers = [front.connect() for _ in range(60)]
    for number, stranger in enumerate(strangers):
        with suppress(ConnectionError):  # sent away before it had said everything
            stranger.sendall(os.urandom(1 + 400 * number))

    assert front.get(SEGMENT).body == b"picture"
    for stranger in strangers:
        with suppress(ConnectionError):
            said = stranger.recv(65536)
            assert said == b"" or said.startswith(b"HTTP/1.1 400 ")
    assert front.get(SEGMENT).body == b"picture"


def test_what_was_made_in_memory_is_found_there_first_and_then_on_the_disk(tmp_path):
    memory, disk = tmp_path / "memory", tmp_path / "disk"
    for place in (memory, disk):
        (place / "smart/plaza").mkdir(parents=True)
        (place / "smart/plaza/live.m3u8").write_text(f"#EXTM3U {place.name}")
    with ThreadPoolExecutor(1) as threads:
        files = StageFiles([memory, disk], threads)

        def body(name):
            return asyncio.run(files.answer(f"smart/plaza/{name}", [])).body

        assert body("live.m3u8") == b"#EXTM3U memory"
        (memory / "smart/plaza/live.m3u8").unlink()
        assert body("live.m3u8") == b"#EXTM3U disk"


def test_what_is_deleted_does_not_live_on_in_memory(tmp_path):
    for name in ("live-only", "kept"):
        (tmp_path / f"{name}.m4s").write_bytes(b"picture")
    with ThreadPoolExecutor(1) as threads:
        files = StageFiles([tmp_path], threads)
        for name in ("live-only.m4s", "kept.m4s"):
            assert asyncio.run(files.answer(name, [])).body == b"picture"
        (tmp_path / "live-only.m4s").unlink()
        assert files.quick("live-only.m4s", []) is not None

        asyncio.run(files.forget_deleted())

        assert files.quick("live-only.m4s", []) is None
        assert files.quick("kept.m4s", []).body == b"picture"
        assert (list(files.memory), files.size) == (["kept.m4s"], len(b"picture"))


def test_a_list_of_hours_is_packed_for_who_takes_that(front, plaza, porter):
    porter.stages_are_open = True
    rows = "".join(f"#EXTINF:2.0,\n20261027T090000000-{n:05}.m4s\n" for n in range(900))
    (plaza / "live.m3u8").write_text(f"#EXTM3U\n{rows}")

    plain = front.get(PLAYLIST)
    packed = front.get(PLAYLIST, Accept_Encoding="br, gzip")
    refused = front.get(PLAYLIST, Accept_Encoding="gzip;q=0")

    assert plain.text == refused.text == f"#EXTM3U\n{rows}"
    assert gzip.decompress(packed.body).decode() == plain.text
    assert len(packed.body) < len(plain.body) / 5
    assert packed.headers["content-encoding"] == "gzip"
    assert plain.headers["vary"] == packed.headers["vary"] == "accept-encoding"


def test_a_playlist_is_the_present_one(front, plaza, porter):
    porter.stages_are_open = True
    front.get(PLAYLIST)

    (plaza / "live.m3u8").write_text("#EXTM3U\n#EXT-X-VERSION:7\n")

    eventually(lambda: front.get(PLAYLIST).text.endswith(":7\n"))


@pytest.mark.parametrize(
    "path",
    [
        "/smart/media/plaza/live.m3u8.tmp",
        "/smart/media/plaza/.hidden.m4s",
        "/smart/media/plaza/../../../secret.json",
        "/smart/media/plaza/%2e%2e/x.m4s",
        "/smart/media/%2e%2e/secret.json",
        "/smart/media/../secret.json",
        "/smart/media/plaza",
        "/smart/media/",
    ],
)
def test_nothing_else_can_be_had_from_the_media_folder(front, plaza, porter, tmp_path, path):
    porter.stages_are_open = True
    for place in (tmp_path / "secret.json", tmp_path / "media/secret.json", plaza / ".hidden.m4s"):
        place.write_text("secret")
    (plaza / "live.m3u8.tmp").write_text("secret")
    (tmp_path / "media/smart/secret.json").write_text("secret")
    connection = front.connect()

    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    answer = connection.recv(65536)

    assert answer.startswith(b"HTTP/1.1 404 ")
    assert b"secret" not in answer


def test_the_memory_for_pictures_is_bounded(front, plaza, porter):
    stage = front.front.lanes.stage
    stage.most_bytes = 3_000
    porter.stages_are_open = True
    for number in range(10):
        (plaza / f"1-{number:05}.m4s").write_bytes(b"x" * 1_000)
        front.get(f"/smart/media/plaza/1-{number:05}.m4s")

    assert list(stage.memory) == [f"smart/plaza/1-{number:05}.m4s" for number in (7, 8, 9)]
    assert stage.size == 3_000
    assert len(stage.checked) == 3


def test_static_files_come_from_memory_in_the_best_encoding(front):
    folder = front.static / "konvent/dist"
    folder.mkdir(parents=True)
    (folder / "app-ABCDEFG2.js").write_text("let a = 1;")
    (folder / "app-ABCDEFG2.js.br").write_bytes(b"as brotli")
    (folder / "app-ABCDEFG2.js.gz").write_bytes(b"as gzip")
    (folder / "logo.svg").write_text("<svg/>" * 200)

    plain = eventually(
        lambda: (a := front.get("/static/konvent/dist/app-ABCDEFG2.js")).status == 200 and a
    )
    small = front.get("/static/konvent/dist/app-ABCDEFG2.js", accept_encoding="gzip, br")
    logo = front.get("/static/konvent/dist/logo.svg", accept_encoding="gzip")
    again = front.get("/static/konvent/dist/logo.svg", if_none_match=logo.headers["etag"])

    assert (plain.text, small.body) == ("let a = 1;", b"as brotli")
    assert plain.headers["content-type"] == "text/javascript; charset=utf-8"
    assert plain.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert logo.headers["cache-control"] == "no-cache"
    assert logo.headers["content-encoding"] == "gzip"
    assert again.status == 304
    assert front.get("/static/../secret").status == 404
