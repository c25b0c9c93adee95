# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The bus: names arrive on every way, and what a bus that was away has lost is read anew."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests.foundation.front.blackboard import Blackboard
from tests.foundation.front.running import List, RunningFront, eventually
from tests.foundation.redis_server import PROGRAM, RedisServer

from konvent.foundation import bus
from konvent.foundation.buses import listening

NAMES = ("smart/stage/plaza/now", "smart/stage/größe/now")
needs_redis = pytest.mark.skipif(PROGRAM is None, reason="there is no redis-server here")
needs_postgres = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="the database is not PostgreSQL"
)


@pytest.fixture
def folder():
    with tempfile.TemporaryDirectory(prefix="kv-") as name:
        yield Path(name)


@pytest.fixture
def redis(folder, settings, monkeypatch):
    server = RedisServer(folder)
    server.start()
    settings.BUS = server.url
    monkeypatch.setattr(bus, "AWAY_FOR", 0.05)
    monkeypatch.setattr(listening, "LOOK_EVERY", 0.05)
    yield server
    server.kill()


@pytest.fixture
def postgres(settings, monkeypatch):
    settings.BUS = "postgres"
    monkeypatch.setattr(listening, "LOOK_EVERY", 0.05)


class Listener:
    """An ear in a loop of its own."""

    def __init__(self, folder):
        self.heard, self.missed = [], 0
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.ear = self.do(self.make(folder))

    async def make(self, folder):
        ear = bus.ear(folder, self.heard.append, self.miss)
        await ear.open()
        return ear

    def miss(self):
        self.missed += 1

    def do(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    def close(self):
        self.do(self.ear.close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


@pytest.fixture
def listen(folder):
    listeners = []

    def begin():
        listeners.append(Listener(folder))
        return listeners[-1]

    yield begin
    for listener in listeners:
        listener.close()


@needs_redis
def test_redis_tells_every_hub(redis, listen):
    ada, grace = listen(), listen()

    bus.publish(NAMES)

    eventually(lambda: ada.heard == grace.heard == list(NAMES))


@needs_redis
def test_a_redis_that_was_away_has_lost_something_and_is_heard_again(redis, listen):
    ada = listen()
    before = ada.missed
    redis.kill()
    bus.publish(NAMES)
    eventually(lambda: ada.missed > before + 2, "it looks by itself meanwhile")

    redis.start()
    eventually(ada.ear.listens.is_set)

    eventually(lambda: bus.publish(NAMES[:1]) or ada.heard)
    assert set(ada.heard) == {NAMES[0]}


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_postgres_tells_every_hub(postgres, listen):
    ada, grace = listen(), listen()

    bus.publish(NAMES)

    eventually(lambda: ada.heard == grace.heard == list(NAMES))


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_a_postgres_that_was_away_has_lost_something_and_is_heard_again(postgres, listen):
    ada = listen()
    before = ada.missed
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query ~ '^LISTEN|^SELECT 1$'"
            " AND pid <> pg_backend_pid()"
        )

    eventually(lambda: ada.missed >= before + 2)
    bus.publish(NAMES)

    eventually(lambda: ada.heard == list(NAMES))


@needs_redis
def test_who_watches_sees_what_changed_while_the_bus_was_away(redis, tmp_path, folder):
    board = Blackboard()
    board.states[NAMES[0]] = {"count": 1}
    front = RunningFront(tmp_path, folder, List(), board)
    ada = front.watch("stage/plaza/now")
    assert ada.next()["state"] == {"count": 1}

    redis.kill()
    board.states[NAMES[0]] = {"count": 2}
    ada.until("stage/plaza/now", {"count": 2})
    redis.start()
    eventually(front.front.ear.listens.is_set)
    board.states[NAMES[0]] = {"count": 3}
    bus.publish(NAMES[:1])

    ada.until("stage/plaza/now", {"count": 3})
    front.close()
    front.stop()


@given(st.lists(st.text("aö/", min_size=1, max_size=3_000), max_size=12))
def test_no_message_is_too_long_and_no_name_is_lost(names):
    sent = list(bus.messages(names))

    assert [name for message in sent for name in message.split("\n")] == names
    assert all(len(message.encode()) <= 8_000 for message in sent)
