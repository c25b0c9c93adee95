# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Watching: everybody has the fresh state, whatever happened on the way."""

from __future__ import annotations

from itertools import pairwise

import pytest
from tests.foundation.front.running import eventually

from konvent.foundation.front import telling

NOW = "stage/plaza/now"
FULL = f"smart/{NOW}"


def test_a_newcomer_gets_the_state_and_then_what_changes(front, board):
    board.states[FULL] = {"session": {"code": "A1", "title": "Opening"}, "mode": "schedule"}
    ada = front.watch(NOW)
    first = ada.next()

    board.states[FULL] = {"session": {"code": "A1", "title": "Öffnung"}}
    front.announce(FULL)
    second = ada.next()

    assert first == {"topic": NOW, "seq": 1, "state": board.states[FULL] | first["state"]}
    assert second == {
        "topic": NOW,
        "seq": 2,
        "patch": {"session": {"title": "Öffnung"}, "mode": None},
    }


def test_many_announcements_are_one_reading(front, board):
    board.states[FULL] = {"count": 0}
    ada = front.watch(NOW)
    ada.next()
    before = board.reads

    for number in range(1, 200):
        board.states[FULL] = {"count": number}
        front.announce(FULL)
    ada.until(NOW, {"count": 199})

    assert board.reads - before <= 3


def test_where_telling_everybody_takes_too_much_there_are_fewer_ticks(front, board, monkeypatch):
    monkeypatch.setattr(telling, "MOST_OF_A_CORE", 1e-9)
    monkeypatch.setattr(telling, "LONGEST_PAUSE", 0.2)
    board.states[FULL] = {"count": 0}
    ada = front.watch(NOW)
    ada.next()

    for number in range(1, 4):
        board.states[FULL] = {"count": number}
        front.announce(FULL)
        ada.until(NOW, {"count": number})

    between = [after - before for before, after in pairwise(board.read_at[1:])]
    assert len(between) == 2
    assert min(between) > 0.1  # without that it would be 0.02


def test_several_topics_share_a_stream_and_its_last_event_names_the_tick(front, board):
    board.states = {"smart/stage/a/now": {"x": 1}, "smart/stage/b/now": {"x": 2}}
    ada = front.watch("stage/a/now,stage/b/now")
    ada.next()
    assert ada.last_event_id == ""
    ada.next()

    assert ada.states == {"stage/a/now": {"x": 1}, "stage/b/now": {"x": 2}}
    assert ada.last_event_id.partition("-")[0] == front.front.hub.epoch.decode()


def test_who_comes_back_gets_only_what_was_missed(front, board):
    board.states[FULL] = {"big": "x" * 500, "count": 0}
    grace = front.watch(NOW)  # keeps the topic open
    ada = front.watch(NOW)
    ada.next()
    ada.leave()
    for count in (1, 2):
        board.states[FULL] = {"big": "x" * 500, "count": count}
        front.announce(FULL)
        grace.until(NOW, board.states[FULL])

    back = front.watch(NOW, last_event_id=ada.last_event_id).back_from(ada)

    assert [back.next()["patch"], back.next()["patch"]] == [{"count": 1}, {"count": 2}]


@pytest.mark.parametrize(
    "seen", ["", "nonsense", "00000000-1", "{epoch}-999", "{epoch}-", "{epoch}-²"]
)
def test_who_saw_something_else_gets_the_state(front, board, seen):
    board.states[FULL] = {"count": 1}
    front.watch(NOW).next()
    seen = seen.format(epoch=front.front.hub.epoch.decode())

    back = front.watch(NOW, last_event_id=seen.encode().decode("latin-1"))

    assert back.next()["state"] == {"count": 1}


def test_a_topic_that_nobody_watched_meanwhile_is_told_from_its_state(front, board):
    board.states[FULL] = {"count": 1}
    ada = front.watch(NOW)
    ada.next()
    ada.leave()
    hub = front.front.hub
    eventually(lambda: hub.topics[FULL].idle_since is not None)
    hub._close_idle_topics(float("inf"))
    board.states[FULL] = {"count": 2}

    back = front.watch(NOW, last_event_id=ada.last_event_id)

    assert back.next()["state"] == {"count": 2}


def test_what_does_not_exist_is_said_before_the_stream_begins(front, board):
    assert front.get("/smart/live?topics=nonsense").status == 404
    assert front.watch("stage/nowhere/now").status == 404
    assert front.get("/smart/live?topics=stage/nowhere/now").status == 404
    assert front.get("/elsewhere/live?topics=stage/plaza/now").status == 404
    assert front.get("/smart/live").status == 400
    assert front.get("/smart/live?topics=" + ",".join([NOW] * 129)).status == 400


def test_what_appears_later_can_be_watched(front, board):
    assert front.watch(NOW).status == 404

    board.states[FULL] = {"count": 1}
    front.announce(FULL)

    eventually(lambda: front.watch(NOW).status == 200)


def test_a_topic_asks_for_what_the_stage_asks_for(front, board, porter):
    board.states["smart/secret/x"] = {"count": 1}

    assert front.get("/smart/live?topics=secret/x").status == 403
    assert front.watch("secret/x", cookie="pass=ada").next()["state"] == {"count": 1}
    porter.stages_are_open = True
    assert front.watch("secret/x").next()["state"] == {"count": 1}


