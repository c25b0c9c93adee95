# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Connections: limits on what a stranger may ask of the front, and the socket of a stream."""

from __future__ import annotations

from contextlib import suppress

import pytest
from tests.foundation.front.kitchen import Dish
from tests.foundation.front.running import eventually

from konvent.foundation.front import protocol

HOME = "/smart/de/"


@pytest.fixture
def patience(monkeypatch):
    """Heads are late after a moment."""
    monkeypatch.setattr(protocol, "SECONDS_FOR_HEAD", 0.1)


def read_all(connection) -> bytes:
    received = b""
    while piece := connection.recv(65536):
        received += piece
    return received


def test_who_says_nothing_is_not_waited_for(patience, front):
    assert read_all(front.connect()) == b""


def test_who_never_ends_a_head_is_not_waited_for(patience, front):
    connection = front.connect()

    connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")

    assert read_all(connection) == b""


def test_who_never_ends_the_second_head_is_not_waited_for(patience, front):
    connection = front.connect()

    connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\nGET /health HTTP/1.1\r\n")

    assert read_all(connection).startswith(b"HTTP/1.1 200 OK\r\n")


HEALTH = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture
def asked_once(front):
    return ask_once(front, HEALTH)


def ask_once(front, request):
    """Return the connection of somebody who has had an answer, and its protocol."""
    connection = front.connect()
    connection.sendall(request)
    assert connection.recv(65536).startswith(b"HTTP/1.1 200 OK\r\n")
    here = connection.getsockname()
    connections = front.front.server.server_state.connections
    (protocol,) = (protocol for protocol in connections if protocol.client == here)
    return connection, protocol


def test_who_asks_nothing_more_is_let_go(front, asked_once):
    connection, protocol = asked_once
    protocol.idle_since -= protocol.timeout_keep_alive

    protocol.loop.call_soon_threadsafe(protocol.look_how_long)

    assert read_all(connection) == b""


@pytest.mark.parametrize("path", [b"/health", b"/account/"])
def test_empty_lines_keep_nobody_connected(front, kitchen, path):
    kitchen.dishes["/account/"] = Dish(b"account")
    connection, protocol = ask_once(front, b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path)

    def send_an_empty_line_for_long():
        protocol.data_received(b"\r\n")
        protocol.idle_since -= protocol.timeout_keep_alive
        protocol.data_received(b"\r\n")
        protocol.look_how_long()

    protocol.loop.call_soon_threadsafe(send_an_empty_line_for_long)

    assert read_all(connection) == b""


def test_who_asks_again_is_waited_for_anew(front, asked_once):
    connection, protocol = asked_once
    protocol.idle_since -= protocol.timeout_keep_alive

    connection.sendall(HEALTH)
    connection.recv(65536)
    protocol.loop.call_soon_threadsafe(protocol.look_how_long)
    connection.sendall(HEALTH)

    assert connection.recv(65536).startswith(b"HTTP/1.1 200 OK\r\n")


def test_a_head_has_a_size(front):
    connection = front.connect()

    connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 20_000)

    assert read_all(connection).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("path", [b"/health", b"/account/", b"/smart/act/vote"])
def test_a_head_has_a_size_also_when_it_comes_at_once(front, kitchen, path):
    kitchen.dishes["/account/"] = Dish(b"account")
    method = b"POST" if b"act" in path else b"GET"
    connection = front.connect()

    connection.sendall(b"%s %s HTTP/1.1\r\nX-Long: %s\r\n\r\n" % (method, path, b"x" * 20_000))

    assert read_all(connection).startswith(b"HTTP/1.1 400 ")
    assert kitchen.orders == []


def test_a_body_that_comes_with_its_head_is_no_part_of_it(front, kitchen):
    kitchen.dishes["/account/"] = Dish(b"account")
    connection = front.connect()

    connection.sendall(
        b"POST /account/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        b"Content-Length: 60000\r\n\r\n" + b"x" * 60_000
    )

    assert read_all(connection).startswith(b"HTTP/1.1 200 ")


def test_what_is_not_http_is_told_so(front):
    connection = front.connect()

    connection.sendall(b"SSH-2.0-OpenSSH\r\n\r\n")

    assert read_all(connection).startswith(b"HTTP/1.1 400 ")


