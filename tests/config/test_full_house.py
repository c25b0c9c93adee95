# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A front whose house is full: real tickets, real places, and nobody asks the database."""

from __future__ import annotations

import json
import re
import tempfile
import time
from pathlib import Path

import pytest
from tests.foundation.front.blackboard import Blackboard
from tests.foundation.front.kitchen import Dish, Kitchen
from tests.foundation.front.running import RunningFront, eventually

from konvent.config.front import TicketPorter
from konvent.foundation.access import Access
from konvent.registration.gate import Entrance, Gate
from konvent.registration.house import Holds
from konvent.registration.tickets import COOKIE, SPEAKER_COOKIE, Lane, Pass, seal, sign

LATER = int(time.time()) + 3600
STAGE = "/smart/de/stage/plaza/"
WAITING = "/smart/de/waiting/"
RUN = "20261027T090000000"
PAGE = (
    '<meta content="0; url=/smart/my/waiting?lang=de">'
    '<strong data-part="before">\N{EN DASH}</strong>'
    '<p data-part="known"><strong data-part="minutes">\N{EN DASH}</strong></p>'
    '<p data-part="next" hidden></p><p data-part="unknown" hidden></p>'
    '<p data-part="lane-a" hidden></p>'
)


class Desk:
    """Where the organisers say how many the house holds."""

    def __init__(self):
        self.holds = Holds(1, 50)
        self.is_open = False
        self.lanes: dict[int, Lane] = {}

    def gate(self) -> Gate:
        facts = {"holds": self.holds, "staff": STAFF, "speakers": {1: "x"}, "lanes": self.lanes}
        smart = Entrance("smart", "de", ("de", "en"), self.is_open, REVOKED, **facts)
        return Gate({"smart": smart})


STAFF = {1: frozenset({"work", "moderate"})}
REVOKED = frozenset({9})


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def open_front(tmp_path, desk):
    """Open a front; the next one finds what the last has left."""
    running = []
    with tempfile.TemporaryDirectory(prefix="kv-") as folder:
        kitchen = Kitchen(Path(folder) / "application.sock")
        kitchen.dishes[STAGE] = Dish.page("the stage", access=Access.STAGE)
        kitchen.dishes[WAITING] = Dish.page(PAGE)
        board = Blackboard()
        board.states["smart/secret/x"] = {"count": 1}

        def start() -> RunningFront:
            porter = TicketPorter(desk.gate, dict, tmp_path / "doors")
            running.append(RunningFront(tmp_path, Path(folder), porter, board))
            return running[-1]

        yield start
        for front in running:
            front.close()
            front.stop()
        kitchen.close()


@pytest.fixture
def front(open_front):
    return open_front()


class Visitor:
    """A browser: it keeps cookies, and follows where it is led."""

    def __init__(self, front: RunningFront, number: int) -> None:
        self.front = front
        self.token = sign("ticket", Pass("smart", "t", number, LATER))
        self.cookies: dict[str, str] = {}

    def get(self, path: str):
        for _ in range(6):
            said = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            answer = self.front.get(path, cookie=said, accept_language="de")
            if cookie := answer.headers.get("set-cookie"):
                name, _, rest = cookie.partition("=")
                self.cookies[name] = rest.partition(";")[0]
            if "location" not in answer.headers:
                break
            path = answer.headers["location"]
        self.path = path.partition("?")[0]
        return answer

    def come(self) -> bool:
        """Open the ticket link, then the stage; say whether that was possible."""
        self.get(f"/smart/ticket/{self.token}")
        return self.get(STAGE).text == "the stage"


def leave(front: RunningFront, number: int) -> None:
    """Let somebody give no sign of life any more."""
    house = front.porter.admission.houses["smart"]
    house.inside[f"t{number}"] = 0.0
    house.swept_at = 0.0


def test_who_comes_when_the_house_is_full_waits_and_then_comes_in(front):
    ada, grace = Visitor(front, 1), Visitor(front, 2)
    is_ada_in, is_grace_in = ada.come(), grace.come()
    waited_at = grace.path
    place = json.loads(grace.get("/smart/my/place").body)

    leave(front, 1)
    eventually(lambda: json.loads(front.get("/smart/queue").body)["lanes"]["usual"]["turn"] == 2)

    assert (is_ada_in, is_grace_in) == (True, False)
    assert waited_at == WAITING
    assert (place["lane"], place["number"]) == ("usual", 1)
    assert grace.get(STAGE).text == "the stage"
    assert not ada.come()


def test_a_place_leads_to_where_one_wanted_to_go(front):
    Visitor(front, 1).come()
    grace = Visitor(front, 2)
    grace.get(f"/smart/ticket/{grace.token}")
    leave(front, 1)
    eventually(lambda: json.loads(front.get("/smart/queue").body)["lanes"]["usual"]["turn"] == 2)

    grace.get(f"/smart/my/enter?lang=de&next={STAGE}")

    assert grace.path == STAGE
    assert grace.get("/smart/my/enter?next=//evil.example/").status == 404
    assert grace.path == "/smart/de/"


