# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Taking part: who may, how often, and what is said to them."""

from __future__ import annotations

import json
import threading

import pytest
from tests.foundation.front.running import eventually

from konvent.foundation.access import Access
from konvent.foundation.front import acting
from konvent.foundation.intents import IntentKind, Pace
from konvent.foundation.refusals import RefusedError

pytestmark = pytest.mark.usefixtures("open_database")


class Urn:
    """Votes, each person's once; it can refuse, break, and be held shut."""

    def __init__(self) -> None:
        self.votes: dict[str, str] = {}
        self.batches: list[int] = []
        self.is_asked = threading.Event()
        self.is_open = threading.Event()
        self.is_open.set()

    def apply(self, *, intents, at):  # noqa: ARG002 -- as every batch action is called
        self.is_asked.set()
        self.is_open.wait(10)
        self.batches.append(len(intents))
        if any(intent.wish == "break" for intent in intents):
            raise ZeroDivisionError
        return [self.take(intent) for intent in intents]

    def take(self, intent):
        if intent.wish == "nobody":
            return RefusedError("Nobody does not stand.", field="name", code="no-such-name")
        self.votes.setdefault(intent.by.key, intent.wish)
        return {"voted": self.votes[intent.by.key]}


@pytest.fixture
def urn(front):
    urn = Urn()
    pace = Pace(burst=5, per_second=0.01)
    for name, access in [
        ("vote", Access.STAGE),
        ("say", Access.PUBLIC),
        ("moderate", Access.STAFF),
    ]:
        front.intents[name] = IntentKind(
            name, access, pace, lambda body: body.key("name"), urn.apply
        )
    return urn


def vote(front, name="ada", *, by="ada", act="vote", body=None, **headers):
    said = {
        "Content_Type": "application/json",
        "Origin": f"http://127.0.0.1:{front.port}",
        "Cookie": f"pass={by}",
        "Accept_Language": "en",
    } | headers
    content = json.dumps({"name": name}).encode() if body is None else body
    kept = {key: value for key, value in said.items() if value}
    return front.ask(f"/smart/act/{act}", "POST", content, **kept)


def said(answered):
    return json.loads(answered.body)


def vote_at_once(front, urn, wishes):
    """Have one of them written alone, and all the others wait behind it and be written together."""
    answers = {}

    def ask(name, wish):
        answers[name] = vote(front, wish, by=name)

    threads = [threading.Thread(target=ask, args=pair) for pair in wishes]
    threads[0].start()
    assert urn.is_asked.wait(10)
    for thread in threads[1:]:
        thread.start()
    eventually(lambda: len(front.front.writer.waiting) == len(wishes) - 1)
    urn.is_open.set()
    for thread in threads:
        thread.join(10)
    return answers


def test_what_is_answered_is_what_was_done(front, urn):
    first = vote(front)
    again = vote(front, "grace")

    assert (first.status, said(first)) == (200, {"voted": "ada"})
    assert (again.status, said(again)) == (200, {"voted": "ada"})
    assert first.headers["cache-control"] == "no-store"
    assert urn.votes == {"ada": "ada"}


def test_many_are_written_together_and_each_gets_its_own_answer(front, urn):
    people = [f"guest{number}" for number in range(30)]
    front.porter.guests |= dict.fromkeys(people)
    urn.is_open.clear()

    answers = vote_at_once(front, urn, [(name, name) for name in people])

    assert {name: said(answer)["voted"] for name, answer in answers.items()} == {
        name: name for name in people
    }
    assert urn.batches == [1, 29]


def test_a_refusal_is_a_sentence_beside_its_field(front, urn):
    refused = vote(front, "nobody")

    assert refused.status == 409
    assert said(refused) == {
        "error": "no-such-name",
        "message": "Nobody does not stand.",
        "field": "name",
    }


def test_one_that_breaks_the_rules_does_not_harm_the_others(front, urn):
    front.porter.guests |= dict.fromkeys(["eve"])
    urn.is_open.clear()

    wishes = [("ada", "ada"), ("eve", "break"), ("grace", "ada")]
    answers = vote_at_once(front, urn, wishes)

    assert {name: answer.status for name, answer in answers.items()} == {
        "ada": 200,
        "eve": 500,
        "grace": 200,
    }
    assert urn.votes == {"ada": "ada", "grace": "ada"}


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"by": ""}, 403, "no-ticket"),
        ({"by": "mallory"}, 403, "revoked"),
        ({"act": "nonsense"}, 404, "no-such-act"),
        ({"Origin": "https://evil.example"}, 403, "elsewhere"),
        ({"Origin": ""}, 403, "elsewhere"),
        ({"Sec_Fetch_Site": "cross-site"}, 403, "elsewhere"),
        ({"Sec_Fetch_Site": "same-site"}, 403, "elsewhere"),
        ({"Content_Type": "text/plain"}, 403, "elsewhere"),
        ({"body": b"nonsense"}, 400, "not-understood"),
        ({"body": b"[1]"}, 400, "not-understood"),
        ({"body": b"[" * 4000}, 400, "not-understood"),
        ({"body": b'{"name": 7}'}, 400, "not-understood"),
        ({"body": b'{"name": "' + b"x" * 4096 + b'"}'}, 413, "too-large"),
    ],
)
def test_what_may_not_be_done_is_not_done(front, urn, change, status, error):
    answered = vote(front, **change)

    assert (answered.status, said(answered)["error"]) == (status, error)
    assert said(answered)["message"]
    assert urn.votes == {}


