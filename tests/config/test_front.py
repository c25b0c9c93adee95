# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The doors with real tickets. No test here may touch the database, so nor does the front."""

from __future__ import annotations

import json
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest
from tests.foundation.front.blackboard import Blackboard
from tests.foundation.front.kitchen import Dish, Kitchen
from tests.foundation.front.running import RunningFront, eventually

from konvent.config.front import TicketPorter
from konvent.foundation.access import Access
from konvent.registration.gate import Entrance, Gate
from konvent.registration.tickets import COOKIE, SPEAKER_COOKIE, Pass, check, sign

LATER = int(time.time()) + 3600
STAGE = "/smart/de/stage/plaza/"
ADA = Pass("smart", "t", 1, LATER)
GRACE = Pass("smart", "s", 1, LATER)
JOAN = Pass("smart", "p", 1, LATER)


class Desk:
    """Where tickets are revoked and stages opened; the porter looks here."""

    def __init__(self):
        self.revoked = frozenset()
        self.is_open = False
        self.staff = {GRACE.number: frozenset({"moderate", "work"})}
        self.speakers = {JOAN.number: "x"}

    def gate(self) -> Gate:
        facts = (self.is_open, self.revoked, self.staff)
        smart = Entrance("smart", "de", ("de", "en"), *facts, speakers=self.speakers)
        return Gate({"smart": smart, "other": Entrance("other", "en", ("en",), is_open=False)})


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def front(tmp_path, desk):
    with tempfile.TemporaryDirectory(prefix="kv-") as folder:
        kitchen = Kitchen(Path(folder) / "application.sock")
        kitchen.dishes[STAGE] = Dish.page("the stage", access=Access.STAGE)
        board = Blackboard()
        board.states["smart/secret/x"] = {"count": 1}
        board.states["smart/moderation/x"] = {"waiting": 3}
        board.states["smart/line/x/stage"] = board.states["smart/line/y/stage"] = {"said": 1}
        running = RunningFront(tmp_path, Path(folder), TicketPorter(desk.gate, dict), board)
        yield running
        running.close()
        running.stop()
        kitchen.close()


def ticket(holder: Pass) -> str:
    return f"/{holder.convention}/ticket/{sign('ticket', holder)}"


def cookie(holder: Pass) -> str:
    return f"other=1; {COOKIE}={sign('pass', holder)}; more=2"


def test_a_good_ticket_opens_page_stream_and_picture(front):
    door = front.get(ticket(ADA), accept_language="en")
    kept = door.headers["set-cookie"].partition(";")[0]

    assert (door.status, door.headers["location"]) == (303, "/smart/en/")
    assert front.get(STAGE, cookie=kept).text == "the stage"
    assert front.watch("secret/x", cookie=kept).next()["state"] == {"count": 1}
    assert front.get("/smart/media/plaza/live.m3u8", cookie=kept).status == 404
    assert json.loads(front.get("/smart/my/pass", cookie=kept).body) == {
        "signed_in": True,
        "staff": False,
    }


def test_the_pass_is_kept_as_long_as_the_ticket_and_from_scripts(front):
    facts = front.get(ticket(ADA)).headers["set-cookie"].split("; ")[1:]

    lifetime = next(fact for fact in facts if fact.startswith("Max-Age="))
    assert 3000 < int(lifetime.removeprefix("Max-Age=")) <= 3600
    assert set(facts) == {"Path=/smart/", lifetime, "HttpOnly", "SameSite=Lax"}


def test_a_ticket_that_a_mail_program_has_encoded_is_good(front):
    assert front.get(ticket(ADA).replace("~", "%7E")).headers["location"] == "/smart/de/"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/smart/ticket/nonsense", "forged"),
        ("/smart/ticket/%ff%00~.", "forged"),
        (ticket(ADA).replace(".", ".x", 1), "forged"),
        (f"/smart/ticket/{sign('pass', ADA)}", "forged"),
        (ticket(Pass("smart", "t", 1, int(time.time()) - 1)), "expired"),
        (ticket(Pass("smart", "t", 7, LATER)), "revoked"),
        (ticket(ADA).replace("/smart/", "/other/", 1), "wrong-convention"),
    ],
    ids=["nonsense", "not text", "changed", "a pass", "expired", "revoked", "elsewhere"],
)
def test_a_bad_ticket_leads_to_the_door_and_why(front, desk, path, why):
    desk.revoked = frozenset({7})
    front.announce("konvent/entrances")
    eventually(lambda: front.porter.gate.entrances["smart"].revoked)

    answer = front.get(path)

    assert answer.status == 303
    assert f"/door/?why={why}&lang=" in answer.headers["location"]
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("holder", "why"),
    [
        (Pass("smart", "t", 1, int(time.time()) - 1), "expired"),
        (Pass("other", "t", 1, LATER), "wrong-convention"),
    ],
)
def test_a_pass_that_is_not_good_here_opens_nothing(front, holder, why):
    said = {"cookie": cookie(holder)}

    assert front.get(STAGE, **said).headers["location"] == f"/smart/door/?why={why}&lang=de"
    assert front.get("/smart/live?topics=secret/x", **said).text == json.dumps(
        {"error": why}, separators=(",", ":")
    )
    assert front.get("/smart/media/plaza/live.m3u8", **said).status == 403
    assert json.loads(front.get("/smart/my/pass", **said).body)["signed_in"] is False