def test_whoever_waits_may_listen_but_not_watch(front, tmp_path):
    folder = tmp_path / "media/smart/plaza"
    folder.mkdir(parents=True)
    for name in ("au.m3u8", "live.m3u8", f"{RUN}-au-00001.m4s", f"{RUN}-00001.m4s"):
        (folder / name).write_bytes(b"x")
    (folder / f"{RUN}-au-init.mp4").write_bytes(b"x")
    Visitor(front, 1).come()
    grace = Visitor(front, 2)
    grace.come()

    heard = [
        grace.get(f"/smart/media/plaza/{name}").status
        for name in ("au.m3u8", f"{RUN}-au-00001.m4s", f"{RUN}-au-init.mp4")
    ]
    seen = [grace.get(f"/smart/media/plaza/{name}") for name in ("live.m3u8", f"{RUN}-00001.m4s")]

    assert heard == [200, 200, 200]
    assert [json.loads(answer.body) for answer in seen] == [{"error": "waiting"}] * 2
    assert front.get("/smart/media/plaza/au.m3u8").status == 403


def test_crew_comes_in_at_once_and_assistance_before_the_others(desk, open_front):
    desk.lanes = {3: Lane.ASSISTED, 5: Lane.CREW}
    front = open_front()
    Visitor(front, 1).come()
    grace, hedy, joan, speaker = (Visitor(front, number) for number in (2, 3, 4, 5))
    joan.token = seal("ticket", Pass("smart", "t", 4, LATER, Lane.CREW).facts)  # an older link
    for visitor in (grace, hedy, joan):
        assert not visitor.come()

    leave(front, 1)
    eventually(lambda: json.loads(front.get("/smart/queue").body)["lanes"]["a"]["turn"] == 2)

    assert speaker.come()
    assert not grace.come()
    assert hedy.come()
    assert "~a" not in hedy.cookies["konvent_pass"]
    assert "~c" not in joan.cookies["konvent_pass"]
    joan.cookies["konvent_pass"] = seal("pass", Pass("smart", "t", 4, LATER, Lane.CREW).facts)
    assert joan.get(STAGE).text != "the stage"


def test_who_is_sent_another_way_goes_there_with_the_link_they_have(front, desk):
    Visitor(front, 1).come()
    grace, hedy, joan = (Visitor(front, number) for number in (2, 3, 4))
    for visitor in (grace, hedy, joan):
        assert not visitor.come()

    desk.lanes = {3: Lane.ASSISTED, 4: Lane.CREW}
    front.announce("konvent/entrances")
    eventually(lambda: front.porter.gate.entrances["smart"].lanes)
    before = json.loads(hedy.get("/smart/my/place").body)
    hedy.come()
    after = json.loads(hedy.get("/smart/my/place").body)
    leave(front, 1)
    eventually(lambda: json.loads(front.get("/smart/queue").body)["lanes"]["a"]["turn"] == 2)

    assert before == {}
    assert (after["lane"], after["number"]) == ("a", 1)
    assert joan.come()
    assert not grace.come()
    assert hedy.come()


def test_who_is_on_stage_never_waits(front):
    Visitor(front, 1).come()
    mayor, grace = Visitor(front, 2), Visitor(front, 3)
    for visitor, link in ((mayor, 1), (grace, 2)):
        token = sign("backstage", Pass("smart", "p", link, LATER))
        assert not visitor.come()
        visitor.cookies[SPEAKER_COOKIE] = token

    assert mayor.get(STAGE).text == "the stage"
    mayor.cookies.pop(COOKIE)
    assert mayor.get(STAGE).text == "the stage"
    assert grace.get(STAGE).text != "the stage"


def test_an_open_stream_is_a_sign_of_life(front):
    ada = Visitor(front, 1)
    ada.come()
    said = "; ".join(f"{name}={value}" for name, value in ada.cookies.items())
    watcher = front.watch("secret/x", cookie=said)
    house = front.porter.admission.houses["smart"]
    house.inside["t1"] = 0.0

    front.loop.call_soon_threadsafe(front.front.waiting.count)

    assert watcher.status == 200
    eventually(lambda: house.inside["t1"] > 0)


def test_who_is_inside_when_a_limit_is_set_stays_inside(open_front, desk):
    desk.holds = None
    front = open_front()
    visitors = [Visitor(front, number) for number in (1, 2, 3)]
    watchers = []
    for visitor in visitors:
        assert visitor.come()
        said = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
        watchers.append(front.watch("secret/x", cookie=said))

    desk.holds = Holds(1, 50)
    front.announce("konvent/entrances")
    eventually(lambda: front.porter.admission.houses)

    eventually(lambda: len(front.porter.admission.houses["smart"].inside) == 3)
    assert all(visitor.come() for visitor in visitors)
    assert not Visitor(front, 4).come()


