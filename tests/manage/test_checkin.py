# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A helper at the door says who has arrived, and gets to know nothing else."""

import json
import re
import sys
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from tests.factories import DATE, make_day, make_user
from tests.manage.conftest import enter
from tests.registration.worlds import join, make_group

from konvent.people.models import Duty
from konvent.registration.actions.deciding import cancel_registration
from konvent.registration.door_codes import digest, spoken
from konvent.registration.filling import of_ticket
from konvent.registration.links import pass_of, ticket_link
from konvent.registration.models import RegistrationRules, Scan
from konvent.registration.tickets import COOKIE, sign


@pytest.fixture
def today(convention):
    """A day that is going on for longer than any test."""
    now = timezone.now().astimezone(convention.zone)
    ends_at = now + timedelta(days=2)
    return make_day(convention, now.date(), starts_at=now, ends_at=ends_at)


@pytest.fixture
def ada(convention):
    RegistrationRules.objects.create(convention=convention)
    press = make_group(convention, "press", is_on_site=True)
    return join(convention, "ada@press.example", timezone.now(), group=press, organisation="=Daily")


@pytest.fixture
def hedy(convention):
    """A helper at the door."""
    return enter(make_user("Hedy", Duty.DOOR, convention, language="en"))


@pytest.fixture
def door(base, today):
    return f"{base}check-in/{today.date}/"


def tell(client, door, *scans):
    return client.post(f"{door}scans/", {"scans": json.dumps(scans)})


def scan(ticket, **facts):
    at = int(timezone.now().timestamp() * 1000)
    return {"key": str(uuid4()), "ticket": ticket.pk, "at": at, "door": "B", **facts}


def find(client, door, **facts):
    return client.post(f"{door}find/", facts).json()["people"]


def test_a_helper_is_led_from_the_overview_to_the_door_and_sees_no_other_page(hedy, base, today):
    page = hedy.get(base, follow=True)

    assert page.redirect_chain == [(f"{base}check-in/", 302)]
    menu = re.search(r'<nav class="desk__menu.*?</nav>', page.text, re.DOTALL)[0]
    assert re.findall(r'href="([^"]+)"', menu) == [f"{base}check-in/"]
    assert f"{base}check-in/{today.date}/" in page.text
    assert "arrivals.csv" not in page.text


def test_without_scripts_somebody_is_found_checked_in_once_and_taken_back(hedy, door, ada):
    page = hedy.post(door, {"words": spoken(ada.ticket.door_code)}).text
    assert "Ada" in page
    assert "ad…@press.example" in page
    assert "ada@press.example" not in page

    checked = {"ticket": ada.ticket.pk, "deed": "in"}
    assert "Checked in." in hedy.post(door, checked, follow=True).text
    assert "Already checked in, at" in hedy.post(door, checked, follow=True).text
    undone = hedy.post(door, {"ticket": ada.ticket.pk, "deed": "out"}, follow=True).text

    assert "The check-in is taken back." in undone
    assert not Scan.objects.arrivals().exists()


def test_what_a_door_did_is_heard_and_another_door_learns_it(hedy, door, ada):
    known = hedy.get(f"{door}list.json").json()
    assert [person[1:3] for person in known["people"]] == [["Ada", "Press"]]

    told = scan(ada.ticket)
    told["at"] -= 1
    answer = tell(hedy, door, told, scan(ada.ticket, door="A")).json()["answers"]
    changes = hedy.get(f"{door}list.json?since={known['now']}").json()

    assert answer[told["key"]]["outcome"] == "in"
    assert [one["outcome"] for one in answer.values()] == ["in", "already"]
    assert changes["in"] == {str(ada.ticket.pk): [told["at"], "B", told["key"]]}
    assert "people" not in changes


@pytest.mark.parametrize(
    "scans",
    [
        "",
        "{}",
        "[" * 9999,
        '[{"key": "x", "ticket": 1, "at": 1}]',
        '[{"key": "00000000-0000-0000-0000-000000000001", "ticket": "1", "at": 1}]',
        '[{"key": "00000000-0000-0000-0000-000000000001", "ticket": 1, "at": 1e99}]',
    ],
)
def test_what_no_door_says_is_not_understood(hedy, door, scans):
    assert hedy.post(f"{door}scans/", {"scans": scans}).status_code == 400


def test_a_link_is_found_by_its_digest_so_that_nobody_has_to_send_it(hedy, door, ada):
    token = ticket_link(ada.ticket).rpartition("/")[2]
    facts = token.rpartition(".")[0]

    (found,) = find(hedy, door, facts=facts, digest=digest(token))

    assert (found["name"], found["group"], found["revoked"]) == ("Ada", "Press", False)
    assert find(hedy, door, facts=facts, digest=digest(f"{token}x")) == []
    assert find(hedy, door, facts="smart-2026~s~1~9999999999", digest=digest("x")) == []