def test_a_forged_pass_is_no_pass(front):
    forged = cookie(ADA).replace("~1~", "~2~")

    assert front.get(STAGE, cookie=forged).headers["location"].endswith("why=no-ticket&lang=de")


def test_staff_comes_in_too_and_is_told_so(front):
    assert front.get(STAGE, cookie=cookie(GRACE)).text == "the stage"
    assert json.loads(front.get("/smart/my/pass", cookie=cookie(GRACE)).body)["staff"] is True


def test_a_ticket_that_is_revoked_ends_what_it_opened(front, desk):
    ada = front.watch("secret/x", cookie=cookie(ADA))
    grace = front.watch("secret/x", cookie=cookie(GRACE))
    ada.next(), grace.next()
    assert front.get(STAGE, cookie=cookie(ADA)).status == 200

    desk.revoked = frozenset({ADA.number})
    front.announce("konvent/entrances")

    assert ada.rest().startswith(b"retry: ")
    assert front.get(STAGE, cookie=cookie(ADA)).headers["location"].endswith("why=revoked&lang=de")
    assert front.front.hub.count == 1


def test_a_pass_that_expires_ends_its_stream(front):
    ada = front.watch("secret/x", cookie=cookie(ADA))
    ada.next()
    hub = front.front.hub
    [viewer] = (viewer for group in hub.groups.values() for viewer in group.viewers)

    viewer.holder = replace(viewer.holder, expires=int(time.time()))  # as if it were an hour later
    hub.checked_at = float("-inf")

    assert ada.rest().startswith(b"retry: ")
    assert hub.count == 0


def test_stages_that_are_opened_ask_for_nothing(front, desk):
    assert front.get(STAGE).status == 303

    desk.is_open = True
    front.announce("konvent/entrances")

    eventually(lambda: front.get(STAGE).status == 200)


def test_the_moderators_topics_close_when_the_duty_is_taken_away(front, desk):
    assert front.get("/smart/live?topics=moderation/x", cookie=cookie(ADA)).status == 403
    grace = front.watch("moderation/x", cookie=cookie(GRACE))
    assert grace.next()["state"] == {"waiting": 3}
    front.front.hub.checked_at = float("inf")

    desk.staff = {GRACE.number: frozenset({"work"})}
    front.announce("konvent/entrances")

    assert grace.rest().startswith(b"retry: ")
    assert front.get("/smart/live?topics=moderation/x", cookie=cookie(GRACE)).status == 403


def test_a_speakers_link_opens_the_line_of_one_session_until_it_is_revoked(front, desk):
    for_joan = f"{cookie(ADA)}; {SPEAKER_COOKIE}={sign('backstage', JOAN)}"
    joan = front.watch("line/x/stage", cookie=for_joan)
    assert joan.next()["state"] == {"said": 1}
    assert front.watch("line/y/stage", cookie=cookie(GRACE)).next()["state"] == {"said": 1}
    for who, topic in ((for_joan, "line/y/stage"), (cookie(ADA), "line/x/stage")):
        assert front.get(f"/smart/live?topics={topic}", cookie=who).status == 403
    front.front.hub.checked_at = float("inf")

    desk.speakers = {}
    front.announce("konvent/entrances")

    assert joan.rest().startswith(b"retry: ")
    assert front.get("/smart/live?topics=line/x/stage", cookie=for_joan).status == 403


def test_a_visitor_without_a_ticket_is_given_a_pass_that_opens_nothing_closed(front, desk):
    desk.is_open = True
    front.announce("konvent/entrances")
    eventually(lambda: front.get(STAGE).status == 200)

    welcome = front.ask("/smart/my/pass", "POST", Origin=f"http://127.0.0.1:{front.port}")
    kept = welcome.headers["set-cookie"].partition(";")[0]
    holder = check("pass", kept.partition("=")[2])

    assert (holder.convention, holder.kind) == ("smart", "v")
    assert json.loads(front.get("/smart/my/pass", cookie=kept).body)["signed_in"] is False
    desk.is_open = False
    front.announce("konvent/entrances")
    eventually(lambda: front.get(STAGE).status == 303)
    assert front.get(STAGE, cookie=kept).status == 303
