# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What players say about themselves: who may, and what is not understood."""

from __future__ import annotations

import json

import pytest
from tests.foundation.front.running import eventually

from konvent.foundation.front import playing
from konvent.foundation.intents import Pace

HERE = ("smart", "plaza")


@pytest.fixture
def watched(front, board):
    """A front at which somebody watches a stage."""
    board.states["smart/stage/plaza/now"] = {"x": 1}
    front.watch("stage/plaza/now").next()
    return front


def report(front, stage="plaza", *, by="ada", body=None, **headers):
    said = {"Origin": f"http://127.0.0.1:{front.port}", "Cookie": f"pass={by}"} | headers
    content = json.dumps({"stalls": 2}).encode() if body is None else body
    kept = {key: value for key, value in said.items() if value}
    return front.ask(f"/smart/media/{stage}/playing", "POST", content, **kept)


def test_a_report_is_added_and_nothing_is_said_back(watched):
    answers = [report(watched), report(watched)]

    assert [(answer.status, answer.body) for answer in answers] == [(204, b"")] * 2
    assert [answer.headers.get("set-cookie") for answer in answers] == [None, None]
    assert watched.player_sums.stalls == {HERE: [2, 2]}


def test_where_the_stages_are_open_nobody_needs_a_pass(watched, porter):
    porter.stages_are_open = True

    assert report(watched, by="").status == 204


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"by": "mallory"}, 403),
        ({"by": "", "Cookie": ""}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": ""}, 403),
        ({"stage": "attic"}, 404),
        ({"body": b"{"}, 400),
        ({"body": b"[]"}, 400),
        ({"body": b'{"stalls": "many"}'}, 400),
        ({"body": b'{"stalls": 1, "x": "' + b"x" * 5000 + b'"}'}, 400),
    ],
)
def test_what_is_not_a_report_of_a_viewer_here_is_refused(watched, changed, status):
    assert report(watched, **changed).status == status
    assert watched.player_sums.stalls == {}


def test_a_report_cannot_be_fetched(watched):
    assert watched.ask("/smart/media/plaza/playing", Cookie="pass=ada").status == 404


def test_a_network_that_reports_without_end_is_not_heard_any_more(watched, monkeypatch):
    monkeypatch.setattr(playing, "FOR_A_NETWORK", Pace(burst=2, per_second=0.001))
    far = {"X_Forwarded_For": "192.0.2.7"}

    assert [report(watched, **far).status for _ in range(3)] == [204, 204, 429]
    assert report(watched, X_Forwarded_For="192.0.2.8").status == 204


@pytest.fixture
def often(monkeypatch):
    """To be asked for before a front, which takes its first pause as it begins."""
    monkeypatch.setattr(playing, "TOLD_EVERY", 0.01)


def test_sums_are_told_without_anybody_asking(often, watched, board):
    board.states["smart/stage/plaza/players"] = {"players": 0}
    desk = watched.watch("stage/plaza/players", Cookie="pass=grace")
    desk.next()
    report(watched)

    board.states["smart/stage/plaza/players"] = {"players": 1}

    assert eventually(desk.next)
