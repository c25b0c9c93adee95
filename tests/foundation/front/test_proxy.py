# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The application lane: passes on what is said, guards what only the front may say."""

from __future__ import annotations

import asyncio
import threading

import pytest
from tests.foundation.front.kitchen import Dish, Kitchen
from tests.foundation.front.running import eventually

from konvent.foundation.front import application, proxy, uploads
from konvent.foundation.front.application import AwayError, Reply

FORM = "/smart/my/form/"


def test_a_form_reaches_the_application_and_its_answer_comes_back(front, kitchen):
    kitchen.dishes[FORM] = Dish(b"thanks", 201, {"Set-Cookie": "a=1", "Content-Type": "text/x"})

    answer = front.ask(FORM + "?q=1&r=%20", "POST", b"name=ada", cookie="konvent_session=x")

    order = kitchen.orders[0]
    assert (order.method, order.target, order.body) == ("POST", FORM + "?q=1&r=%20", b"name=ada")
    assert order.said("cookie") == ["konvent_session=x"]
    assert (answer.status, answer.body) == (201, b"thanks")
    assert answer.headers["set-cookie"] == "a=1"
    assert answer.headers["content-type"] == "text/x"


def test_only_the_front_says_who_is_asking(front, kitchen):
    kitchen.dishes[FORM] = Dish(b"ok", headers={"X-Konvent-Secret": "1"})
    lies = {
        "X-Forwarded-Proto": "gopher",
        "X-Forwarded-Host": "evil.example",
        "X_Forwarded_For": "6.6.6.6",
        "X-Real-IP": "6.6.6.6",
        "X-Konvent-Topics": "a",
        "Forwarded": "for=6.6.6.6",
        "Connection": "X-Hop",
        "X-Hop": "1",
    }
    connection = front.connect()
    said = "".join(f"{name}: {value}\r\n" for name, value in lies.items())

    connection.sendall(f"GET {FORM} HTTP/1.1\r\nHost: smart.example\r\n{said}\r\n".encode())
    answer = connection.recv(65536)

    heard = {name.lower(): value for name, value in kitchen.orders[0].headers}
    assert heard == {
        "host": "smart.example",
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-proto": "http",
    }
    assert b"x-konvent" not in answer.lower()


def test_a_proxy_on_this_machine_is_believed_about_the_last_address_only(front, kitchen):
    kitchen.dishes[FORM] = Dish(b"ok")

    front.get(FORM, x_forwarded_for="6.6.6.6, 192.0.2.7")
    front.get(FORM, x_forwarded_for="nonsense")

    said = [order.said("x-forwarded-for") for order in kitchen.orders]
    assert said == [["192.0.2.7"], ["127.0.0.1"]]


def test_a_proxy_may_say_it_in_a_line_of_its_own_below_the_visitors(front, kitchen):
    kitchen.dishes[FORM] = Dish(b"ok")
    connection = front.connect()
    lines = "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 192.0.2.7\r\n"

    connection.sendall(f"GET {FORM} HTTP/1.1\r\nHost: x\r\n{lines}\r\n".encode())
    connection.recv(65536)

    assert kitchen.orders[0].said("x-forwarded-for") == ["192.0.2.7"]


def test_connections_to_the_application_are_used_again(front, kitchen):
    kitchen.dishes[FORM] = Dish(b"ok")

    for _ in range(5):
        front.get(FORM)

    assert len(kitchen.open_connections) == 1


def test_an_application_that_was_started_again_is_found(front, kitchen):
    kitchen.dishes[FORM] = Dish(b"before")
    front.get(FORM)
    kitchen.close()
    assert front.get(FORM).status == 502

    again = Kitchen(kitchen.path)
    again.dishes[FORM] = Dish(b"after")
    answer = front.get(FORM)
    again.close()

    assert answer.body == b"after"


def test_an_application_that_is_away_is_said_kindly(front, kitchen):
    kitchen.close()

    answer = front.ask(FORM, "POST", b"a=1")

    assert (answer.status, answer.headers["retry-after"]) == (502, "5")
    assert "Please reload the page" in answer.text
    assert front.get("/ready").status == 503
    assert front.get("/health").status == 200


def test_an_application_that_takes_too_long_is_said_kindly(front, kitchen, monkeypatch):
    monkeypatch.setattr(application, "PATIENCE", 0.1)
    dish = kitchen.dishes[FORM] = Dish(b"late", may_go=threading.Event())

    answer = front.get(FORM)
    dish.may_go.set()

    assert answer.status == 504


def test_when_too_many_wait_the_next_is_told_to_come_back(front, kitchen):
    lane = front.front.lanes.application
    lane.slots.places = 1
    dish = kitchen.dishes[FORM] = Dish(b"ok", may_go=threading.Event())
    crowd = [threading.Thread(target=front.get, args=(FORM,)) for _ in range(proxy.AT_ONCE + 1)]
    for visitor in crowd:
        visitor.start()
    eventually(lambda: lane.slots.places == 0)

    answer = front.get(FORM)
    dish.may_go.set()
    for visitor in crowd:
        visitor.join()

    assert answer.status == 503
    assert len(kitchen.orders) == proxy.AT_ONCE + 1


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        (FORM, 65_536, 200),
        (FORM, 65_537, 413),
        ("/manage/import/", 3_000_000, 200),
        ("/manage/import/", 20_000_001, 413),
    ],
)
def test_bodies_have_a_size(front, kitchen, path, size, status):
    kitchen.dishes[path] = Dish(b"ok")
    connection = front.connect()

    connection.sendall(
        b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n" % (path.encode(), size)
    )
    connection.sendall(b"Expect: 100-continue\r\n\r\n")
    first = connection.recv(65536)
    if first.startswith(b"HTTP/1.1 100"):
        connection.sendall(b"x" * size)
        first = connection.recv(65536)

    assert int(first[9:12]) == status
    assert [len(order.body) for order in kitchen.orders] == ([size] if status == 200 else [])


