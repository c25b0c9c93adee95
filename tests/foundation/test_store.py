# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The store for objects: what is written is there, and what is wrong is said."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace

import pytest
from tests.foundation.store_server import KEY

from konvent.foundation.store import Store, StoreAwayError

FILM = bytes(range(256)) * 80_000  # twenty megabytes: it is sent in parts


def test_what_was_written_is_there_in_whole_and_in_part_until_it_is_deleted(bucket, tmp_path):
    store, film = bucket.store, tmp_path / "film"
    film.write_bytes(FILM)

    store.put("a/film", film)
    store.put("a/b/small", b"small")
    store.put("ab/other", b"other")

    assert store.sizes("a") == {"a/film": len(FILM), "a/b/small": 5}
    assert store.fingerprint("a/film") == hashlib.sha256(FILM).hexdigest()
    assert store.read("a/b/small") == b"small"
    assert asyncio.run(store.piece("a/film", 1000, 3)) == FILM[1000:1003]
    assert asyncio.run(store.look("a/film")).size == len(FILM)
    assert asyncio.run(store.get("a/b/small")) == b"small"

    store.delete(["a/film", "a/b/small", "a/never-was"])

    assert store.sizes("a") == {}
    with pytest.raises(FileNotFoundError):
        store.read("a/film")


def test_what_is_brought_back_is_what_it_was_or_nothing(bucket, tmp_path):
    store = bucket.store
    store.put("segment", b"picture")
    digest = hashlib.sha256(b"picture").hexdigest()

    store.fetch("segment", tmp_path / "one", digest)
    store.put("segment", b"pictorial")
    with pytest.raises(StoreAwayError, match="not what was stored"):
        store.fetch("segment", tmp_path / "two", digest)

    assert [file.name for file in tmp_path.iterdir()] == ["one"]


def test_a_wrong_secret_opens_nothing_and_no_secret_neither(bucket):
    bucket.store.put("segment", b"picture")

    stranger = Store(replace(bucket.place, secret=KEY))

    with pytest.raises(StoreAwayError, match="SignatureDoesNotMatch"):
        stranger.read("segment")
    assert not bucket.store.is_open_to_all("segment")


@pytest.mark.parametrize("ask", [lambda s: s.read("it"), lambda s: asyncio.run(s.get("it"))])
def test_a_store_that_is_away_is_said_to_be(bucket, ask):
    store = bucket.store
    bucket.is_cut = True

    with pytest.raises(StoreAwayError):
        ask(store)

    bucket.repair()
    store.put("it", b"again")
    assert ask(store) == b"again"
