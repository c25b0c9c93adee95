# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Hub, writer, bus and database die in the middle of 500 votes a second; none is lost or doubled.

The writer is a thread of the front, and dies with the hub. All die by SIGKILL.
"""

from __future__ import annotations

import socket
import subprocess
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from tests.config import voting
from tests.config.serving import KONVENT, SLOW, OtherProcess, environment, run
from tests.foundation.front.running import Open, eventually
from tests.foundation.redis_server import PROGRAM as REDIS
from tests.foundation.redis_server import RedisServer
from tools.temporary_postgres import temporary_postgres

pytestmark = [
    pytest.mark.skipif(
        not any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        reason="there is no PostgreSQL here to kill",
    ),
    pytest.mark.skipif(REDIS is None, reason="there is no redis-server here to kill"),
]


@pytest.fixture
def folder():
    with tempfile.TemporaryDirectory(prefix="kv-") as name:
        yield Path(name)


@pytest.fixture
def redis(folder):
    server = RedisServer(folder)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def postgres():
    with temporary_postgres(is_durable=True) as server:  # else it would forget the last votes
        yield server


@pytest.fixture
def services(redis, postgres):
    """What the settings name."""
    return {"KONVENT_DATABASE_URL": postgres.url, "KONVENT_BUS": redis.url}


class FrontAlone(Open):
    """A front, whose door stays open when it dies."""

    patience = SLOW
    convention = "smart-2026"

    def __init__(self, data, services):
        self.door = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self.door.getsockname()[1]
        self.data, self.services = data, services
        self.connections = []
        self.start()

    def start(self):
        number = self.door.fileno()
        self.process = subprocess.Popen(
            [*KONVENT, "front", "--listening", str(number)],
            env=environment(self.data, **self.services),
            pass_fds=(number,),
            stdin=subprocess.DEVNULL,
        )

    def kill(self):
        self.process.kill()
        self.process.wait()

    def close(self):
        for connection in self.connections:
            connection.close()
        self.process.terminate()
        self.process.wait(SLOW)
        self.door.close()


@pytest.fixture
def house(folder, services):
    """A convention with a question, a front, and another process of the installation."""
    data = folder / "data"
    assert run(data, "manage", "migrate", "--verbosity", "0", **services).returncode == 0
    other = OtherProcess(data, **services)
    code = other.do(voting.PREPARE)
    passes = other.do(voting.PASSES).split("\n")
    front = FrontAlone(data, services)
    eventually(lambda: front.get("/health").status == 200, "the front answers", SLOW)
    yield front, other, code, passes
    front.close()
    other.end()


class Follower:
    """Somebody who watches the tally all the time, and comes back when cut off."""

    def __init__(self, front, topic, **headers):
        self.front, self.topic, self.headers = front, topic, headers
        self.watcher = front.watch(topic, **headers)
        self.is_over = False
        self.thread = threading.Thread(target=self._follow, daemon=True)
        self.thread.start()

    def _follow(self):
        while not self.is_over:
            with suppress(OSError, EOFError):
                while True:
                    self.watcher.next()
            with suppress(OSError, EOFError):
                again = self.front.watch(
                    self.topic, last_event_id=self.watcher.last_event_id, **self.headers
                )
                self.watcher = again.back_from(self.watcher)

    def supports(self):
        questions = self.watcher.states.get(self.topic, {}).get("questions", {})
        return questions.get("1", {}).get("supports")

    def end(self):
        self.is_over = True
        self.watcher.connection.shutdown(socket.SHUT_RDWR)
        self.thread.join(10)


def test_no_acknowledged_vote_is_lost_and_none_counted_twice(house, redis, postgres):
    front, other, code, passes = house
    ada = Follower(front, f"session/{code}/questions", cookie=passes[0])
    voters = voting.Voters(front.port, code, passes)
    voters.more(700)

    voters.strike(redis.kill)
    voters.more(100)
    redis.start()
    voters.strike(postgres.kill)
    postgres.start()
    voters.more(200)
    voters.strike(front.kill)
    front.start()
    voters.more(200)
    acknowledged = voters.end()

    other.do("from django.db import connection; connection.close()")
    counted, tally = other.do(voting.COUNT.format(acknowledged=acknowledged)).split("\n")
    votes, persons, lost = map(int, counted.split())
    assert voters.most_in_a_second >= 500
    assert len(voters.cut_off) >= voting.ON_THEIR_WAY
    assert lost == 0
    assert votes == persons == int(tally)
    eventually(lambda: ada.supports() == votes, "ada sees the last state")
    ada.end()
