# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The dress rehearsal: passes where all is well, and names what was slowed on purpose."""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
import time
from argparse import ArgumentTypeError
from pathlib import Path

import pytest
from django.utils import timezone
from tests.commands import run_here
from tests.config.serving import OtherProcess, run
from tests.foundation.front.blackboard import Blackboard
from tests.foundation.front.kitchen import Dish, Kitchen
from tests.foundation.front.running import RunningFront, eventually

from konvent.config.front import TicketPorter
from konvent.foundation.access import Access
from konvent.foundation.intents import IntentKind, Pace
from konvent.ops.commands import rehearse as rehearse_command
from konvent.ops.commands.rehearse import _token_in, duration, participants
from konvent.ops.rehearsal.crowd import hold
from konvent.ops.rehearsal.evening import Evening
from konvent.ops.rehearsal.invitation import Invitation
from konvent.ops.rehearsal.measures import Measures, Series
from konvent.ops.rehearsal.own_house import NoHouseError
from konvent.ops.rehearsal.promises import Promise, find_bottleneck
from konvent.ops.rehearsal.report import as_json, conclude, write_report
from konvent.ops.rehearsal.wire import Place
from konvent.registration.gate import Entrance, Gate
from konvent.registration.house import Holds
from konvent.registration.tickets import Pass, sign

LATER = int(time.time()) + 3600
PEOPLE = 12
LENIENT = 20
"""The machine that tests does other things as well."""
TOPICS = "smart/stage/plaza"


class Desk:
    def __init__(self):
        self.holds = None

    def gate(self) -> Gate:
        return Gate({"smart": Entrance("smart", "de", ("de",), is_open=False, holds=self.holds)})


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def sockets():
    with tempfile.TemporaryDirectory(prefix="kv-") as folder:
        yield Path(folder)


@pytest.fixture
def kitchen(sockets):
    """The application: a programme, and the page of a stage."""
    kitchen = Kitchen(sockets / "application.sock")
    page = '<script src="/static/app.js"></script>'
    kitchen.dishes["/smart/de/programme/"] = Dish.page("the programme")
    kitchen.dishes["/smart/de/waiting/"] = Dish.page("waiting")
    kitchen.dishes["/smart/de/stage/plaza/"] = Dish.page(page, access=Access.STAGE)
    yield kitchen
    kitchen.close()


@pytest.fixture
def front(tmp_path, desk, kitchen, sockets, open_database):
    """A front whose stage has a page, a picture and applause."""
    picture = tmp_path / "media/smart/plaza"
    picture.mkdir(parents=True)
    (picture / "live.m3u8").write_text("#EXTM3U\n20261027T090000000-00001.m4s\n")
    (picture / "20261027T090000000-00001.m4s").write_bytes(b"x" * 1000)
    board = Blackboard()
    for name in ("now", "watching", "reactions"):
        board.states[f"{TOPICS}/{name}"] = {"count": 0}
    porter = TicketPorter(desk.gate, dict, tmp_path / "doors")
    running = RunningFront(tmp_path, sockets, porter, board)
    running.static.mkdir()
    (running.static / "app.js").write_text("1")

    def applaud(*, intents, at):
        state = board.states[f"{TOPICS}/reactions"]
        board.states[f"{TOPICS}/reactions"] = {"count": state["count"] + len(intents)}
        running.announce(f"{TOPICS}/reactions")
        return [{} for _ in intents]

    def vote(*, intents, at):
        running.votes += [intent.wish for intent in intents]
        return [{} for _ in intents]

    running.votes = []
    for name, read, apply in (
        ("react", lambda _body: None, applaud),
        ("answer-poll", lambda body: body.keys("choices", most=2), vote),
    ):
        running.intents[name] = IntentKind(name, Access.STAGE, Pace(), read, apply)
    yield running
    running.close()
    running.stop()


def rehearse(front: RunningFront, *, stays: float = 1.5, lenient: float = LENIENT, poll: int = 0):
    """Have a few people come who are in a hurry."""
    holders = (Pass("smart", "t", number, LATER) for number in range(PEOPLE))
    tickets = tuple(sign("ticket", holder) for holder in holders)
    evening = Evening(
        Invitation("smart", "de", ("plaza",), "", tickets, poll),
        Place("127.0.0.1", front.port),
        ramp=0.3,
        stays=stays,
        segment_bytes=1000,
        is_own_house=True,
        calm=0.05,
    )
    evening.acts_every = 0.3
    evening.share_losing = evening.share_leaving = 0.5
    told = []
    asyncio.run(hold(evening, lambda evening: told.append(evening.streams), dict))
    assert told
    return conclude(evening, where="here", at=timezone.now(), lenient=lenient)


def test_a_house_where_all_is_well_passes(front):
    outcome = rehearse(front, poll=1)

    figures = as_json(outcome)
    assert [promise for promise in outcome.promises if not promise.is_kept] == []
    assert outcome.bottleneck is None
    assert figures["counts"]["arrived"] == figures["counts"]["left"] == PEOPLE
    assert {"journey", "act", "update", "picture", "static"} <= figures["milliseconds"].keys()
    assert figures["counts"]["lost"] > 0
    assert outcome.evening.streams == 0
    assert figures["counts"]["voted"] == len(front.votes) > 0


def test_a_hub_that_is_slowed_fails_and_is_named(front):
    front.front.hub.slowed_by = 30.0

    outcome = rehearse(front, stays=3, lenient=2)

    broken = [promise.name for promise in outcome.promises if not promise.is_kept]
    assert "update" in broken
    assert outcome.bottleneck.name in {"hub", "other work"}  # where tests keep it busy
    assert not outcome.is_passed


