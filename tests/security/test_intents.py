# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever can be done through the live lane asks who does it, from where, and what it is."""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

import pytest
from tests.foundation.front.blackboard import Blackboard
from tests.foundation.front.running import RunningFront

from konvent.config.front import TicketPorter
from konvent.foundation.intents import KINDS
from konvent.registration.gate import Entrance, Gate
from konvent.registration.tickets import COOKIE, Pass, sign

LATER = int(time.time()) + 3600
INTENTS = sorted(KINDS)
NONSENSE = [b"", b"{}", b"null", b'{"session": null}', b'{"session": "\\u0000"}', b"\xff"]
STAFF = range(9, 9 + len(NONSENSE))
"""Somebody for each piece of nonsense: nobody is too quick for the pace of a single one."""
pytestmark = pytest.mark.usefixtures("open_database")


def gate():
    duties = dict.fromkeys(STAFF, frozenset({"organise", "produce", "moderate", "work"}))
    closed = Entrance("smart", "de", ("de", "en"), is_open=False, staff=duties)
    return Gate({"smart": closed, "other": Entrance("other", "de", ("de",), is_open=True)})


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    with tempfile.TemporaryDirectory(prefix="kv-") as folder:
        place = tmp_path_factory.mktemp("front")
        running = RunningFront(place, Path(folder), TicketPorter(gate, dict), Blackboard())
        running.intents.update(KINDS)
        yield running
        running.close()
        running.stop()


def act(front, name, holder=None, body=b"{}", **change):
    said = {"Content_Type": "application/json", "Sec_Fetch_Site": "same-origin", **change}
    if holder is not None:
        said["Cookie"] = f"{COOKIE}={sign('pass', holder)}"
    answered = front.ask(f"/smart/act/{name}", "POST", body, **said)
    return answered.status, json.loads(answered.body)["error"]


def test_there_is_something_to_do():
    assert "back-question" in INTENTS


@pytest.mark.parametrize("name", INTENTS)
def test_nobody_does_it_without_a_good_pass(front, name):
    assert act(front, name) == (403, "no-ticket")
    assert act(front, name, Pass("smart", "v", 1, LATER)) == (403, "no-ticket")
    assert act(front, name, Pass("other", "t", 1, LATER)) == (403, "wrong-convention")
    assert act(front, name, Pass("smart", "t", 1, 1)) == (403, "expired")
    assert act(front, name, Pass("smart", "s", 1, LATER)) == (403, "revoked")


@pytest.mark.parametrize("name", INTENTS)
def test_no_other_site_does_it_for_somebody(front, name):
    ada = Pass("smart", "t", 1, LATER)

    assert act(front, name, ada, Sec_Fetch_Site="cross-site") == (403, "elsewhere")
    assert act(front, name, ada, Content_Type="text/plain") == (403, "elsewhere")


@pytest.mark.parametrize("name", INTENTS)
@pytest.mark.parametrize(("number", "body"), [*zip(STAFF, NONSENSE, strict=True)])
def test_nonsense_is_not_understood(front, name, number, body):
    assert act(front, name, Pass("smart", "s", number, LATER), body) == (400, "not-understood")
