# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The door says what is wrong and leads in; a ticket and an agenda belong to their holder."""

import json

import pytest
from django.core import mail
from django.utils import timezone
from tests.factories import NOW, make_convention, make_user, make_world, publish
from tests.letters.post import have_letters_sent

from konvent.registration.actions import issue_ticket, keep_bookmark, requests, revoke_ticket
from konvent.registration.admission import PLACE_COOKIE
from konvent.registration.gate import Verdict
from konvent.registration.links import staff_pass
from konvent.registration.models import Bookmark
from konvent.registration.tickets import COOKIE, Pass, sign

pytestmark = pytest.mark.django_db

DOOR = "/smart-2026/door/"
AGENDA = "/smart-2026/my/agenda/"
GRACE = "grace@example.org"


@pytest.fixture
def world():
    world = make_world()
    publish(world)
    return world


@pytest.fixture
def ticket(world):
    return issue_ticket(convention=world, email=GRACE, name="Grace Hopper", at=timezone.now())


@pytest.fixture
def grace(client, ticket):
    """Grace's browser, with her pass."""
    holder = Pass("smart-2026", "t", ticket.pk, int(ticket.expires_at.timestamp()))
    client.cookies[COOKIE] = sign("pass", holder)
    return client


def page(response):
    return response.content.decode()


def choose(client, **headers):
    def send(**choices):
        return client.post(
            AGENDA, json.dumps(choices), content_type="application/json", headers=headers
        )

    return send


HEADINGS = {
    Verdict.NO_TICKET: ("Here you need a ticket", "Hier brauchen Sie ein Ticket"),
    Verdict.FORGED: ("This link is not complete", "Dieser Link ist nicht vollständig"),
    Verdict.EXPIRED: ("This link has expired", "Dieser Link ist abgelaufen"),
    Verdict.REVOKED: ("This ticket is no longer valid", "Dieses Ticket gilt nicht mehr"),
    Verdict.WRONG_CONVENTION: (
        "This ticket is for another convention",
        "Dieses Ticket gehört zu einer anderen Veranstaltung",
    ),
    Verdict.STAFF_ONLY: (
        "Only the convention's staff comes in here",
        "Hier kommt nur herein, wer an der Veranstaltung mitarbeitet",
    ),
}


@pytest.mark.parametrize("verdict", HEADINGS)
def test_the_door_says_in_both_languages_what_is_wrong(client, world, verdict):
    english, german = HEADINGS[verdict]

    in_english = client.get(DOOR, {"why": verdict.value, "lang": "en"})
    in_german = client.get(DOOR, {"why": verdict.value, "lang": "de"})

    assert english in page(in_english).replace("&#x27;", "'")
    assert german in page(in_german)
    assert "help@example.org" in page(in_german)
    assert in_german.headers["Cache-Control"] == (
        "max-age=0, no-cache, no-store, must-revalidate, private"
    )


def test_nobody_can_put_words_on_the_door(client, world):
    response = client.get(DOOR, {"why": "<script>alert(1)</script>", "lang": "xx"})

    assert response.status_code == 200
    assert "alert(1)" not in page(response)


def test_there_is_no_door_where_there_is_no_convention(client, world):
    make_convention("secret-2027", is_public=False)

    assert client.get("/secret-2027/door/").status_code == 404
    assert client.get("/nowhere/door/").status_code == 404


@pytest.mark.parametrize("email", [GRACE, "nobody@example.org"])
def test_the_answer_is_the_same_with_and_without_a_ticket(client, ticket, email):
    response = client.post(f"{DOOR}?why=expired&lang=en", {"email": email}, follow=True)
    have_letters_sent()

    assert response.redirect_chain == [(f"{DOOR}?why=expired&lang=en&sent=1", 302)]
    assert "<h1>Please look into your mail</h1>" in page(response)
    assert [letter.to for letter in mail.outbox] == ([[GRACE]] if email == GRACE else [])


def test_what_was_typed_is_kept_beside_the_reason(client, world):
    response = client.post(f"{DOOR}?lang=en", {"email": "grace@example"})

    assert response.status_code == 200
    assert 'value="grace@example"' in page(response)
    assert "This is no e-mail address." in page(response)


def test_an_address_longer_than_any_is_refused_in_words(client, world):
    too_long = f"ada@{'.'.join(['a' * 50] * 5)}.org"

    assert "at most 254 characters" in page(client.post(f"{DOOR}?lang=en", {"email": too_long}))