def test_people_of_a_full_house_wait_and_come_in(front, desk):
    desk.holds = Holds(PEOPLE, 20)
    front.announce("konvent/entrances")
    eventually(lambda: front.porter.admission.houses)

    outcome = rehearse(front, stays=4)

    assert outcome.evening.measures.counts["arrived"] == PEOPLE
    assert outcome.evening.measures.errors == {}


def test_what_goes_wrong_is_an_error_and_no_silence(front, kitchen):
    kitchen.dishes["/smart/de/programme/"] = Dish(b"broken", 500)

    outcome = rehearse(front)

    assert not outcome.is_passed
    assert outcome.evening.measures.errors["programme 500"] == PEOPLE
    assert front.votes == []  # nobody had asked


def test_the_report_is_one_page_that_needs_nobody(front, tmp_path):
    outcome = rehearse(front)

    page = write_report(outcome, tmp_path / "report").read_text()

    assert page.count("<svg") >= 4
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "<script" not in page
    figures = json.loads((tmp_path / "report/rehearsal.json").read_text())
    assert figures["passed"] is True
    assert figures["participants"] == PEOPLE


def series(**seconds):
    measures = Measures()
    for name, values in seconds.items():
        for at, value in enumerate(values):
            measures.note(name, float(at), value)
    return measures


def kept(*broken):
    names = ("arrived", "errors", "journey", "act", "update", "back", "picture")
    return [Promise(name, name, "", name not in broken) for name in names]


@pytest.mark.parametrize(
    ("measures", "broken", "named"),
    [
        (series(update=[0.2] * 9), (), None),
        (series(update=[3.0] * 9, act=[0.01] * 9), ("update",), "hub"),
        (series(act=[0.3] * 9, update=[0.5] * 9), ("act",), "writer"),
        (series(picture=[4.0] * 9), ("picture",), "picture"),
        (series(journey=[2.0] * 9), ("journey",), "pages"),
        (series(journey=[0.1] * 9), ("arrived", "errors"), "errors"),
    ],
)
def test_what_gave_way_is_named(measures, broken, named):
    found = find_bottleneck(measures, kept(*broken))

    assert (found.name if found else None) == named


@pytest.mark.parametrize(
    ("shares", "named"),
    [
        ({"front": 0.99, "machine": 1.2}, "front"),
        ({"front": 0.5, "media": 60.0, "machine": 64.0}, "cores"),
        ({"front": 0.5, "rehearsal": 40.0, "machine": 64.0}, "rehearsal"),
        ({"front": 0.1, "rehearsal": 0.1, "machine": 64.0}, "other work"),
    ],
)
def test_a_full_core_is_named_where_only_some_wait(shares, named):
    measures = series(act=[0.01] * 90 + [0.3] * 10, late=[0.2] * 9)
    for name, share in shares.items():
        measures.cpu[name] = Series()
        for second in range(9):
            measures.cpu[name].add(second, share)

    assert find_bottleneck(measures, kept("act")).name == named


@pytest.mark.parametrize("text", ["0", "11m", "soon", "-1", "1h"])
def test_a_rehearsal_is_bounded_in_time(text):
    with pytest.raises(ArgumentTypeError, match="ten minutes"):
        duration(text)


@pytest.mark.parametrize("text", ["0", "50001", "many"])
def test_a_rehearsal_is_bounded_in_number(text):
    with pytest.raises(ArgumentTypeError, match="50000"):
        participants(text)


def test_times_are_read_as_people_write_them():
    assert [duration(text) for text in ("60s", "2m", "45")] == [60, 120, 45]


def test_a_token_that_cannot_be_read_is_said(tmp_path):
    with pytest.raises(NoHouseError, match="missing"):
        _token_in(tmp_path / "missing")


def test_an_installation_without_a_convention_says_so(tmp_path):
    done = run(tmp_path, "rehearse", "--out", str(tmp_path / "report"))

    assert done.returncode == 1
    assert "noch keine Veranstaltung" in done.stderr


def test_a_rehearsal_whose_report_could_not_be_kept_does_not_begin(tmp_path, capsys):
    (tmp_path / "file").touch()

    assert run_here(rehearse_command, "--out", str(tmp_path / "file/report")) == 1

    assert "--out" in capsys.readouterr().err


WORLD = """
from tests.factories import make_world, publish
world = make_world()
world.days.update(ends_at="2099-12-31T18:00:00Z")  # what is over shows no picture
publish(world)
"""


def test_a_copy_whose_hub_is_slowed_fails_by_name_and_is_gone_afterwards(tmp_path, migrated):
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(migrated, data)
    filling = OtherProcess(data)
    filling.do(WORLD)
    filling.end()
    before = (data / "konvent.sqlite3").read_bytes()

    people = ("--participants", "100", "--ramp", "1s", "--stay", "14s", "--lenient", "2")
    out = tmp_path / "report"
    slowed = {"TMPDIR": str(tmp_path), "KONVENT_SLOWED_HUB": "30"}
    done = run(data, "rehearse", *people, "--out", str(out), **slowed)

    figures = json.loads((out / "rehearsal.json").read_text())
    broken = [promise["name"] for promise in figures["promises"] if not promise["is_kept"]]
    assert done.returncode == 1
    assert "update" in broken
    assert figures["bottleneck"]["name"] in {"hub", "other work"}  # where tests keep it busy
    assert figures["counts"]["arrived"] == 100
    assert set(figures["errors"]) <= {"picture 404"}  # a busy machine may be too slow to film
    parts = {"front", "scribe", "application", "media", "rehearsal"}
    assert parts <= figures["share_of_a_core"].keys()
    assert list(tmp_path.glob("konvent-rehearsal-*")) == []
    assert (data / "konvent.sqlite3").read_bytes() == before