def test_a_front_that_is_started_again_knows_everybody(open_front):
    first = open_front()
    ada, grace, hedy = (Visitor(first, number) for number in (1, 2, 3))
    assert [visitor.come() for visitor in (ada, grace, hedy)] == [True, False, False]
    first.close()
    first.stop()

    second = open_front()
    for visitor in (ada, grace, hedy):
        visitor.front = second

    assert [visitor.come() for visitor in (hedy, grace, ada)] == [False, False, True]
    numbers = [json.loads(v.get("/smart/my/place").body)["number"] for v in (grace, hedy)]
    assert numbers == [1, 2]


def test_where_no_ticket_is_needed_a_newcomer_gets_a_pass_and_waits(front, desk):
    desk.is_open = True
    front.announce("konvent/entrances")
    eventually(lambda: front.porter.gate.entrances["smart"].is_open)
    ada, grace = Visitor(front, 1), Visitor(front, 2)

    first, second = ada.get(STAGE).text, grace.get(STAGE)

    assert first == "the stage"
    assert (grace.path, second.status) == (WAITING, 200)
    assert json.loads(grace.get("/smart/my/place").body)["number"] == 1


def test_a_browser_without_scripts_reads_its_number_in_the_page(open_front, desk):
    desk.lanes = {6: Lane.ASSISTED}
    front = open_front()
    Visitor(front, 1).come()
    for number in (2, 3, 4):
        Visitor(front, number).come()
    grace = Visitor(front, 5)
    grace.come()

    page = grace.get("/smart/my/waiting?lang=de").text

    assert '<strong data-part="before">3</strong>' in page
    assert 'content="30; url=/smart/my/enter?lang=de"' in page
    assert parts_seen(page) == ["unknown"], "nobody has left, so nothing is said of minutes"

    edith = Visitor(front, 6)
    edith.come()
    assert parts_seen(edith.get("/smart/my/waiting?lang=de").text) == ["next", "lane-a"]


def parts_seen(page):
    """The sentences about the waiting that a browser shows."""
    return re.findall(r'<p data-part="([\w-]+)">', page)


def test_a_house_without_a_limit_has_no_queue(open_front, desk):
    desk.holds = None
    front = open_front()

    assert json.loads(front.get("/smart/queue").body) == {}
    assert json.loads(front.get("/smart/my/place").body) == {}
    assert all(Visitor(front, number).come() for number in range(1, 6))


def test_forged_and_foreign_places_are_no_places(front):
    Visitor(front, 1).come()
    grace, hedy = Visitor(front, 2), Visitor(front, 3)
    grace.come()

    hedy.cookies["konvent_place"] = grace.cookies["konvent_place"]
    hedy.come()
    joan = Visitor(front, 4)
    joan.cookies["konvent_place"] = "smart~~1~1~t4.forged"
    joan.come()

    numbers = [json.loads(v.get("/smart/my/place").body)["number"] for v in (hedy, joan)]
    assert numbers == [2, 3]


def test_who_may_not_see_the_stages_takes_no_place(front):
    said = {"Origin": f"http://127.0.0.1:{front.port}"}
    cookie = front.ask("/smart/my/pass", "POST", **said).headers["set-cookie"].partition(";")[0]

    turned_away = front.get("/smart/my/enter", cookie=cookie)
    front.watch("public/x", cookie=cookie)
    front.loop.call_soon_threadsafe(front.front.waiting.count)

    assert turned_away.headers["location"].startswith("/smart/door/")
    assert Visitor(front, 1).come()


def test_a_pass_that_is_no_longer_good_does_not_pass_a_queue_of_open_stages(front, desk):
    desk.is_open, desk.lanes = True, {2: Lane.CREW, 9: Lane.CREW}
    front.announce("konvent/entrances")
    eventually(lambda: front.porter.gate.entrances["smart"].is_open)
    Visitor(front, 1).come()
    revoked = sign("pass", Pass("smart", "t", 9, LATER))
    foreign = sign("pass", Pass("other", "t", 2, LATER))
    good = sign("pass", Pass("smart", "t", 2, LATER))

    refused = {
        front.watch("secret/x", cookie=f"konvent_pass={token}").status
        for token in (revoked, foreign)
    }

    assert refused == {403}
    assert front.watch("secret/x", cookie=f"konvent_pass={good}").status == 200


def test_of_conventions_that_are_none_nothing_is_kept(front):
    answers = {front.get(f"/{name}/queue").body for name in ("smart", "nowhere", "anywhere")}

    assert b"{}" in answers
    assert set(front.front.waiting.known) == {"smart"}