def test_the_browser_says_that_the_page_is_ours(front, urn):
    assert vote(front, Origin="", Sec_Fetch_Site="same-origin").status == 200


def test_reading_an_intent_is_no_way_to_do_it(front, urn):
    assert front.get("/smart/act/vote", cookie="pass=ada").status == 405
    assert front.get("/smart/act/vote").status == 405


def test_people_are_answered_in_their_language(front, urn):
    german = vote(front, by="", Accept_Language="de-DE,de;q=0.9")

    assert said(german)["message"] == (
        "Zum Mitmachen brauchen Sie hier ein Ticket. "
        "Bitte kommen Sie über den Link in Ihrer E-Mail herein."
    )


def test_who_takes_part_without_a_ticket_is_given_a_pass_and_is_the_same_next_time(front, urn):
    front.porter.stages_are_open = True
    assert said(vote(front, by=""))["error"] == "no-pass"

    welcome = front.ask("/smart/my/pass", "POST", b"{}", Origin=f"http://127.0.0.1:{front.port}")
    by = welcome.headers["set-cookie"].partition(";")[0].removeprefix("pass=")
    again = front.ask(
        "/smart/my/pass", "POST", Origin=f"http://127.0.0.1:{front.port}", Cookie=f"pass={by}"
    )

    assert (welcome.status, by) == (200, "visitor1")
    assert "set-cookie" not in again.headers
    assert vote(front, "ada", by=by).status == 200
    assert said(vote(front, "grace", by=by)) == {"voted": "ada"}


def test_a_form_gets_a_pass_and_is_led_back(front):
    form = {
        "Content_Type": "application/x-www-form-urlencoded",
        "Origin": f"http://127.0.0.1:{front.port}",
    }

    def sent(body):
        answered = front.ask("/smart/my/pass", "POST", body, **form)
        return answered.status, answered.headers["location"]

    assert sent(b"next=/smart/de/stage/plaza/") == (303, "/smart/de/stage/plaza/")
    for strange in (b"", b"next=https://evil.example", b"next=/smart//evil", b"next=/other/x"):
        assert sent(strange) == (303, "/smart/")
    assert front.ask("/smart/my/pass", "POST", b"").status == 403
    assert front.ask("/elsewhere/my/pass", "POST", b"").status == 404


def test_who_wants_too_much_at_once_is_told_when_to_come_back(front, urn):
    answers = [vote(front) for _ in range(6)]

    assert [answer.status for answer in answers] == [200] * 5 + [429]
    assert answers[-1].headers["retry-after"] == "100"
    assert said(answers[-1]) == {
        "error": "too-often",
        "message": "That was a lot at once. Please try again in 100 seconds.",
    }
    assert vote(front, by="grace").status == 200


def test_a_network_has_a_limit_for_all_who_share_it(front, urn, monkeypatch):
    monkeypatch.setattr(acting, "FOR_A_NETWORK", Pace(burst=2, per_second=0.01))
    front.porter.guests |= dict.fromkeys(f"guest{number}" for number in range(6))

    def ask(number, network):
        return vote(front, by=f"guest{number}", X_Forwarded_For=network).status

    assert [ask(n, f"2001:db8::{n}") for n in range(3)] == [200, 200, 429]
    assert ask(3, "2001:db8:0:1::1") == 200
    assert ask(4, "192.0.2.1") == 200


def test_newcomers_of_one_network_are_limited(front, monkeypatch):
    monkeypatch.setattr(acting, "PASSES_FOR_A_NETWORK", Pace(burst=2, per_second=0.01))
    said = {"Origin": f"http://127.0.0.1:{front.port}", "X_Forwarded_For": "192.0.2.1"}

    statuses = [front.ask("/smart/my/pass", "POST", **said).status for _ in range(3)]

    assert statuses == [200, 200, 429]


def test_more_than_can_be_written_soon_is_turned_away(front, urn, monkeypatch):
    monkeypatch.setattr("konvent.foundation.front.writer.MOST_WAITING", 0)

    answered = vote(front)

    assert (answered.status, said(answered)["error"]) == (503, "busy")
    assert answered.headers["retry-after"] == "3"