def test_a_body_without_a_length_is_refused(front, kitchen):
    connection = front.connect()

    connection.sendall(
        f"POST {FORM} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".encode()
    )

    assert connection.recv(65536).startswith(b"HTTP/1.1 411 ")


def test_a_body_that_does_not_come_is_not_waited_for(front, kitchen, monkeypatch):
    monkeypatch.setattr(uploads, "SECONDS_FOR_BODY", 0.1)
    connection = front.connect()

    connection.sendall(f"POST {FORM} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab".encode())

    assert connection.recv(65536).startswith(b"HTTP/1.1 408 ")
    assert kitchen.orders == []


def test_a_large_answer_is_passed_on_whole(front, kitchen):
    kitchen.dishes["/manage/export/"] = Dish(bytes(range(256)) * 20_000)

    assert front.get("/manage/export/").body == bytes(range(256)) * 20_000


def test_an_answer_that_breaks_off_between_two_pieces_is_not_taken_for_whole():
    async def read():
        reader = asyncio.StreamReader()
        reader.feed_data(b"5\r\nhello\r\n")
        reader.feed_eof()
        head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
        return await Reply("GET", head, reader).whole()

    with pytest.raises(AwayError):
        asyncio.run(read())


def test_a_head_of_the_application_says_the_length(front, kitchen):
    kitchen.dishes[FORM] = Dish(b"hello")

    answer = front.ask(FORM, "HEAD")

    assert (answer.status, answer.headers["content-length"], answer.body) == (200, "5", b"")


def test_a_published_page_cannot_be_had_past_its_lane(front, kitchen):
    kitchen.dishes["/smart/my/page/"] = Dish.page("the stage")

    assert front.get("/smart/my/page/").status == 404
    for spelling in (
        "/smart/%64e/stage/plaza/",
        "/smart/d%65/stage/plaza/",
        "/smar%74/de/stage/plaza/",
    ):
        kitchen.dishes[spelling] = Dish.page("the stage")
        assert "the stage" not in front.get(spelling).text


FILMS = "/manage/smart/films/"


def send_film(front, size, path=FILMS):
    """Announce a film, send it when it is wanted, and return the status of the answer."""
    connection = front.connect()
    head = b"POST %s HTTP/1.1\r\nHost: x\r\nCookie: a=1\r\nContent-Length: %d\r\n"
    connection.sendall(head % (path.encode(), size) + b"Expect: 100-continue\r\n\r\n")
    first = connection.recv(65536)
    if first.startswith(b"HTTP/1.1 100"):
        connection.sendall(b"x" * size)
        first = connection.recv(65536)
    return int(first[9:12])


def test_a_film_is_taken_in_only_from_whom_the_application_knows(front, kitchen):
    kitchen.dishes[FILMS] = Dish(b"ok")

    assert send_film(front, 20_000_001) == 200
    asked, sent = kitchen.orders
    assert (asked.method, asked.target, asked.body) == ("HEAD", FILMS, b"")
    assert asked.said("cookie") == sent.said("cookie") == ["a=1"]
    assert len(sent.body) == 20_000_001
    for status in (302, 403, 404):
        kitchen.dishes[FILMS] = Dish(b"no", status)
        assert send_film(front, 20_000_001) == 403
    assert [order.method for order in kitchen.orders[2:]] == ["HEAD"] * 3


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        (FILMS, 4_000_000_001, 413),
        ("/manage/smart/look/", 20_000_001, 413),
        ("/smart/my/films/", 20_000_001, 413),
    ],
)
def test_films_have_a_size_and_a_place(front, kitchen, path, size, status):
    assert send_film(front, size, path) == status
    assert kitchen.orders == []


def test_a_film_that_does_not_fit_on_the_disk_is_refused_before_it_comes(
    front, kitchen, monkeypatch
):
    kitchen.dishes[FILMS] = Dish(b"ok")
    monkeypatch.setattr(uploads, "SPARE", 10**18)

    assert send_film(front, 20_000_001) == 507
    assert kitchen.orders == []


def test_a_third_film_waits_its_turn(front, kitchen):
    kitchen.dishes[FILMS] = Dish(b"ok")
    front.front.lanes.application.uploads.film_places = 0

    assert send_film(front, 20_000_001) == 503


def test_an_upload_that_breaks_off_leaves_nothing_behind(front, kitchen):
    kitchen.dishes[FILMS] = Dish(b"ok")
    lane = front.front.lanes.application.uploads
    connection = front.connect()
    head = f"POST {FILMS} HTTP/1.1\r\nHost: x\r\nContent-Length: 30000000\r\n\r\n"

    connection.sendall(head.encode() + b"x" * 3_000_000)
    eventually(lambda: lane.film_places == uploads.FILMS_AT_ONCE - 1)
    connection.close()
    eventually(lambda: lane.film_places == uploads.FILMS_AT_ONCE)

    assert list(lane.folder.iterdir()) == []
    assert [order.method for order in kitchen.orders] == ["HEAD"]
