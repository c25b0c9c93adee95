# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the front takes from inside uvicorn, one test each: an upgrade tells what broke."""

from __future__ import annotations

import asyncio
import inspect
import socket

import pytest
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from konvent.foundation.front.small_posts import SmallPost

HEAD = b"GET /path?x=1 HTTP/1.1\r\nHost: x\r\nX-Name: Value\r\n\r\n"


async def nothing(scope, receive, send):
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def connected(protocol_class=HttpToolsProtocol):
    """A connection as uvicorn makes it, and the other end."""
    config = uvicorn.Config(nothing, ws="none", lifespan="off", log_config=None)
    state = ServerState()
    ours, theirs = socket.socketpair()
    loop = asyncio.get_running_loop()
    _, protocol = await loop.create_connection(
        lambda: protocol_class(config=config, server_state=state, app_state={}, _loop=loop),
        sock=ours,
    )
    theirs.setblocking(False)  # noqa: FBT003 -- the standard library's signature
    return protocol, theirs


@pytest.fixture
def run():
    def run(story):
        async def play():
            protocol, other = await connected()
            try:
                return await story(protocol, other)
            finally:
                protocol.transport.abort()
                other.close()
                await asyncio.sleep(0)

        return asyncio.run(play())

    return run


def test_connections_are_a_set_that_may_be_left(run):
    async def story(protocol, other):
        assert protocol.connections == {protocol}
        protocol.connections.discard(protocol)
        protocol.connections.discard(protocol)

    run(story)


def test_before_the_first_request_there_is_no_cycle(run):
    async def story(protocol, other):
        assert protocol.cycle is None

    run(story)


def test_a_cycle_says_when_its_response_is_complete(run):
    async def story(protocol, other):
        protocol.data_received(HEAD)
        assert protocol.cycle.response_complete is False
        await asyncio.gather(*protocol.tasks)
        assert protocol.cycle.response_complete is True
        assert protocol.pipeline is not None

    run(story)


def test_url_headers_and_method_are_known_when_the_head_is_complete(run):
    seen = {}

    class Curious(HttpToolsProtocol):
        def on_headers_complete(self):
            seen["url"] = self.url
            seen["headers"] = list(self.headers)
            seen["method"] = self.parser.get_method()
            seen["kept"] = self.parser.should_keep_alive()
            super().on_headers_complete()

    async def play():
        protocol, other = await connected(Curious)
        protocol.data_received(HEAD)
        protocol.transport.abort()
        other.close()
        await asyncio.sleep(0.01)

    asyncio.run(play())

    assert seen == {
        "url": b"/path?x=1",
        "headers": [(b"host", b"x"), (b"x-name", b"Value")],
        "method": b"GET",
        "kept": True,
    }


def test_the_parser_calls_back_in_this_order():
    calls = []

    class Curious(HttpToolsProtocol):
        def on_message_begin(self):
            calls.append("begin")
            super().on_message_begin()

        def on_headers_complete(self):
            calls.append("headers")
            super().on_headers_complete()

        def on_body(self, body):
            calls.append("body")
            super().on_body(body)

        def on_message_complete(self):
            calls.append("complete")
            super().on_message_complete()

    async def play():
        protocol, other = await connected(Curious)
        protocol.data_received(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi")
        protocol.transport.abort()
        other.close()
        await asyncio.sleep(0.01)

    asyncio.run(play())

    assert calls == ["begin", "headers", "body", "complete"]


def test_the_parser_may_be_let_go_at_the_end_of_a_message(run):
    class Leaving(HttpToolsProtocol):
        def on_headers_complete(self):
            pass

        def on_message_complete(self):
            self.parser = None

    async def play():
        protocol, other = await connected(Leaving)
        protocol.data_received(HEAD)
        assert protocol.parser is None
        protocol.transport.abort()
        other.close()
        await asyncio.sleep(0.01)

    asyncio.run(play())


def test_keep_alive_has_a_timer_that_may_be_replaced(run):
    async def story(protocol, other):
        assert protocol.timeout_keep_alive == 5
        assert protocol.timeout_keep_alive_task is None
        protocol.timeout_keep_alive_task = protocol.loop.call_later(
            60, protocol.timeout_keep_alive_handler
        )
        protocol._unset_keepalive_if_required()
        assert protocol.timeout_keep_alive_task is None

    run(story)


def test_the_timer_closes_the_connection(run):
    async def story(protocol, other):
        protocol.timeout_keep_alive_handler()
        assert protocol.transport.is_closing()

    run(story)


def test_the_flow_knows_whether_writing_is_paused(run):
    async def story(protocol, other):
        assert protocol.flow.write_paused is False
        protocol.pause_writing()
        assert protocol.flow.write_paused is True

    run(story)


def test_a_bad_request_is_answered_and_closed(run):
    async def story(protocol, other):
        protocol.send_400_response("Too much.")
        await asyncio.sleep(0.01)
        assert other.recv(1000).startswith(b"HTTP/1.1 400 ")
        assert protocol.transport.is_closing()

    run(story)


def test_losing_a_connection_leaves_the_set(run):
    async def story(protocol, other):
        protocol.connection_lost(None)
        assert protocol.connections == set()
        assert protocol.parser is None

    run(story)


def test_a_cycle_is_made_of_what_we_think():
    assert "on_response" in inspect.signature(RequestResponseCycle.__init__).parameters


def test_a_server_ticks_ten_times_a_second_and_keeps_the_date():
    server = uvicorn.Server(uvicorn.Config(nothing, server_header=False, log_config=None))

    is_over = asyncio.run(server.on_tick(0))

    assert is_over is False
    assert [name for name, _ in server.server_state.default_headers] == [b"date"]


def test_a_server_can_be_asked_to_end_and_shuts_down_by_a_method_of_ours():
    closed = []

    class Ours(uvicorn.Server):
        async def shutdown(self, sockets=None):
            closed.append(list(self.servers))
            await super().shutdown(sockets)

    async def play():
        door = socket.create_server(("127.0.0.1", 0))
        server = Ours(uvicorn.Config(nothing, ws="none", lifespan="off", log_config=None))
        serving = asyncio.create_task(server.serve([door]))
        while not server.started:  # noqa: ASYNC110 -- uvicorn has no event for it
            await asyncio.sleep(0.01)
        server.should_exit = True
        await serving

    asyncio.run(play())

    assert len(closed) == 1
    assert len(closed[0]) == 1


def test_what_stands_for_a_cycle_needs_no_more_than_a_small_post_has(run):
    async def story(protocol, other):
        post = SmallPost(None, keep_alive=True)
        protocol.cycle = post
        protocol.on_body(b"he")
        protocol.on_body(b"llo")
        protocol.on_message_complete()
        assert (bytes(post.body), post.more_body) == (b"hello", False)
        protocol.shutdown()
        assert post.keep_alive is False
        protocol.connection_lost(None)
        assert post.disconnected is True

    async def quietly(protocol, other):
        protocol.parser = type("Parser", (), {"should_upgrade": staticmethod(lambda: False)})
        await story(protocol, other)

    run(quietly)


def test_after_an_answer_the_connection_waits_for_the_next_request(run):
    async def story(protocol, other):
        protocol.on_response_complete()
        assert protocol.server_state.total_requests == 1
        assert protocol.timeout_keep_alive_task is not None

    run(story)
