# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What is not on the disk comes from the store, through the front and after the same question."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.foundation.front.running import RunningFront, eventually

from konvent.foundation.access import Access

KEY = "0123456789abcdef" * 2
BASE = f"/smart/recordings/{KEY}/"
SEGMENT = "20261027T090000000-00001.m4s"
FILM = bytes(range(256)) * 16_384  # four megabytes: four pieces
NAMES = [SEGMENT, "main.m3u8", "thumbnail.jpg", "download.mp4"]


@pytest.fixture
def bucket(bucket, porter):
    """A store with a recording that everybody with a ticket may see; nothing is on the disk."""
    below = f"recordings/smart/{KEY}"
    bucket.store.put(f"{below}/{SEGMENT}", b"picture")
    for name, content in {"main.m3u8": b"#EXTM3U\n", "thumbnail.jpg": b"still"}.items():
        bucket.store.put(f"{below}/shelf/{name}", content)
    bucket.store.put(f"{below}/shelf/download.mp4", FILM)
    bucket.requests.clear()
    porter.recordings[KEY], porter.shelves[KEY] = Access.STAGE, "shelf"
    return bucket


@pytest.fixture
def front(tmp_path, sockets, kitchen, porter, board, closing, bucket):
    running = RunningFront(tmp_path, sockets, porter, board, store=bucket.place)
    yield running
    running.close()
    closing.append(running)


def test_what_is_not_on_the_disk_is_as_if_it_were(front, bucket, tmp_path):
    answers = {name: front.get(BASE + name, cookie="pass=ada") for name in NAMES}

    assert {name: answer.body for name, answer in answers.items()} == {
        SEGMENT: b"picture",
        "main.m3u8": b"#EXTM3U\n",
        "thumbnail.jpg": b"still",
        "download.mp4": FILM,
    }
    assert answers[SEGMENT].headers["cache-control"] == "private, max-age=86400, immutable"
    assert answers["main.m3u8"].headers["cache-control"] == "no-cache, private"
    folder = tmp_path / "recordings/smart" / KEY
    folder.mkdir(parents=True)
    (folder / "main.m3u8").write_bytes(b"#EXTM3U\n#cut\n")
    eventually(
        lambda: front.get(BASE + "main.m3u8", cookie="pass=ada").body == b"#EXTM3U\n#cut\n",
        "the disk comes first",
    )


def test_a_film_is_sent_from_where_it_was_asked_for(front, bucket):
    wanted = "bytes=2000000-3500000"

    answer = front.get(BASE + "download.mp4", cookie="pass=ada", range=wanted)

    assert (answer.status, answer.body) == (206, FILM[2_000_000:3_500_001])
    assert answer.headers["content-range"] == f"bytes 2000000-3500000/{len(FILM)}"


@pytest.mark.parametrize("name", NAMES)
def test_the_store_is_not_asked_for_whom_the_door_does_not_let_in(front, bucket, porter, name):
    porter.recordings[KEY] = Access.STAFF

    assert front.get(BASE + name).status == 403
    assert front.get(BASE + name, cookie="pass=ada").status == 403
    del porter.recordings[KEY]
    assert front.get(BASE + name, cookie="pass=grace").status == 404

    assert bucket.requests == []


class Held(threading.Event):
    """Holds up what goes to the store, and says that something does."""

    def __init__(self):
        super().__init__()
        self.is_asked = threading.Event()

    def wait(self, timeout=None):
        self.is_asked.set()
        return super().wait(timeout)


@pytest.mark.parametrize("name", [SEGMENT, "download.mp4"])
def test_what_is_withheld_while_the_store_still_thinks_is_not_shown(front, bucket, porter, name):
    bucket.may_go = Held()
    with ThreadPoolExecutor(1) as people:
        asked = people.submit(front.get, BASE + name, cookie="pass=ada")
        assert bucket.may_go.is_asked.wait(10)
        porter.recordings[KEY] = Access.STAFF
        bucket.may_go.set()

        assert asked.result().status == 403


def test_nothing_of_an_earlier_cut_is_shown(front, bucket, porter):
    assert front.get(BASE + "download.mp4", cookie="pass=ada").status == 200

    porter.shelves[KEY] = ""
    assert [front.get(BASE + name, cookie="pass=ada").status for name in NAMES] == [
        200,
        404,
        404,
        404,
    ]
    porter.shelves[KEY] = "other"
    assert front.get(BASE + "main.m3u8", cookie="pass=ada").status == 404


def test_many_who_ask_at_once_are_one_question_to_the_store(front, bucket):
    bucket.may_go = threading.Event()
    with ThreadPoolExecutor(8) as people:
        asked = [people.submit(front.get, BASE + SEGMENT, cookie="pass=ada") for _ in range(8)]
        bucket.may_go.set()
        assert {answer.result().body for answer in asked} == {b"picture"}

    assert bucket.requests == [
        f"{word} /konvent/recordings/smart/{KEY}/{SEGMENT}" for word in ("HEAD", "GET")
    ]


def test_a_store_that_is_away_is_said_to_be_and_asked_again_later(front, bucket):
    bucket.is_cut = True

    answer = front.get(BASE + SEGMENT, cookie="pass=ada")

    assert (answer.status, answer.body) == (503, b'{"error":"store-away"}')
    assert answer.headers["retry-after"] == "5"
    assert front.get("/health").status == 200