def test_a_stream_ends_when_its_viewer_may_not_watch_any_more(front, board, porter):
    board.states["smart/secret/x"] = {"count": 1}
    ada = front.watch("secret/x", cookie="pass=ada")
    grace = front.watch("secret/x", cookie="pass=grace")
    ada.next(), grace.next()
    front.front.hub.checked_at = float("inf")

    del porter.guests["ada"]
    front.announce("konvent/entrances")

    assert ada.rest().startswith(b"retry: ")
    assert front.get("/smart/live?topics=secret/x", cookie="pass=ada").status == 403
    board.states["smart/secret/x"] = {"count": 2}
    front.announce("smart/secret/x")
    grace.until("secret/x", {"count": 2})


def test_all_streams_of_a_convention_that_closes_end(front, board, porter):
    board.states[FULL] = {"count": 1}
    ada = front.watch(NOW)
    ada.next()
    front.front.hub.checked_at = float("inf")

    porter.houses = {"other": ("de",)}
    front.announce("konvent/entrances")

    assert ada.rest().startswith(b"retry: ")


def test_a_reading_that_fails_keeps_the_last_state_and_is_tried_again(front, board, caplog):
    board.states |= {FULL: {"count": 1}, "smart/stage/b/now": {"count": 1}}
    ada = front.watch(f"{NOW},stage/b/now")
    ada.next(), ada.next()

    board.broken.add(FULL)
    board.states |= {FULL: {"count": 2}, "smart/stage/b/now": {"count": 2}}
    front.announce(FULL, "smart/stage/b/now")
    ada.until("stage/b/now", {"count": 2})
    assert ada.states[NOW] == {"count": 1}
    board.broken.clear()

    ada.until(NOW, {"count": 2})
    assert "could not be read" in caplog.text


def test_a_state_that_is_not_json_harms_nobody_else(front, board, caplog):
    board.states |= {FULL: {"count": 1}, "smart/stage/b/now": {"count": 1}}
    ada = front.watch(f"{NOW},stage/b/now")
    ada.next(), ada.next()

    board.read = lambda full: {"count": object()} if full == FULL else {"count": 3}
    front.announce(FULL, "smart/stage/b/now")

    ada.until("stage/b/now", {"count": 3})
    assert front.watch("stage/b/now").next()["state"] == {"count": 3}


def test_who_does_not_read_gets_the_state_later_and_nobody_waits(front, board):
    board.states[FULL] = {"count": 0, "blob": "x" * 20_000}
    ada, grace = front.watch(NOW), front.watch(NOW)
    ada.next(), grace.next()

    for count in range(1, 120):
        board.states[FULL] = {"count": count, "blob": f"{count}" + "x" * 20_000}
        front.announce(FULL)
        grace.until(NOW, board.states[FULL])  # grace reads all the time, ada does not

    ada.until(NOW, board.states[FULL])
    assert len(ada.events) < 119
    assert "state" in ada.events[-1]


def test_who_does_not_read_for_long_is_let_go(front, board):
    hub = front.front.hub
    board.states[FULL] = {"count": 0, "blob": "x" * 300_000}
    front.watch(NOW)
    eventually(lambda: hub.count == 1)
    for count in range(1, 60):
        board.states[FULL] = {"count": count, "blob": f"{count}" + "x" * 300_000}
        front.announce(FULL)
        if hub.slow:
            break
        eventually(lambda: hub.topics[FULL].state == board.states[FULL])
    viewer = eventually(lambda: next(iter(hub.slow), None))

    hub.slow[viewer] -= 31

    eventually(lambda: hub.count == 0)


def test_a_viewer_has_nothing_more_to_say(front, board):
    board.states[FULL] = {"count": 0}
    ada = front.watch(NOW)
    ada.next()

    ada.connection.sendall(b"GET / HTTP/1.1\r\n\r\n")

    ada.rest()
    eventually(lambda: front.front.hub.count == 0)


def test_a_quiet_stream_has_a_heartbeat(front, board):
    board.states[FULL] = {"count": 0}
    ada = front.watch(NOW)
    ada.next()

    for group in front.front.hub.groups.values():
        group.heard_at -= 16

    assert ada._until(b"\n\n") == b"event: beat\ndata: 1"


def test_viewers_are_sent_away_in_peace_when_the_front_stops(front, board):
    board.states[FULL] = {"count": 0}
    ada = front.watch(NOW)
    ada.next()

    front.stop()

    assert ada.rest().startswith(b"retry: ")


def test_who_has_left_meanwhile_is_not_sent_away(front, board):
    board.states[FULL] = {"count": 0}
    ada = front.watch(NOW)
    ada.next()
    [group] = front.front.hub.groups.values()
    [viewer] = group.viewers
    ada.leave()
    eventually(lambda: front.front.hub.count == 0)

    viewer.say_goodbye()

    assert front.front.hub.count == 0


def test_a_full_house_says_so(front, board):
    board.states[FULL] = {"count": 0}
    front.front.hub.most_viewers = 1
    ada = front.watch(NOW)
    ada.next()

    answer = front.get(f"/smart/live?topics={NOW}")

    assert (answer.status, answer.headers["retry-after"]) == (503, "10")
    ada.leave()
    eventually(lambda: front.watch(NOW).status == 200)