def test_who_asks_too_often_is_told_when_to_come_back(client, world):
    for _time in range(3):
        client.post(f"{DOOR}?lang=en", {"email": GRACE})

    response = client.post(f"{DOOR}?lang=en", {"email": GRACE})

    assert "Please try again in 60 minutes." in page(response)
    assert f'value="{GRACE}"' in page(response)


def test_a_network_is_what_the_front_says_it_is(client, world, monkeypatch):
    monkeypatch.setattr(requests, "REQUESTS_PER_NETWORK", 3)
    for number in range(3):
        client.post(
            DOOR,
            {"email": f"{number}@example.org"},
            headers={"x-forwarded-for": f"2001:db8::{number}"},
        )

    same = client.post(DOOR, {"email": GRACE}, headers={"x-forwarded-for": "2001:db8::ffff"})
    other = client.post(DOOR, {"email": GRACE}, headers={"x-forwarded-for": "2001:db8:0:1::1"})

    assert (same.status_code, other.status_code) == (200, 302)


def test_my_ticket_shows_whose_it_is_and_the_way_out(grace):
    response = grace.get("/smart-2026/my/?lang=en")

    assert "Grace Hopper" in page(response)
    assert "Sign out" in page(response)


def test_without_a_ticket_the_way_leads_to_the_door(client, world):
    response = client.get("/smart-2026/my/?lang=en")

    assert response.headers["Location"] == f"{DOOR}?why=no-ticket&lang=en"


def test_signing_out_forgets_the_pass(grace):
    response = grace.post("/smart-2026/my/sign-out/?lang=en")

    cookie = response.cookies[COOKIE]
    assert (cookie.value, cookie["path"], cookie["max-age"]) == ("", "/smart-2026/", 0)
    assert response.cookies[PLACE_COOKIE].value == ""
    assert response.headers["Location"] == "/smart-2026/en/"
    assert grace.get("/smart-2026/my/sign-out/").status_code == 405


def test_an_agenda_is_brought_together(grace, ticket, world):
    opening, talk = world.sessions.order_by("starts_at").values_list("code", flat=True)
    keep_bookmark(ticket=ticket, codes=[talk])

    assert choose(grace)(keep=[opening], drop=[]).json() == {"codes": [talk, opening]}
    assert choose(grace)(keep=[], drop=[talk]).json() == {"codes": [opening]}


def test_an_agenda_keeps_only_what_is_in_the_programme(grace):
    assert choose(grace)(keep=["NOTHING"]).json() == {"codes": []}


@pytest.mark.parametrize(
    "choices", [{"keep": "A"}, {"keep": [1]}, {"drop": ["x" * 21]}, {"keep": ["A"] * 501}]
)
def test_nonsense_is_refused(grace, choices):
    assert choose(grace)(**choices).status_code == 400
    for nonsense in ("no json", "[]", "[" * 30_000):
        assert grace.post(AGENDA, nonsense, content_type="application/json").status_code == 400


def test_another_site_cannot_touch_an_agenda(grace, world):
    code = world.sessions.first().code

    as_a_form = grace.post(AGENDA, {"keep": code})
    from_elsewhere = choose(grace, **{"sec-fetch-site": "cross-site"})(keep=[code])

    assert (as_a_form.status_code, from_elsewhere.status_code) == (403, 403)
    assert Bookmark.objects.count() == 0


def test_only_who_has_a_valid_ticket_of_this_convention_has_an_agenda(client, world, ticket):
    ada = make_user("Ada Lovelace")
    client.cookies[COOKIE] = staff_pass(ada, world, at=NOW)
    assert choose(client)(keep=[]).status_code == 403

    client.cookies[COOKIE] = sign("pass", Pass("other-2027", "t", ticket.pk, 2**40))
    assert choose(client)(keep=[]).status_code == 403

    client.cookies[COOKIE] = sign("pass", Pass("smart-2026", "t", ticket.pk, 1))
    assert choose(client)(keep=[]).status_code == 403

    client.cookies[COOKIE] = sign("pass", Pass("smart-2026", "t", ticket.pk, 2**40))
    assert choose(client)(keep=[]).status_code == 200
    revoke_ticket(ticket=ticket, actor=None, at=NOW)
    assert choose(client)(keep=[]).status_code == 403
