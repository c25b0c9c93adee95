# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The published lane: made once, answered from memory, correct again after a change."""

from __future__ import annotations

import gzip
import threading

import brotli
import pytest
from tests.foundation.front.kitchen import Dish, Kitchen
from tests.foundation.front.running import RunningFront, eventually

from konvent.foundation.access import Access
from konvent.foundation.front.pages import canonical

HOME, PROGRAMME = "/smart/de/", "/smart/de/programme/"
LONG = "Programm " * 200


def test_a_page_is_made_once_for_everybody(front, kitchen):
    kitchen.dishes[HOME] = Dish.page(LONG, "smart/programme")

    answers = [front.get(HOME, cookie=f"pass={name}") for name in ("ada", "grace")]

    assert [answer.text for answer in answers] == [LONG, LONG]
    assert kitchen.dishes[HOME].served == 1
    assert kitchen.orders[0].said("cookie") == []


def test_people_who_come_at_the_same_time_wait_for_one_rendering(front, kitchen):
    dish = kitchen.dishes[HOME] = Dish.page(LONG, may_go=None)
    dish.may_go = threading.Event()
    answers = []
    crowd = [threading.Thread(target=lambda: answers.append(front.get(HOME))) for _ in range(8)]
    for visitor in crowd:
        visitor.start()
    eventually(lambda: kitchen.orders)

    dish.may_go.set()
    for visitor in crowd:
        visitor.join()

    assert [answer.text for answer in answers] == [LONG] * 8
    assert dish.served == 1


def test_every_browser_gets_the_encoding_it_understands(front, kitchen):
    kitchen.dishes[HOME] = Dish.page(LONG)

    best = front.get(HOME, accept_encoding="gzip, deflate, br, zstd")
    older = front.get(HOME, accept_encoding="gzip;q=0.5, br;q=0")
    plain = front.get(HOME, accept_encoding="identity")

    assert brotli.decompress(best.body).decode() == LONG
    assert gzip.decompress(older.body).decode() == LONG
    assert plain.text == LONG
    assert best.headers["content-encoding"] == "br"
    assert older.headers["content-encoding"] == "gzip"
    assert {a.headers["vary"] for a in (best, older, plain)} == {"accept-encoding"}


@pytest.mark.parametrize("known", ["{etag}", '"other", {etag}', "{strong}", "*"])
def test_who_has_the_page_is_told_that_it_is_the_same(front, kitchen, known):
    kitchen.dishes[HOME] = Dish.page(LONG)
    etag = front.get(HOME).headers["etag"]

    answer = front.get(HOME, if_none_match=known.format(etag=etag, strong=etag[2:]))

    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["etag"] == etag
    assert front.get(HOME, if_none_match='W/"other"').status == 200


def test_a_page_says_what_django_said_but_sets_no_cookie(front, kitchen):
    kitchen.dishes[HOME] = Dish.page(
        LONG,
        Content_Security_Policy="default-src 'none'",
        Content_Language="de",
        Set_Cookie="csrf=1",
        Vary="Accept-Language",
    )

    answer = front.get(HOME)

    assert answer.headers["content-security-policy"] == "default-src 'none'"
    assert answer.headers["content-language"] == "de"
    assert answer.headers["cache-control"] == "no-cache"
    assert not {name for name in answer.headers if name.startswith(("x-konvent", "set-cookie"))}


def test_a_head_is_answered_without_a_body(front, kitchen):
    kitchen.dishes[HOME] = Dish.page(LONG)
    whole = front.get(HOME)

    answer = front.ask(HOME, method="HEAD")

    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["content-length"] == whole.headers["content-length"]


def test_nothing_is_sent_to_a_published_page(front, kitchen):
    kitchen.dishes[HOME] = Dish.page(LONG)

    answer = front.ask(HOME, method="POST", body=b"a=1")

    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
    assert kitchen.orders == []


def test_the_question_in_an_address_makes_no_other_page(front, kitchen):
    kitchen.dishes[HOME] = Dish.page(LONG)

    front.get(HOME + "?utm=1")
    front.get(HOME + "?utm=2")
    front.get("/smart/%64e/")

    assert [order.target for order in kitchen.orders] == [HOME]


def test_addresses_have_one_spelling():
    assert canonical(b"/smart/de/%73ession/%C3%BC/") == b"/smart/de/session/%C3%BC/"
    assert canonical(b"/smart/de/a%20b%0d%0aX: y") == b"/smart/de/a%20b%0D%0AX:%20y"


def test_a_change_is_seen_by_the_next_visitor(front, kitchen):
    kitchen.dishes[HOME] = Dish.page("before", "smart/programme")
    before = front.get(HOME)

    kitchen.dishes[HOME] = Dish.page("after", "smart/programme")
    front.announce("smart/programme")
    after = eventually(lambda: (a := front.get(HOME)).text == "after" and a)

    assert before.headers["etag"] != after.headers["etag"]
    assert kitchen.dishes[HOME].served == 1


