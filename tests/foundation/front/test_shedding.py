# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Too much to do: parts rest in one order, soon and for long enough; the picture never does."""

from __future__ import annotations

import json
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.foundation.front.running import RunningFront, eventually

from konvent.foundation.access import Access
from konvent.foundation.front.shedding import EVERY, LESS_AFTER, MORE_AFTER, Scale
from konvent.foundation.intents import IntentKind, Pace
from konvent.foundation.load import HIGHEST, Burden, Part

SOON, LATE = 0.002, 0.4


def weigh(scale, seconds, lag, now=0.0, share=0.5):
    """Let this time pass; return the levels there were."""
    steps = round(seconds / EVERY)
    return [scale.weigh(now + step * EVERY, lag, share) for step in range(steps)]


def test_networking_and_search_rest_first_then_chat_then_questions():
    burden = Burden()
    resting = []
    for level in range(HIGHEST + 1):
        burden.measured = level
        resting.append(set(burden.state("smart")["resting"]))

    assert resting == [
        set(),
        {"networking", "search"},
        {"networking", "search", "chat"},
        {"networking", "search", "chat", "questions"},
    ]


def test_a_level_set_by_hand_is_the_least_and_only_for_its_convention():
    burden = Burden()
    burden.by_hand = {"smart": 2}

    assert burden.rests(Part.CHAT, "smart")
    assert not burden.rests(Part.CHAT, "other")
    burden.measured = 3
    assert burden.rests(Part.QUESTIONS, "smart")
    assert not burden.rests(None, "smart")


def test_a_front_that_keeps_its_appointments_rests_nothing():
    assert set(weigh(Scale(), 60, SOON)) == {0}


def test_a_single_hiccup_rests_nothing():
    scale = Scale()

    levels = weigh(scale, 10, SOON) + weigh(scale, 0.3, 2.0, now=10) + weigh(scale, 10, SOON, 10.3)

    assert set(levels) == {0}


def test_a_late_front_rests_one_level_after_the_other():
    levels = weigh(Scale(), MORE_AFTER * 4.5, LATE)

    assert sorted(set(levels)) == [0, 1, 2, 3]
    assert levels == sorted(levels)


def test_a_full_core_counts_before_it_is_very_late():
    assert max(weigh(Scale(), MORE_AFTER * 2, 0.06, share=0.99)) > 0
    assert max(weigh(Scale(), MORE_AFTER * 2, 0.06, share=0.5)) == 0


def test_parts_come_back_late_and_one_level_at_a_time():
    scale = Scale()
    weigh(scale, MORE_AFTER * 4.5, LATE)
    began = MORE_AFTER * 4.5

    levels = weigh(scale, LESS_AFTER * 5, SOON, now=began)

    assert levels[round(LESS_AFTER / EVERY) - 2] == HIGHEST
    assert levels == sorted(levels, reverse=True)
    assert levels[-1] == 0


@given(st.lists(st.tuples(st.sampled_from([SOON, 0.06, LATE, 2.0]), st.sampled_from([0.3, 0.99]))))
def test_it_never_flickers(measured):
    scale = Scale()
    changes = []
    for step, (lag, share) in enumerate(measured * 20):
        before = scale.level
        level = scale.weigh(step * EVERY, lag, share)
        if level != before:
            changes.append((step * EVERY, level - before))

    assert all(abs(by) == 1 for _, by in changes)
    for (then, _), (now, by) in pairwise(changes):
        assert now - then >= (MORE_AFTER if by > 0 else LESS_AFTER) - 1e-9


@pytest.fixture
def chatting(front):
    """The front takes in what is said, and has measured in a hurry."""
    apply = lambda *, intents, at: [{} for _ in intents]  # noqa: ARG005, E731 -- as intents are applied
    pace = Pace()
    front.intents["say"] = IntentKind(
        "say", Access.STAGE, pace, lambda _body: None, apply, Part.CHAT
    )
    front.intents["vote"] = IntentKind(
        "vote", Access.STAGE, pace, lambda _body: None, apply, Part.QUESTIONS
    )
    front.front.shedding.scale.more_after = 0.5
    front.porter.houses = {"smart": ("en",)}
    return front


def say(front, what="say"):
    said = {"cookie": "pass=ada", "content_type": "application/json"}
    return front.ask(f"/smart/act/{what}", "POST", b"{}", **said, sec_fetch_site="same-origin")


def test_a_front_that_is_slowed_puts_the_chat_aside_and_goes_on_showing(
    chatting, open_database, tmp_path
):
    folder = tmp_path / "media/smart/plaza"
    folder.mkdir(parents=True)
    (folder / "live.m3u8").write_text("#EXTM3U\n")
    front = chatting
    before = say(front).status

    def slow() -> None:
        time.sleep(0.4)
        if front.front.shedding.burden.measured < Part.CHAT.level:
            front.loop.call_soon(slow)

    front.loop.call_soon_threadsafe(slow)
    eventually(lambda: front.front.shedding.burden.measured == Part.CHAT.level)
    refused = say(front)

    assert before == 200
    assert (refused.status, json.loads(refused.body)["error"]) == (409, "resting")
    assert "The picture goes on" in json.loads(refused.body)["message"]
    assert say(front, "vote").status == 200
    assert front.get("/smart/media/plaza/live.m3u8", cookie="pass=ada").status == 200


def test_a_front_that_leaves_it_to_organisers_puts_nothing_aside_of_its_own(
    tmp_path, sockets, porter, board
):
    front = RunningFront(tmp_path, sockets, porter, board, is_burden_measured=False)
    shedding = front.front.shedding
    shedding.scale.more_after = 0.1

    front.loop.call_soon_threadsafe(time.sleep, 3 * EVERY)
    front.get("/health")
    front.close()

    assert not shedding.scale.lags
    assert shedding.burden.measured == 0


def test_what_rests_is_told_later_but_not_lost(front, board):
    chat, now = "smart/stage/plaza/chat", "smart/stage/plaza/now"
    board.parts[chat] = Part.CHAT
    board.states |= {chat: {"said": 1}, now: {"on": 1}}
    watcher = front.watch("stage/plaza/chat,stage/plaza/now")
    watcher.until("stage/plaza/now", {"on": 1})
    burden = front.front.shedding.burden

    burden.by_hand["smart"] = Part.CHAT.level
    board.states |= {chat: {"said": 2}, now: {"on": 2}}
    front.announce(chat, now)
    watcher.until("stage/plaza/now", {"on": 2})
    said_meanwhile = dict(watcher.states["stage/plaza/chat"])
    burden.by_hand.clear()

    watcher.until("stage/plaza/chat", {"said": 2})
    assert said_meanwhile == {"said": 1}


def test_a_page_that_rests_says_so(front, kitchen):
    burden = front.front.shedding.burden
    front.front.lanes.resting.parts = {b"search": Part.SEARCH}
    burden.by_hand["smart"] = Part.SEARCH.level

    answer = front.get("/smart/my/search/?q=x")

    assert (answer.status, answer.headers["retry-after"]) == (503, "5")
    assert "pausiert" in answer.text
    assert kitchen.orders == []
