# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Somebody keeps sessions: in the browser, and with a ticket on every device."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

SITE = "/sccon-2020/en"


def keep(page, code):
    page.goto(f"{SITE}/session/{code}/")
    page.get_by_role("button", name=re.compile("^Keep: ")).click()
    expect(page.get_by_role("button", name=re.compile("^Kept: "))).to_be_visible()


def rows(page):
    return page.locator("konvent-agenda .entry:visible")


@pytest.fixture
def clash(page):
    """Codes of two sessions on different stages at the same time, as the programme has them."""
    index = page.request.get(f"{SITE}/programme/index.json").json()
    sessions = [(code, s) for code, s in index.items() if s["kind"] != "break"]
    return next(
        (one, other)
        for one, a in sessions
        for other, b in sessions
        if a["stage"] < b["stage"] and a["starts"] < b["ends"] and b["starts"] < a["ends"]
    )


def test_an_empty_agenda_says_how_to_fill_it(page):
    page.goto(f"{SITE}/agenda/")

    expect(page.get_by_text("Nothing is chosen yet.")).to_be_visible()
    page.get_by_role("link", name="See the programme").click()
    expect(page.get_by_role("heading", name="Programme", level=1)).to_be_visible()


def test_what_is_kept_is_there_with_its_clash_and_as_a_calendar(page, clash, axe):
    for code in clash:
        keep(page, code)

    page.goto(f"{SITE}/agenda/")
    expect(rows(page)).to_have_count(2)
    for row in rows(page).all():
        expect(row.get_by_text("At the same time:")).to_be_visible()
    axe(page)
    calendar = page.get_by_role("link", name="Into my calendar").get_attribute("href")
    assert page.request.get(calendar).text().count("BEGIN:VEVENT") == 2

    rows(page).first.get_by_role("button", name=re.compile("^Kept: ")).click()
    expect(rows(page)).to_have_count(1)
    expect(page.get_by_text("At the same time:")).to_be_hidden()
    page.reload()
    expect(rows(page)).to_have_count(1)


def test_with_a_ticket_an_agenda_follows_to_another_device(new_context, konvent):
    laptop, phone = (new_context().new_page() for _device in range(2))
    keep(laptop, "1P04")
    for page in (laptop, phone):
        page.goto(konvent.links["Attendee"])

    laptop.goto(f"{SITE}/agenda/")
    expect(laptop.get_by_text("follows you to other devices")).to_be_visible()
    phone.goto(f"{SITE}/agenda/")
    expect(rows(phone)).to_have_count(1)

    phone.get_by_role("button", name=re.compile("^Kept: ")).click()
    expect(rows(phone)).to_have_count(0)
    phone.goto(f"{SITE}/agenda/")
    expect(phone.get_by_text("follows you to other devices")).to_be_visible()
    laptop.reload()
    expect(rows(laptop)).to_have_count(0)


def test_who_signs_out_needs_the_link_again(page, konvent):
    page.goto(konvent.links["Attendee"])
    page.get_by_role("link", name="Ticket", exact=True).click()
    expect(page.get_by_role("heading", name="My ticket")).to_be_visible()

    page.get_by_role("button", name="Sign out").click()

    expect(page).to_have_url(re.compile(f"{SITE}/$"))
    page.goto(f"{SITE}/stage/smart-plaza/")
    expect(page.get_by_role("heading", name="Here you need a ticket")).to_be_visible()


def test_the_door_keeps_what_was_typed_and_sends_a_link(page, axe):
    page.goto("/sccon-2020/door/?why=expired&lang=en")
    expect(page.get_by_role("heading", name="This link has expired")).to_be_visible()
    axe(page)

    page.get_by_label("E-mail address").fill("nobody@")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_text("This is no e-mail address.")).to_be_visible()
    expect(page.get_by_label("E-mail address")).to_have_value("nobody@")
    axe(page)

    page.get_by_label("E-mail address").fill("nobody@example.org")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please look into your mail")