def test_a_page_is_made_anew_before_anybody_asks(front, kitchen):
    kitchen.dishes[HOME] = Dish.page("before", "smart/programme")
    front.get(HOME)

    kitchen.dishes[HOME] = Dish.page("after", "smart/programme")
    front.announce("smart/programme")

    eventually(lambda: kitchen.dishes[HOME].served == 1)


def test_other_topics_leave_a_page_alone(front, kitchen):
    kitchen.dishes |= {HOME: Dish.page("home", "a"), PROGRAMME: Dish.page("programme", "b")}
    front.get(HOME), front.get(PROGRAMME)

    front.announce("b")

    eventually(lambda: kitchen.dishes[PROGRAMME].served == 2)
    assert kitchen.dishes[HOME].served == 1


def test_a_change_during_the_rendering_is_not_lost(front, kitchen):
    dish = kitchen.dishes[HOME] = Dish.page("before", "smart/programme")
    dish.may_go = threading.Event()
    visitor = threading.Thread(target=lambda: front.get(HOME))
    visitor.start()
    eventually(lambda: kitchen.orders)

    kitchen.dishes[HOME] = Dish.page("after", "smart/programme")
    front.announce("smart/programme")
    eventually(lambda: front.front.pages.announcements)
    dish.may_go.set()
    visitor.join()

    eventually(lambda: front.get(HOME).text == "after")


def test_the_page_before_is_better_than_none(front, kitchen):
    kitchen.dishes[HOME] = Dish.page("before", "smart/programme")
    front.get(HOME)
    kitchen.close()

    front.announce("smart/programme")
    eventually(lambda: front.front.pages.announcements)
    answer = front.get(HOME)

    assert (answer.status, answer.text) == (200, "before")


def test_a_page_that_takes_too_long_is_shown_as_it_was(front, kitchen):
    kitchen.dishes[HOME] = Dish.page("before", "smart/programme")
    front.get(HOME)
    slow = kitchen.dishes[HOME] = Dish.page("after", "smart/programme")
    slow.may_go = threading.Event()

    front.announce("smart/programme")
    eventually(lambda: len(kitchen.orders) == 2)
    meanwhile = front.get(HOME)
    slow.may_go.set()

    assert meanwhile.text == "before"
    eventually(lambda: front.get(HOME).text == "after")


def test_a_page_that_fails_is_shown_as_it_was(front, kitchen, caplog):
    kitchen.dishes[HOME] = Dish.page("before", "smart/programme")
    front.get(HOME)

    kitchen.dishes[HOME] = Dish(b"broken", 500)
    front.announce("smart/programme")
    eventually(lambda: kitchen.dishes[HOME].served)

    assert front.get(HOME).text == "before"
    assert kitchen.dishes[HOME].served == 1


def test_a_page_that_is_gone_is_gone(front, kitchen):
    kitchen.dishes[HOME] = Dish.page("before", "smart/programme")
    front.get(HOME)

    del kitchen.dishes[HOME]
    front.announce("smart/programme")

    eventually(lambda: front.get(HOME).status == 404)
    eventually(lambda: not list((front.data / "published").glob("*.page")))


def test_a_front_that_starts_shows_what_was_written(front, kitchen, sockets, porter, board):
    kitchen.dishes[HOME] = Dish.page(LONG, "smart/programme", Content_Language="de")
    before = front.get(HOME, accept_encoding="br")
    eventually(lambda: list((front.data / "published").glob("*.page")))
    front.stop()
    kitchen.close()

    second = RunningFront(front.data, sockets, porter, board)
    after = second.get(HOME, accept_encoding="br")
    second.close()

    assert after.body == before.body
    assert after.headers["etag"] == before.headers["etag"]
    assert after.headers["content-language"] == "de"


def test_what_was_written_is_made_anew_once_the_application_is_there(
    front, kitchen, sockets, porter, board
):
    kitchen.dishes[HOME] = Dish.page("before", "smart/programme")
    front.get(HOME)
    eventually(lambda: list((front.data / "published").glob("*.page")))
    front.stop()
    kitchen.close()
    second = RunningFront(front.data, sockets, porter, board)
    second.get(HOME)

    again = Kitchen(kitchen.path)
    again.dishes[HOME] = Dish.page("after", "smart/programme")

    eventually(lambda: second.get(HOME).text == "after")
    second.close()
    again.close()


