# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Every address there is, whoever asks: what a browser may do with it, and whose it is."""

import re
from html import unescape
from urllib.parse import urljoin

import pytest
from django.test import Client
from tests.factories import make_user, make_world, publish
from tests.manage.conftest import enter
from tests.manage.test_doors import OF_A_CONVENTION, addresses, furnish, patterns

from konvent.people.models import Duty

pytestmark = pytest.mark.django_db
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "connect-src": "'self'",
    "font-src": "'self'",
}
INLINE = re.compile(
    r"<script(?![^>]*(?:\ssrc=|application/(?:ld\+)?json))[^>]*>|<style|\sstyle=[\"']|\son[a-z]+=[\"']"
    r"|(?:src|href|action)=[\"'](?:javascript:|http://(?!127\.0\.0\.1:8000/)|//)",
    re.IGNORECASE,
)
PERSONAL = re.compile(r"^/(manage|account|[^/]+/my)/")
OF_EVERYBODY = {
    "<slug:convention>": "smart-2026",
    "<language:language>": "de",
    "<date:date>": "2026-10-27",
    "<slug:room>": "smart-plaza",
    "<slug:slug>": "smart-plaza",
    "<int:version>": "1",
    "<int:number>": "1",
    "<int:pk>": "1",
    "<uuid:film>": "00000000-0000-0000-0000-000000000000",
}
"""Where there is no such thing the answer says so, and has to be as careful."""


def filled(path, convention):
    """Fill an address that is nobody's in particular; what is left over becomes a word."""
    path = path.replace("<str:code>", convention.sessions.first().code)
    for name, thing in OF_EVERYBODY.items():
        path = path.replace(name, thing)
    path = re.sub(r"\^|\$|\\Z|\\", "", re.sub(r"\(\?P<\w+>[^)]*\)+", "x", path))
    return "/" + re.sub(r"<[^>]+>", "x", path)


def faults(answer, path):
    """What a careful browser would find wrong with an answer."""
    found = []
    said = dict(
        part.split(" ", 1) for part in answer.get("Content-Security-Policy", "").split("; ") if part
    )
    found += [
        f"{name} {said.get(name)}"
        for name, is_to_be in POLICY.items()
        if said.get(name) != is_to_be
    ]
    policy = answer.get("Content-Security-Policy", "")
    found += [word for word in ("unsafe-", "*", "http:") if word in policy]
    for name, value in (
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ):
        found += [] if answer.get(name) == value else [f"{name}: {answer.get(name)}"]
    if answer.get("Referrer-Policy") not in {"same-origin", "no-referrer"}:
        found.append(f"Referrer-Policy: {answer.get('Referrer-Policy')}")
    if PERSONAL.match(path) and "no-store" not in answer.get("Cache-Control", ""):
        found.append(f"kept: {answer.get('Cache-Control')}")
    for cookie in answer.cookies.values():
        if not cookie["httponly"] or cookie["samesite"] not in {"Lax", "Strict"}:
            found.append(f"cookie {cookie.key}")
    if "text/html" in answer.get("Content-Type", "") and not answer.streaming:
        found += INLINE.findall(answer.content.decode())
    return found


def graded(client, convention):
    """Ask for every address there is; return the faults of each that has some."""
    report, asked, places = {}, 0, addresses(convention)
    for path, _, _ in patterns():
        target = places.get(path) or filled(path, convention)
        answer = client.get(target)
        asked += 1
        assert answer.status_code < 500, (target, answer.status_code)
        if wrong := faults(answer, target):
            report[target] = wrong
    assert asked > 100
    return report


@pytest.fixture
def house(convention, grace):
    publish(furnish(convention))
    return convention


def test_nothing_that_strangers_are_shown_allows_what_it_need_not(house):
    assert graded(Client(), house) == {}


def test_nothing_that_the_staff_is_shown_allows_what_it_need_not(house, desk):
    assert graded(desk, house) == {}


LINK = re.compile(r'<a [^>]*href="([^"#]+)')


def led_to(client, beginning):
    """Follow every link of the staff area from one page on; return what each answered."""
    answers, waiting = {}, [beginning]
    while waiting:
        target = waiting.pop()
        answer = client.get(target)
        answers[target] = answer.status_code
        content = "" if answer.streaming else answer.content.decode(errors="replace")
        for href in [answer.get("Location", ""), *LINK.findall(content)]:
            found = urljoin(target, unescape(href))
            if found.startswith("/manage/") and found not in answers and found not in waiting:
                waiting.append(found)
    return answers


@pytest.mark.parametrize("duty", Duty)
def test_nobody_is_led_to_a_door_that_stays_shut(house, duty):
    answers = led_to(enter(make_user("Alan Turing", duty, house)), "/manage/")

    assert {target: status for target, status in answers.items() if status >= 400} == {}
    assert f"/manage/{house.slug}/" in answers
    assert len(answers) > 1


def test_what_belongs_to_another_convention_is_not_reached_by_any_address(house, desk):
    """The generic look: whatever thing an address names, it is looked up in its own convention."""
    other = furnish(make_world("other-2026"))
    make_user("Olga", Duty.ORGANISER, other)
    tried, reached = 0, []
    ours, theirs = addresses(house), addresses(other)
    for path, name, _ in OF_A_CONVENTION:
        own = ours[path]
        foreign = theirs[path].replace(f"/{other.slug}/", f"/{house.slug}/")
        if foreign == own:
            continue  # things of the same name are one's own
        tried += 1
        statuses = {desk.get(foreign).status_code, desk.post(foreign).status_code}
        if not statuses <= {404, 405}:
            reached.append((name, statuses))

    assert reached == []
    assert tried > 15


def test_every_form_of_the_staff_wants_its_own_page(house, grace):
    """A page of somebody else can send no form in the name of who is signed in."""
    sure = enter(grace)
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = sure.cookies
    places = addresses(house)

    open_doors = [
        name
        for path, name, _ in OF_A_CONVENTION
        if careful.post(places[path]).status_code not in {403, 405}
    ]

    assert open_doors == []


def test_only_doors_with_a_check_of_their_own_take_forms_from_anywhere():
    exempt = {name for _, name, view in patterns() if getattr(view, "csrf_exempt", False)}

    assert exempt == {"registration:agenda", "stage:rtmp", "ops:rehearsal"}


def test_a_session_that_somebody_planted_is_worth_nothing(convention):
    mallory = Client()
    mallory.get("/account/login/")
    planted = mallory.session
    planted["planted"] = True
    planted.save()
    ada = Client()
    ada.cookies["konvent_session"] = planted.session_key
    grace = make_user("Grace Hopper", Duty.ORGANISER, convention)

    ada.post("/account/login/", {"login": grace.email, "password": "correct horse battery"})

    assert ada.cookies["konvent_session"].value != planted.session_key
    mallory.cookies["konvent_session"] = planted.session_key
    assert mallory.get("/manage/").status_code == 302
    assert mallory.get("/manage/")["Location"].startswith("/account/login/")


def test_a_weakness_is_reported_where_the_operator_says(settings, house):
    assert Client().get("/.well-known/security.txt").status_code == 404

    settings.SECURITY_CONTACT = "mailto:security@example.org"
    settings.PUBLIC_URL = "https://convention.example"
    answer = Client().get("/.well-known/security.txt")

    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert lines[0] == "Contact: mailto:security@example.org"
    assert re.fullmatch(r"Expires: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", lines[1])
    assert lines[2:] == [
        "Preferred-Languages: de, en",
        "Canonical: https://convention.example/.well-known/security.txt",
    ]
