# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Small requests that a connection takes in by itself: in their order, whole, and once."""

from __future__ import annotations

import json
import threading

import pytest
from tests.foundation.front.running import eventually

from konvent.foundation.access import Access
from konvent.foundation.front import protocol
from konvent.foundation.intents import IntentKind, Pace

pytestmark = pytest.mark.usefixtures("open_database")

HEALTH = b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


class Bell:
    """Rings for everybody who wants it to, as soon as it may."""

    def __init__(self) -> None:
        self.rung: list[str] = []
        self.is_asked = threading.Event()
        self.may_ring = threading.Event()
        self.may_ring.set()

    def apply(self, *, intents, at):  # noqa: ARG002 -- as every batch action is called
        self.is_asked.set()
        self.may_ring.wait(10)
        self.rung += [intent.wish for intent in intents]
        return [{"rung": intent.wish} for intent in intents]


@pytest.fixture
def bell(front):
    bell = Bell()
    pace = Pace(burst=100, per_second=100)
    front.intents["ring"] = IntentKind(
        "ring", Access.STAGE, pace, lambda body: body.key("name"), bell.apply
    )
    return bell


def ring(front, name, *headers, body=None):
    """A request as it goes over the wire."""
    content = json.dumps({"name": name}).encode() if body is None else body
    lines = [
        b"POST /smart/act/ring HTTP/1.1",
        b"Host: 127.0.0.1:%d" % front.port,
        b"Origin: http://127.0.0.1:%d" % front.port,
        b"Cookie: pass=ada",
        b"Content-Type: application/json",
        *(headers or (b"Content-Length: %d" % len(content),)),
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n" + content


def read_all(connection) -> bytes:
    received = b""
    while piece := connection.recv(65536):
        received += piece
    return received


def bodies(received):
    return [part.partition(b"\r\n\r\n")[2] for part in received.split(b"HTTP/1.1 ")[1:]]


def test_one_after_the_other_over_the_same_connection(front, bell):
    connection = front.connect()

    for name in ("ada", "grace"):
        connection.sendall(ring(front, name))
        assert b'{"rung":"%s"}' % name.encode() in connection.recv(65536)
    connection.sendall(HEALTH)

    assert read_all(connection).endswith(b"ok\n")
    assert bell.rung == ["ada", "grace"]


def test_a_body_may_come_in_pieces(front, bell):
    connection = front.connect()
    whole = ring(front, "ada", b"Content-Length: 15", b"Connection: close")

    connection.sendall(whole[:-9])
    eventually(lambda: front.front.server.server_state.connections)
    connection.sendall(whole[-9:])

    assert bodies(read_all(connection)) == [b'{"rung":"ada"}']


def test_what_is_read_meanwhile_is_answered_afterwards(front, bell):
    bell.may_ring.clear()
    connection = front.connect()

    connection.sendall(ring(front, "ada") + HEALTH)
    assert bell.is_asked.wait(10)
    bell.may_ring.set()

    assert bodies(read_all(connection)) == [b'{"rung":"ada"}', b"ok\n"]


def test_what_is_wanted_before_the_answer_is_not_done_and_the_connection_ends(front, bell):
    bell.may_ring.clear()
    connection = front.connect()

    connection.sendall(ring(front, "ada") + ring(front, "grace"))
    assert bell.is_asked.wait(10)
    bell.may_ring.set()

    assert bodies(read_all(connection)) == [b'{"rung":"ada"}']
    assert bell.rung == ["ada"]


def test_who_asks_first_whether_to_go_on_is_told_to(front, bell):
    connection = front.connect()
    head, _, body = ring(
        front, "ada", b"Content-Length: 15", b"Expect: 100-continue", b"Connection: close"
    ).partition(b"\r\n\r\n")

    connection.sendall(head + b"\r\n\r\n")
    assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
    connection.sendall(body)

    assert bodies(read_all(connection)) == [b'{"rung":"ada"}']


@pytest.mark.parametrize("length", [b"Transfer-Encoding: chunked", b"Content-Length: 5000000"])
def test_what_does_not_say_that_it_is_small_is_not_taken_in(front, bell, length):
    connection = front.connect()

    connection.sendall(ring(front, "ada", length, body=b""))

    assert connection.recv(65536).startswith(b"HTTP/1.1 413 ")
    assert bell.rung == []


def test_who_never_ends_a_body_is_not_waited_for(front, bell, monkeypatch):
    monkeypatch.setattr(protocol, "SECONDS_FOR_HEAD", 0.1)
    connection = front.connect()

    connection.sendall(ring(front, "ada")[:-3])

    assert read_all(connection) == b""
    assert bell.rung == []


def test_who_leaves_before_the_answer_has_still_been_heard(front, bell):
    bell.may_ring.clear()
    connection = front.connect()

    connection.sendall(ring(front, "ada"))
    assert bell.is_asked.wait(10)
    connection.close()
    eventually(lambda: not front.front.server.server_state.connections)
    bell.may_ring.set()

    eventually(lambda: bell.rung == ["ada"])
    assert front.get("/health").status == 200


def test_who_reads_nothing_and_sends_on_is_hung_up_on(front, bell, tmp_path):
    folder = tmp_path / "media/smart/plaza"
    folder.mkdir(parents=True)
    (folder / "1-00001.m4s").write_bytes(b"x" * 20_000_000)
    front.porter.stages_are_open = True
    connection = front.connect()
    connection.sendall(b"GET /smart/media/plaza/1-00001.m4s HTTP/1.1\r\nHost: x\r\n\r\n")
    eventually(
        lambda: any(c.flow.write_paused for c in front.front.server.server_state.connections)
    )

    connection.sendall(ring(front, "ada"))

    eventually(lambda: not front.front.server.server_state.connections)
    assert bell.rung == []