def test_half_a_file_and_another_build_are_not_shown(front, kitchen, sockets, porter, board):
    kitchen.dishes |= {HOME: Dish.page("home"), PROGRAMME: Dish.page("programme")}
    front.get(HOME), front.get(PROGRAMME)
    folder = front.data / "published"
    first, second = eventually(lambda: len(files := list(folder.glob("*.page"))) == 2 and files)
    front.stop()
    first.write_bytes(first.read_bytes()[:-1])
    second.write_bytes(second.read_bytes().replace(b'"build": "test"', b'"build": "past"'))
    kitchen.close()

    other = RunningFront(front.data, sockets, porter, board)
    answers = [other.get(HOME).status, other.get(PROGRAMME).status]
    other.close()

    assert answers == [502, 502]
    assert list(folder.iterdir()) == []


def test_a_stage_page_is_for_those_who_may_see_it(front, kitchen, porter):
    stage = "/smart/en/stage/plaza/"
    kitchen.dishes[stage] = Dish.page("the stage", access=Access.STAGE)

    nobody = front.get(stage)
    ada = front.get(stage, cookie="pass=ada")
    mallory = front.get(stage, cookie="pass=mallory")
    porter.stages_are_open = True
    everybody = front.get(stage)

    assert (nobody.status, nobody.headers["location"]) == (
        303,
        "/smart/door/?why=no-ticket&lang=en",
    )
    assert b"the stage" not in nobody.body
    assert (ada.status, ada.text) == (200, "the stage")
    assert ada.headers["cache-control"] == "private, no-cache"
    assert mallory.headers["location"] == "/smart/door/?why=revoked&lang=en"
    assert everybody.text == "the stage"


def test_a_convention_that_is_not_public_has_no_pages(front, kitchen, porter):
    kitchen.dishes |= {HOME: Dish.page("home"), "/hidden/de/": Dish.page("hidden")}
    front.get(HOME)

    assert front.get("/hidden/de/").status == 404
    porter.houses = {}
    assert front.get(HOME).status != 200
    assert [order.target for order in kitchen.orders] == [HOME]


def test_an_unknown_page_is_asked_for_once_in_a_while_and_never_kept(front, kitchen):
    answers = [front.get("/smart/de/nothing/") for _ in range(5)]

    assert [(answer.status, answer.text) for answer in answers] == [(404, "nothing")] * 5
    assert len(kitchen.orders) == 1
    assert front.front.pages.pages == {}


def test_a_crowd_at_unknown_addresses_keeps_no_known_page_from_being_fresh(front, kitchen):
    kitchen.dishes[HOME] = Dish.page("before", "smart/programme")
    front.get(HOME)
    gate = threading.Event()
    crowd = []
    for number in range(10):
        kitchen.dishes[f"/smart/de/{number}/"] = Dish(b"nothing", 404, may_go=gate)
        crowd.append(threading.Thread(target=front.get, args=(f"/smart/de/{number}/",)))
    for stranger in crowd:
        stranger.start()
    eventually(lambda: len(kitchen.orders) == 3)

    kitchen.dishes[HOME] = Dish.page("after", "smart/programme")
    front.announce("smart/programme")

    eventually(lambda: front.get(HOME).text == "after")
    gate.set()
    for stranger in crowd:
        stranger.join()


def test_a_redirect_is_passed_on(front, kitchen):
    kitchen.dishes["/smart/de"] = Dish(b"", 301, {"Location": "/smart/de/"})
    kitchen.dishes["/smart/de/programme"] = Dish(b"", 301, {"Location": PROGRAMME})

    answer = front.get("/smart/de/programme")

    assert (answer.status, answer.headers["location"]) == (301, PROGRAMME)


def test_what_is_not_marked_as_published_is_not_kept(front, kitchen):
    kitchen.dishes[HOME] = Dish(b"personal", headers={"Content-Type": "text/html"})

    front.get(HOME)
    front.get(HOME)

    assert kitchen.dishes[HOME].served == 2


def test_without_the_application_a_first_visit_says_what_to_do(front, kitchen):
    kitchen.close()

    answer = front.get(HOME)

    assert (answer.status, answer.headers["retry-after"]) == (502, "5")
    assert "laden Sie die Seite" in answer.text
    assert "Please reload the page" in answer.text


def test_the_pages_that_nobody_looks_at_make_room(front, kitchen, monkeypatch):
    monkeypatch.setattr("konvent.foundation.front.pages.MOST_PAGES", 10)
    for number in range(30):
        kitchen.dishes[f"/smart/de/session/{number}/"] = Dish.page(LONG)

    for number in range(30):
        front.get(f"/smart/de/session/{number}/")
        front.get("/smart/de/session/0/")

    pages = front.front.pages
    assert len(pages.pages) == 10
    assert b"/smart/de/session/0/" in pages.pages
    assert pages.size == sum(page.size for page in pages.pages.values())
