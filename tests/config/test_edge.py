# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""An edge serves its own viewers with what the house shows, and lets in whom the house lets in."""

from __future__ import annotations

import asyncio
import json
import socket
import tempfile
import threading
import time
from pathlib import Path

import pytest
import uvloop
from tests.foundation.front.blackboard import Blackboard
from tests.foundation.front.kitchen import Dish, Kitchen
from tests.foundation.front.running import Open, RunningFront, Watcher, eventually
from tests.foundation.front.test_vitals import figures

from konvent.config.edge import Entrances
from konvent.config.front import TicketPorter
from konvent.convention.events import ENTRANCES
from konvent.foundation.access import Access
from konvent.foundation.front import taps
from konvent.foundation.front.edge import Edge
from konvent.foundation.front.edge_pass import edge_pass
from konvent.foundation.topics import Topic
from konvent.registration.gate import Entrance, Gate, gate_from, state_of
from konvent.registration.house import GRACE as TIME_TO_COME_BACK
from konvent.registration.house import Holds
from konvent.registration.tickets import COOKIE, Pass, sign

LATER = int(time.time()) + 3600
ADA = Pass("smart", "t", 1, LATER)
GRACE = Pass("smart", "s", 2, LATER)
HEDY = Pass("smart", "t", 3, LATER)
NOW, HERE, SECRET = "stage/plaza/now", "secret/plaza/watching", "secret/x"
pytestmark = pytest.mark.usefixtures("open_database")


def cookie(holder):
    return f"{COOKIE}={sign('pass', holder)}"


class Desk:
    """Where tickets are revoked."""

    def __init__(self):
        self.revoked = frozenset()
        self.holds = None

    def gate(self):
        staff = {2: frozenset({"moderate", "work"})}
        return Gate(
            {
                "smart": Entrance(
                    "smart",
                    "de",
                    ("de", "en"),
                    is_open=False,
                    revoked=self.revoked,
                    staff=staff,
                    holds=self.holds,
                )
            }
        )


class RunningEdge(Open):
    """An edge in a thread of its own."""

    def __init__(self, port, folder, board):
        self.door = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.door.getsockname()[1]
        self.upstream, self.folder, self.board = f"http://127.0.0.1:{port}", folder, board
        self.edge, self.connections = None, []
        self.thread = threading.Thread(target=lambda: uvloop.run(self.serve()), daemon=True)
        self.thread.start()
        eventually(lambda: self.edge and self.edge.hub.porter.conventions())

    async def serve(self):
        entrances = Entrances()
        self.edge = Edge(
            upstream=self.upstream,
            scheme="http",
            name="edge",
            entrances=ENTRANCES,
            porter=entrances.porter,
            opened=entrances.take,
            folder=self.folder,
            find=self.board.find,
        )
        self.loop = asyncio.get_running_loop()
        await self.edge.run(self.door)

    def stop(self):
        for connection in self.connections:
            connection.close()
        self.edge.server.should_exit = True
        self.thread.join(12)
        assert not self.thread.is_alive()


class BoardWithGate(Blackboard):
    """A blackboard that shows the entrances as well."""

    def __init__(self, desk):
        super().__init__()
        self.desk = desk

    def find(self, convention, name):
        if f"{convention}/{name}" == ENTRANCES:
            return Topic(ENTRANCES, Access.STAFF, "konvent", lambda: state_of(self.desk.gate()))
        return super().find(convention, name)


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def board(desk):
    board = BoardWithGate(desk)
    board.states = {f"smart/{NOW}": {"x": {"a": 1, "b": 2}}, f"smart/{SECRET}": {"count": 1}}
    board.states[f"smart/{HERE}"] = {"count": 0}
    return board


@pytest.fixture
def house(tmp_path, desk, board):
    with tempfile.TemporaryDirectory(prefix="kv-") as folder:
        kitchen = Kitchen(Path(folder) / "application.sock")
        kitchen.dishes["/smart/my/agenda/"] = Dish(b"the agenda")
        running = RunningFront(tmp_path, Path(folder), TicketPorter(desk.gate, dict), board)
        yield running
        running.close()
        running.stop()
        kitchen.close()


@pytest.fixture
def edge(house, tmp_path, board, monkeypatch):
    monkeypatch.setattr(taps, "SOONEST", 0.01)
    monkeypatch.setattr(taps, "LATEST", 0.02)
    running = RunningEdge(house.port, tmp_path, board)
    yield running
    running.stop()


def test_viewers_of_an_edge_see_what_the_house_shows_and_cost_it_one_stream(house, edge, board):
    ada, grace = edge.watch(NOW), edge.watch(NOW)
    first = ada.next(), grace.next()

    board.states[f"smart/{NOW}"] = {"x": {"a": 1, "b": 3}, "y": "ü"}
    house.announce(f"smart/{NOW}")
    ada.until(NOW, board.states[f"smart/{NOW}"])
    grace.until(NOW, board.states[f"smart/{NOW}"])

    assert [event["state"] for event in first] == [{"x": {"a": 1, "b": 2}}] * 2
    assert ada.events[-1]["patch"] == {"x": {"b": 3}, "y": "ü"}
    assert house.front.hub.count == 2, "the topic and the entrances"


def test_an_edge_asks_for_what_the_house_asks_for(house, edge):
    assert edge.get(f"/smart/live?topics={SECRET}").status == 403
    assert edge.get(f"/other/live?topics={SECRET}").status == 404
    assert edge.get("/smart/live?topics=moderation/x", cookie=cookie(ADA)).status == 403
    assert edge.watch(SECRET, cookie=cookie(ADA)).next()["state"] == {"count": 1}
    assert edge.watch("stage/nowhere/now").status == 404