def test_a_ticket_that_was_revoked_is_found_by_its_link_and_says_so(hedy, door, ada):
    ticket, token = ada.ticket, ticket_link(ada.ticket).rpartition("/")[2]
    cancel_registration(registration=ada, at=timezone.now(), by=None)

    (found,) = find(hedy, door, facts=token.rpartition(".")[0], digest=digest(token))

    assert found["revoked"]
    answers = tell(hedy, door, scan(ticket)).json()["answers"]
    assert [one["outcome"] for one in answers.values()] == ["revoked"]


def test_the_page_of_another_day_lets_nobody_in(hedy, base, ada):
    answers = tell(hedy, f"{base}check-in/{DATE}/", scan(ada.ticket)).json()["answers"]

    assert [one["outcome"] for one in answers.values()] == ["other-day"]
    assert "not today" in hedy.get(f"{base}check-in/{DATE}/").text
    assert hedy.get(f"{base}check-in/1999-01-01/").status_code == 404
    assert hedy.get(f"{base}check-in/2026-13-01/").status_code == 404


def test_organisers_take_the_arrivals_along_and_a_spreadsheet_runs_nothing_of_it(
    hedy, desk, door, ada
):
    tell(hedy, door, scan(ada.ticket))

    table = desk.get(f"{door}arrivals.csv")
    rows = table.content.decode("utf-8-sig").splitlines()

    assert rows[1].startswith("Ada;ada@press.example;'=Daily;Press;")
    assert rows[1].endswith(";B")
    assert hedy.get(f"{door}arrivals.csv").status_code == 403


def test_a_list_of_many_takes_no_more_questions_than_one_of_few(
    hedy, door, ada, django_assert_max_num_queries
):
    for number in range(3):
        email = f"guest{number}@press.example"
        join(ada.convention, email, timezone.now(), group=ada.group)
    many = [
        scan(registration.ticket) for registration in ada.convention.registrations.order_by("pk")
    ]
    tell(hedy, door, *many)

    with django_assert_max_num_queries(12):
        assert len(hedy.get(f"{door}list.json").json()["in"]) == 4
    with django_assert_max_num_queries(12):
        assert len(find(hedy, door, words="press")) == 4


def test_organisers_print_a_badge_and_those_of_a_group(hedy, desk, base, ada):
    single = f"{base}tickets/{ada.ticket.pk}/badge.pdf"
    assert f'href="{single}"' in desk.get(f"{base}registrations/{ada.pk}/").text
    assert f"{base}check-in/badges/press.pdf?part=1" in desk.get(f"{base}check-in/").text

    answers = [desk.get(single), desk.get(f"{base}check-in/badges/press.pdf")]

    assert [answer["Content-Type"] for answer in answers] == ["application/pdf"] * 2
    assert [answer.content[:5] for answer in answers] == [b"%PDF-"] * 2
    assert hedy.get(single).status_code == 403


def test_where_badges_are_not_installed_the_page_says_so(desk, base, ada, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)

    page = desk.get(f"{base}check-in/badges/press.pdf", follow=True)

    assert page.redirect_chain == [(f"{base}check-in/", 302)]
    assert page.text.count("Badges cannot be made here") == 2
    assert "badge.pdf" not in desk.get(f"{base}registrations/{ada.pk}/").text


def test_when_badges_cannot_be_made_the_page_says_why(desk, base, ada, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    ada.convention.logo.save("town.png", ContentFile(b"no picture at all"))

    for address in (f"tickets/{ada.ticket.pk}/badge.pdf", "check-in/badges/press.pdf"):
        page = desk.get(f"{base}{address}", follow=True)

        assert page.redirect_chain == [(f"{base}check-in/", 302)]
        assert "Badges cannot show the convention&#x27;s logo." in page.text


def test_who_comes_to_the_place_finds_the_code_with_the_ticket_and_in_the_letter(ada):
    client = Client()
    client.cookies[COOKIE] = sign("pass", pass_of(ada, at=timezone.now()))
    page = client.get(f"/{ada.convention.slug}/my/?lang=en").text

    assert spoken(ada.ticket.door_code) in page
    assert spoken(ada.ticket.door_code) in of_ticket(ada.ticket)["at_the_door"]
    make_group(ada.convention, "guests", is_on_site=True)
    ada.group.is_on_site = False
    ada.group.save()
    assert spoken(ada.ticket.door_code) not in client.get(f"/{ada.convention.slug}/my/").text
    assert of_ticket(ada.ticket)["at_the_door"] == ""
