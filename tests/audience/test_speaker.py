# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Somebody on stage comes in with a link: what it opens, for how long, and what is said there."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from tests.factories import at

from konvent.audience.actions.line import say_on_line
from konvent.audience.actions.moderating import put_on_stage
from konvent.audience.models import LineMessage
from konvent.audience.queries import line_of_session, stage_line_of_session
from konvent.foundation.access import Access, Backstage
from konvent.foundation.topics import KINDS, find_topic
from konvent.registration.actions import make_speaker_link, revoke_speaker_link
from konvent.registration.links import speaker_link
from konvent.registration.tickets import COOKIE, SPEAKER_COOKIE, Pass, check, sign

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def next_year(convention):
    """Keep the convention's last day ahead: links end a day after it."""
    day = convention.days.get()
    day.ends_at = timezone.now() + timedelta(days=3)
    day.save()


@pytest.fixture
def link(convention, code, mira):
    return make_speaker_link(
        convention=convention, code=code, name=" Ada  Lovelace", actor=mira, at=timezone.now()
    )


@pytest.fixture
def ada(link):
    """Ada's browser, after she has opened her link."""
    client = Client(headers={"accept-language": "en"})
    answer = client.get(urlsplit(speaker_link(link)).path)
    assert (answer.status_code, answer.headers["referrer-policy"]) == (302, "no-referrer")
    client.view = answer.headers["location"]
    return client


def test_a_link_becomes_a_cookie_for_as_long_as_the_link_holds(ada, link, convention, code):
    cookie = ada.cookies[SPEAKER_COOKIE]

    assert check("backstage", cookie.value) == Pass(
        "smart-2026", "p", link.pk, int(link.expires_at.timestamp())
    )
    assert link.expires_at == convention.days.get().ends_at + timedelta(days=1)
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/smart-2026/")
    assert ada.view == f"/smart-2026/my/speaker/{code}/"


def test_the_view_shows_what_is_on_stage_and_leads_to_the_line_not_to_the_staff(ada, ask, mira):
    put_on_stage(question=ask("Who pays?"), seen=1, seen_on_stage=None, at=at(10, 6), by=mira)

    page = ada.get(ada.view).text

    assert "Who pays?" in page
    assert f'href="{ada.view}line/"' in page
    assert "/manage/" not in page


def test_who_is_on_stage_hears_what_is_meant_for_them_and_answers(ada, convention, code, mira):
    say = {"convention": convention, "code": code, "at": at(10), "by": mira}
    say_on_line(**say, text="He is late again.")
    say_on_line(**say, text="Two more questions.", for_speakers=True)

    page = ada.post(f"{ada.view}line/", {"text": "I cannot hear you."}, follow=True).text

    assert "Two more questions." in page
    assert "I cannot hear you." in page
    assert "late again" not in page
    said = LineMessage.objects.latest("pk")
    assert (said.name, said.by, said.for_speakers) == ("Ada Lovelace", None, False)
    team = line_of_session(convention.slug, code)["messages"].values()
    stage = stage_line_of_session(convention.slug, code)["messages"].values()
    assert [message["by"] for message in team] == ["Ada Lovelace", "Mira", "Mira"]
    assert [message["text"] for message in stage] == ["I cannot hear you.", "Two more questions."]


def test_what_is_said_on_stage_is_told_to_both_lines(told, convention, code, mira):
    with told() as topics:
        say_on_line(convention=convention, code=code, text="Now.", at=at(10), by=mira)

    assert topics == {f"smart-2026/line/{code}", f"smart-2026/line/{code}/stage"}


def test_what_is_not_for_the_audience_asks_for_a_right_or_a_place_in_the_session(code):
    desks = [kind.access for name, kind in KINDS.items() if name.startswith("moderation/")]

    assert desks == [Access.MODERATE] * 4
    assert find_topic("smart-2026", f"line/{code}").access is Access.STAFF
    assert find_topic("smart-2026", f"line/{code}/stage").access == Backstage(code)


def test_a_link_is_for_one_session_and_beside_a_ticket(ada, convention):
    other = convention.sessions.get(title__en="Compilers for cities").code
    assert ada.get(f"/smart-2026/my/speaker/{other}/").status_code == 403

    ticket = convention.tickets.create(issued_at=at(9), expires_at=timezone.now())
    later = int(timezone.now().timestamp()) + 60
    ada.cookies[COOKIE] = sign("pass", Pass("smart-2026", "t", ticket.pk, later))
    assert ada.get(ada.view).status_code == 200
    assert ada.get("/smart-2026/my/questions/" + other + "/").status_code == 200


def test_a_revoked_link_opens_nothing_and_says_what_to_do(ada, link, mira):
    revoke_speaker_link(link=link, actor=mira, at=timezone.now())

    for path in (ada.view, f"{ada.view}line/", urlsplit(speaker_link(link)).path):
        answer = ada.get(path)
        assert answer.status_code == 403
        assert "This link opens nothing any more" in answer.text


def test_a_new_link_for_the_same_person_replaces_the_old_one(ada, link, convention, code, mira):
    again = make_speaker_link(
        convention=convention, code=code, name="Ada Lovelace", actor=mira, at=timezone.now()
    )

    assert ada.get(ada.view).status_code == 403
    assert Client().get(urlsplit(speaker_link(again)).path).status_code == 302


NO_LINKS = {
    "a ticket": ("ticket", Pass("smart-2026", "t", 1, 2**40)),
    "its own pass": ("backstage", Pass("smart-2026", "p", 1, 2**40)),
    "over": ("speaker", Pass("smart-2026", "p", 1, 1)),
    "elsewhere": ("speaker", Pass("other-2026", "p", 1, 2**40)),
}


@pytest.mark.parametrize("name", ["nonsense", *NO_LINKS])
def test_what_is_no_link_of_here_and_now_opens_nothing(link, name):
    client = Client()
    token = sign(*NO_LINKS[name]) if name in NO_LINKS else name

    answer = client.get(f"/smart-2026/door/speaker/{token}")

    assert (answer.status_code, SPEAKER_COOKIE in client.cookies) == (403, False)


def test_who_leaves_the_device_leaves_nothing_there(ada):
    ada.post("/smart-2026/my/sign-out/")

    assert ada.cookies[SPEAKER_COOKIE].value == ""
    ada.cookies.clear()
    assert ada.get(ada.view).status_code == 403


def test_who_came_with_a_speakers_link_alone_is_led_to_the_stage_and_not_to_a_ticket(
    ada, convention, code
):
    hint = ada.cookies["konvent_on_stage"]

    assert (hint.value, hint["path"], hint["httponly"]) == (code, "/smart-2026/", "")
    assert ada.get("/smart-2026/my/")["Location"] == f"/smart-2026/my/speaker/{code}/"

    later = timezone.now() + timedelta(minutes=1)
    ticket = convention.tickets.create(issued_at=at(9), expires_at=later)
    holder = Pass("smart-2026", "t", ticket.pk, int(later.timestamp()))
    ada.cookies[COOKIE] = sign("pass", holder)
    page = ada.get("/smart-2026/my/")

    assert page.status_code == 200
    assert ada.cookies["konvent_on_stage"].value == ""
