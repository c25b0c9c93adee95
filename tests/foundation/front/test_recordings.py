# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Recordings at the front: who gets which bytes of them."""

from __future__ import annotations

import socket

import pytest
from tests.foundation.front.running import eventually

from konvent.foundation.access import Access

KEY, OTHER = "0123456789abcdef" * 2, "f" * 32
BASE = f"/smart/recordings/{KEY}/"
FILM = bytes(range(256)) * 4096  # a megabyte


@pytest.fixture
def recording(tmp_path, porter):
    """A recording that everybody with a ticket may see."""
    folder = tmp_path / "recordings/smart" / KEY
    folder.mkdir(parents=True)
    (folder / "main.m3u8").write_text("#EXTM3U\n")
    (folder / "1-00001.m4s").write_bytes(b"picture")
    (folder / "download.mp4").write_bytes(FILM)
    (folder / "index.jsonl").write_text("{}")
    porter.recordings[KEY] = Access.STAGE
    return folder


NAMES = ["main.m3u8", "1-00001.m4s", "download.mp4"]


@pytest.mark.parametrize("name", NAMES)
def test_a_published_recording_is_for_those_the_stages_let_in(front, recording, porter, name):
    assert front.get(BASE + name).status == 403
    assert front.get(BASE + name, cookie="pass=ada").status == 200
    porter.stages_are_open = True
    assert front.get(BASE + name).status == 200


@pytest.mark.parametrize("name", NAMES)
def test_a_withheld_one_is_for_the_staff_alone_even_when_it_was_seen_before(
    front, recording, porter, name
):
    porter.stages_are_open = True
    assert front.get(BASE + name).status == 200

    porter.recordings[KEY] = Access.STAFF

    assert front.get(BASE + name).status == 403
    assert front.get(BASE + name, cookie="pass=ada").status == 403
    assert front.get(BASE + name, cookie="pass=grace").status == 200


def test_the_picture_of_a_published_one_is_for_everybody_like_its_title(front, recording, porter):
    (recording / "thumbnail.jpg").write_bytes(b"a still")
    assert front.get(BASE + "thumbnail.jpg").body == b"a still"

    porter.recordings[KEY] = Access.STAFF

    assert front.get(BASE + "thumbnail.jpg").status == 403


def test_one_that_was_deleted_is_nowhere_even_when_it_was_seen_before(front, recording, porter):
    porter.stages_are_open = True
    assert front.get(BASE + "1-00001.m4s").status == 200

    del porter.recordings[KEY]

    assert [front.get(BASE + name, cookie="pass=grace").status for name in NAMES] == [404] * 3


@pytest.mark.parametrize(
    "path",
    [
        BASE + "index.jsonl",
        BASE,
        "/smart/recordings/",
        "/smart/recordings",
        f"/smart/recordings/{KEY}",
        f"/smart/recordings/{OTHER}/download.mp4",
        f"/smart/recordings/{KEY}/../{KEY}/index.jsonl",
        f"/smart/recordings/{KEY}/%2e%2e/secret.json",
        f"/other/recordings/{KEY}/download.mp4",
        f"/smart/media/../recordings/{KEY}/index.jsonl",
    ],
)
def test_nothing_else_can_be_had_from_there(front, recording, porter, path):
    porter.stages_are_open = True
    (recording.parent / "secret.json").write_text("secret")
    (recording.parent / OTHER).mkdir()
    (recording.parent / OTHER / "download.mp4").write_bytes(FILM)
    connection = front.connect()

    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())

    assert connection.recv(65536).startswith(b"HTTP/1.1 404 ")


def test_a_download_comes_whole(front, recording):
    answer = front.get(BASE + "download.mp4", cookie="pass=ada")

    assert (answer.status, answer.body) == (200, FILM)
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["content-length"] == str(len(FILM))
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=1000-1999", 1000, 1999),
        ("bytes=300000-", 300_000, len(FILM) - 1),
        ("bytes=-5", len(FILM) - 5, len(FILM) - 1),
        ("bytes=5-99999999", 5, len(FILM) - 1),
        ("bytes=-99999999", 0, len(FILM) - 1),
    ],
)
def test_a_part_of_it_can_be_asked_for(front, recording, wanted, first, last):
    answer = front.get(BASE + "download.mp4", cookie="pass=ada", range=wanted)

    assert answer.status == 206
    assert answer.body == FILM[first : last + 1]
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(FILM)}"


@pytest.mark.parametrize("wanted", ["bytes=99999999-", "bytes=9-5", "bytes=-0"])
def test_a_part_that_is_not_there_is_said_to_be_missing(front, recording, wanted):
    answer = front.get(BASE + "download.mp4", cookie="pass=ada", range=wanted)

    assert (answer.status, answer.body) == (416, b"")
    assert answer.headers["content-range"] == f"bytes */{len(FILM)}"


@pytest.mark.parametrize(
    "wanted", ["bytes=-", "lines=1-2", "bytes=1-2,5-6", "nonsense", f"bytes={'9' * 5000}-"]
)
def test_what_is_no_range_gets_the_whole_file(front, recording, wanted):
    answer = front.get(BASE + "download.mp4", cookie="pass=ada", range=wanted)

    assert (answer.status, len(answer.body)) == (200, len(FILM))


def test_a_changed_file_is_not_pieced_together_from_two(front, recording):
    tag = front.get(BASE + "download.mp4", cookie="pass=ada").headers["etag"]
    asked = {"cookie": "pass=ada", "range": "bytes=5-9", "if_range": tag}
    assert front.get(BASE + "download.mp4", **asked).status == 206
    assert front.get(BASE + "download.mp4", cookie="pass=ada", if_none_match=tag).status == 304

    (recording / "download.mp4").write_bytes(FILM * 2)

    assert front.get(BASE + "download.mp4", **asked).status == 200


def test_its_size_can_be_asked_for_alone(front, recording):
    answer = front.ask(BASE + "download.mp4", "HEAD", cookie="pass=ada")

    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["content-length"] == str(len(FILM))


def test_nothing_can_be_written_there(front, recording, kitchen):
    assert front.ask(BASE + "download.mp4", "POST", cookie="pass=ada").status == 405
    assert kitchen.orders == []


def test_who_leaves_in_the_middle_is_let_go(front, recording):
    (recording / "download.mp4").write_bytes(FILM * 40)
    request = f"GET {BASE}download.mp4 HTTP/1.1\r\nHost: x\r\nCookie: pass=ada\r\n\r\n"
    leaving = front.connect()
    leaving.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    leaving.sendall(request.encode())
    assert leaving.recv(1000).startswith(b"HTTP/1.1 200 ")
    eventually(lambda: len(front.front.server.server_state.tasks) == 1, "it is being sent")

    leaving.close()

    eventually(lambda: not front.front.server.server_state.tasks, "nothing is sent any more")