def test_requests_in_a_row_are_answered_in_their_order(front, kitchen):
    kitchen.dishes |= {HOME: Dish.page("home"), "/account/": Dish(b"account")}
    front.get(HOME)
    connection = front.connect()
    asked = (b"/health", b"/account/", b"/smart/de/", b"/health", b"/account/")

    connection.sendall(
        b"".join(b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path for path in asked)
        + b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )
    received = read_all(connection)

    bodies = [part.partition(b"\r\n\r\n")[2] for part in received.split(b"HTTP/1.1 200 OK")[1:]]
    assert bodies == [b"ok\n", b"account", b"home", b"ok\n", b"account", b"ok\n"]


def test_a_connection_is_closed_when_the_visitor_wishes(front):
    connection = front.connect()

    connection.sendall(b"GET /health HTTP/1.0\r\n\r\n")
    received = read_all(connection)

    assert b"connection: close\r\n" in received
    assert received.endswith(b"\r\n\r\nok\n")


def test_every_answer_has_a_date(front, kitchen):
    kitchen.dishes[HOME] = Dish.page("home")
    front.get(HOME)

    eventually(lambda: "date" in front.get(HOME).headers)


def test_a_body_with_a_get_does_not_disturb_what_follows(front):
    connection = front.connect()

    connection.sendall(
        b"GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
        b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )

    assert read_all(connection).count(b"HTTP/1.1 200 OK") == 2


def test_what_is_pipelined_behind_a_stream_is_not_answered(front, board):
    board.states["smart/stage/plaza/now"] = {"count": 1}
    connection = front.connect()

    connection.sendall(
        b"GET /smart/live?topics=stage/plaza/now HTTP/1.1\r\nHost: x\r\n\r\n"
        b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )
    connection.settimeout(0.3)
    received = b""
    with suppress(TimeoutError):
        while True:
            received += connection.recv(65536)

    assert received.count(b"HTTP/1.1") == 1
    assert b'"state":{"count":1}' in received


def test_a_stream_leaves_nothing_of_the_request_behind(front, board):
    board.states["smart/stage/plaza/now"] = {"count": 1}
    watchers = [front.watch("stage/plaza/now") for _ in range(3)]

    assert [watcher.next()["seq"] for watcher in watchers] == [1, 1, 1]
    assert front.front.server.server_state.connections == set()
    assert front.front.hub.count == 3


def test_who_asks_for_much_and_reads_nothing_is_bounded(front, tmp_path):
    folder = tmp_path / "media/smart/plaza"
    folder.mkdir(parents=True)
    (folder / "1-00001.m4s").write_bytes(b"x" * 1_000_000)
    front.porter.stages_are_open = True
    front.get("/smart/media/plaza/1-00001.m4s")
    connection = front.connect()

    connection.sendall(b"GET /smart/media/plaza/1-00001.m4s HTTP/1.1\r\nHost: x\r\n\r\n" * 500)
    unsent = eventually(
        lambda: max(
            (c.transport.get_write_buffer_size() for c in own_connections(front)), default=0
        )
    )

    assert unsent < 4_000_000


def own_connections(front) -> list:
    return list(front.front.server.server_state.connections)


def end_own_connections(front) -> None:
    """End them in the front's own thread: a transport belongs to its loop."""
    for connection in own_connections(front):
        front.loop.call_soon_threadsafe(connection.transport.abort)
    eventually(lambda: not own_connections(front))


def test_a_stream_takes_room_like_any_connection(front, board):
    board.states["smart/stage/plaza/now"] = {"count": 0}
    end_own_connections(front)
    front.watch("stage/plaza/now").next()
    front.front.server.config.http_protocol_class.most_connections = 1

    second = front.connect()

    assert second.recv(1) == b""


def test_more_connections_than_there_is_room_for_are_closed(front):
    end_own_connections(front)
    front.front.server.config.http_protocol_class.most_connections = 2
    kept = [front.connect(), front.connect()]
    eventually(lambda: len(own_connections(front)) == 2)

    third = front.connect()

    assert third.recv(1) == b""
    kept[0].sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert read_all(kept[0]).endswith(b"ok\n")
