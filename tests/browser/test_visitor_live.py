# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the producer says is on stage is on every open page within a moment, without a reload."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.browser.test_moderators import come_in

STAGE = "deep-dive-session"
OTHER = "1D05"


PRODUCER = """
from django.utils import timezone
from konvent.programme.models import Room, Session
from konvent.stage.actions import put_on_stage, return_to_schedule
room = Room.objects.get(convention__slug="sccon-2020", slug="{stage}")
sessions = Session.objects.filter(convention=room.convention)
{deed}
"""


@pytest.fixture
def producer(konvent):
    """Does what the producer's buttons do; afterwards the schedule decides again."""

    def do(deed):
        konvent.tell(PRODUCER.format(stage=STAGE, deed=deed))

    def put(session):
        do(f"put_on_stage(room=room, session={session}, at=timezone.now(), by=None)")

    yield put
    do("return_to_schedule(room=room, at=timezone.now(), by=None)")


def test_home_and_programme_follow_the_stage(new_context, producer):
    visitors = []
    for language, path in (("en", ""), ("de", "programme/"), ("en", "session/1P04/")):
        page = new_context().new_page()
        page.goto(f"/sccon-2020/{language}/{path}")
        visitors.append(page.locator(f'konvent-now[topic="stage/{STAGE}/now"]'))
    before = [visitor.locator('[data-part="title"]').inner_text() for visitor in visitors]
    assert before[0] == before[2] != before[1]

    producer(f'sessions.get(code="{OTHER}")')

    for visitor, title in zip(visitors, before, strict=True):
        link = visitor.locator('[data-part="title"]')
        expect(link).not_to_have_text(title)
        expect(link).to_have_attribute("href", re.compile(f"/session/{OTHER}/$"))
        expect(visitor.page.locator("#said")).to_have_text(re.compile("Deep Dive Session"))


def test_the_view_for_the_stage_and_the_questions_beside_the_picture_go_on_with_it(
    new_context, konvent, producer
):
    guest, desk = new_context().new_page(), come_in(new_context, konvent)
    guest.goto(konvent.links["Attendee"])
    guest.goto(f"/sccon-2020/en/stage/{STAGE}/")
    questions, view = guest.locator("konvent-questions"), desk.locator("konvent-presenter")
    code = questions.get_attribute("session")
    desk.goto(f"/manage/sccon-2020/sessions/{code}/presenter/")
    desk.wait_for_function("() => document.querySelector('konvent-presenter').wasOn")

    producer(f'sessions.get(code="{OTHER}")')

    expect(view).to_have_attribute("session", OTHER)
    expect(desk).to_have_url(re.compile(f"/sessions/{OTHER}/presenter/$"))
    title = desk.get_by_role("heading", level=1).inner_text()
    expect(desk).to_have_title(re.compile(re.escape(f": {title} ")))
    expect(questions).to_have_attribute("session", OTHER)


def test_a_page_opened_later_says_the_same(new_context, producer):
    open_page = new_context().new_page()
    open_page.goto("/sccon-2020/en/")
    card = open_page.locator(f'konvent-now[topic="stage/{STAGE}/now"]')
    before = card.locator('[data-part="title"]').inner_text()
    producer(f'sessions.get(code="{OTHER}")')
    expect(card.locator('[data-part="title"]')).not_to_have_text(before)
    title = card.locator('[data-part="title"]').inner_text()

    later = new_context(java_script_enabled=False).new_page()
    for _attempt in range(20):
        later.goto("/sccon-2020/en/")
        if title in later.content():
            break

    assert title in later.locator(f'konvent-now[topic="stage/{STAGE}/now"]').inner_text()


def test_a_stage_with_nothing_on_says_so_and_what_comes(new_context, producer):
    page = new_context().new_page()
    page.goto("/sccon-2020/en/")
    card = page.locator(f'konvent-now[topic="stage/{STAGE}/now"]')
    expect(card.get_by_text("Now", exact=True)).to_be_visible()

    producer("None")

    expect(card.get_by_text("Nothing at the moment.")).to_be_visible()
    expect(card.get_by_text("Then", exact=True)).to_be_visible()
    expect(card.get_by_text("Now", exact=True)).to_be_hidden()