def test_who_is_revoked_at_the_house_is_sent_away_from_the_edge(house, edge, desk):
    ada = edge.watch(SECRET, cookie=cookie(ADA))
    ada.next()

    desk.revoked = frozenset({1})
    house.announce(ENTRANCES)

    assert ada.rest().startswith(b"retry: ")
    assert edge.get(f"/smart/live?topics={SECRET}", cookie=cookie(ADA)).status == 403


def test_only_an_edge_of_the_house_is_shown_everything(house):
    path = f"/edge/live?topics=smart/{SECRET}"

    assert house.get(path).status == 403
    assert house.get(path, authorization="Bearer nonsense").status == 403
    assert house.get("/edge/live?topics=konvent/entrances", cookie=cookie(GRACE)).status == 403
    assert house.get("/konvent/live?topics=entrances", cookie=cookie(GRACE)).status == 404
    connection = house.connect()
    assert Watcher(connection, path, {"authorization": edge_pass().decode()}).status == 200


def test_everything_else_is_the_houses(house, edge):
    assert edge.get("/smart/my/agenda/").text == "the agenda"
    assert edge.get("/health").text == "ok\n"
    assert json.loads(edge.get("/ready").body) == {"ready": True}
    assert edge.get("/edge/live?topics=x", authorization=edge_pass().decode()).status == 404


def test_who_watches_at_an_edge_is_counted_by_name_of_the_edge(house, edge):
    edge.watch(HERE, cookie=cookie(ADA)).next()
    edge.watch(HERE, cookie=cookie(GRACE)).next()
    house.watch(HERE, cookie=cookie(ADA)).next()

    for running, place in ((edge.edge, edge), (house.front, house)):
        asyncio.run_coroutine_threadsafe(running.attendance.count(), place.loop).result(10)

    assert house.counted == [
        {"edge": {f"smart/{HERE}": 2}},
        {"front": {f"smart/{HERE}": 1}},
    ]
    assert house.ask("/edge/attendance", "POST", b"{}").status == 403


def test_who_watches_at_an_edge_keeps_the_place_in_a_full_house(house, edge, desk):
    desk.holds = Holds(people=1, per_second=10)
    house.announce(ENTRANCES)
    eventually(lambda: "smart" in house.front.porter.admission.houses)
    full = house.front.porter.admission.houses["smart"]
    long_ago = time.time() - TIME_TO_COME_BACK / 2
    full.count_in(ADA.key, long_ago)
    edge.watch(SECRET, cookie=cookie(ADA)).next()
    edge.watch(SECRET, cookie=cookie(HEDY)).next()

    asyncio.run_coroutine_threadsafe(edge.edge.tell_present(), edge.loop).result(10)

    assert full.inside.keys() == {ADA.key}, "a sign of life lets nobody in"
    assert full.inside[ADA.key] > long_ago
    assert house.counted == [], "who is there says nothing about how many watch"
    nonsense = b'{"present": {"smart": ["a b"]}}'
    sent = house.ask("/edge/attendance", "POST", nonsense, authorization=edge_pass().decode())
    assert sent.status == 400


def test_an_edge_says_how_many_it_serves_and_whether_it_hears_the_house(house, edge):
    edge.watch(NOW, Cookie=cookie(ADA)).next()

    def said():
        return figures(edge.get("/metrics").text)

    now = said()
    assert (now["konvent_viewers"], now["konvent_edge_topics"]) == (1, 2)
    assert (now["konvent_edge_house_up"], now["konvent_edge_topics_behind"]) == (1, 0)
    assert now["konvent_edge_house_seconds"] < 5
    assert "smart" not in edge.get("/metrics").text
    assert edge.get("/metrics", **{"x-forwarded-for": "192.0.2.7"}).status == 404

    house.close()

    gone = eventually(lambda: (now := said())["konvent_edge_topics_behind"] == 2 and now)
    assert (gone["konvent_viewers"], gone["konvent_edge_house_up"]) == (1, 0)


def test_a_house_that_is_started_again_is_followed_again(house, edge, board, tmp_path, desk):
    ada = edge.watch(NOW)
    ada.next()
    house.close()
    house.stop()
    board.states[f"smart/{NOW}"] = {"x": {"b": 9}}

    with socket.create_server(("127.0.0.1", house.port), backlog=64) as door:
        second = RunningFront(tmp_path, house.sockets, TicketPorter(desk.gate, dict), board, door)
        ada.until(NOW, {"x": {"b": 9}})
        second.close()
        second.stop()


def test_an_edge_that_is_started_again_has_the_state(house, edge, board, tmp_path):
    ada = edge.watch(NOW)
    ada.next()
    edge.stop()

    second = RunningEdge(house.port, tmp_path, board)
    back = second.watch(NOW, last_event_id=ada.last_event_id)

    assert back.next()["state"] == board.states[f"smart/{NOW}"]
    second.stop()


def test_the_gate_is_the_same_after_its_way_to_an_edge():
    gate = Gate(
        {
            "b": Entrance(
                "b",
                "en",
                ("de", "en"),
                is_open=True,
                revoked=frozenset({3, 1}),
                staff={7: frozenset({"work"})},
                speakers={5: "1P04"},
            ),
            "a": Entrance("a", "de", ("de",), is_open=False),
        }
    )

    assert gate_from(json.loads(json.dumps(state_of(gate)))) == gate
    assert list(gate_from(state_of(gate)).entrances) == ["b", "a"]
