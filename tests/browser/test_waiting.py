# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The house is full: somebody waits, keeps their place, and is taken in when there is room."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.staff import ORGANISER
from tests.browser.test_stage import made

SITE = "/sccon-2020"
STAGE = f"{SITE}/en/stage/smart-plaza/"
MANAGE = f"/manage{SITE}"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def desk(new_context, cookies):
    """The organiser's browser; in the end everybody may come in again."""
    page = new_context(storage_state=cookies[ORGANISER]).new_page()
    yield page
    hold(page, "")
    offer(page, "copy")
    at_the_forum(page).get_by_role("button", name="Close for good").click()


def at_the_forum(desk):
    return desk.get_by_role("region", name="Digital Forum")


def offer(desk, quality):
    """Choose what a stage offers besides its picture."""
    desk.goto(f"{MANAGE}/sources/")
    at_the_forum(desk).get_by_label("Quality").select_option(quality)
    at_the_forum(desk).get_by_role("button", name="Choose").click()


def hold(desk, people):
    desk.goto(f"{MANAGE}/doors/")
    desk.locator("[name=people]").fill(people)
    desk.locator("form.form button").click()
    expect(desk.locator("[name=people]")).to_have_value(people)


def ticket_for(desk, name):
    desk.goto(f"{MANAGE}/tickets/issue/")
    desk.locator("[name=email]").fill(f"{name}@example.org")
    desk.locator("form.form button").click()
    return desk.locator("#ticket-link").inner_text()


def test_a_full_house_has_a_queue_that_lets_in_by_itself(new_context, desk, konvent, axe):
    desk.goto(f"{MANAGE}/sources/")
    at_the_forum(desk).get_by_role("button", name="Open an address").first.click()
    offer(desk, "sound")
    made(konvent, "digital-forum", "au.m3u8")
    links = [ticket_for(desk, name) for name in ("wanda", "walter", "wim")]
    hold(desk, "1")
    new_context().request.get(links[0])

    waiting = new_context(**PHONE).new_page()
    waiting.goto(links[1])
    waiting.goto(STAGE)
    heading = waiting.get_by_role("heading", level=1)
    expect(heading).to_contain_text("You are in the queue")
    expect(waiting.locator("[data-part=before]")).to_have_text("0")
    expect(waiting.get_by_text("This is the queue for people who need assistance.")).to_be_hidden()
    forum, plaza = (re.compile(f"Listen ?: {stage}") for stage in ("Digital Forum", "Smart Plaza"))
    waiting.get_by_role("button", name=forum).click()
    expect(waiting.get_by_role("button", name="Stop listening : Digital Forum")).to_be_visible()
    expect(waiting.get_by_text("You are listening.")).to_be_visible()
    waiting.wait_for_function("() => document.querySelector('audio').currentTime > 1")
    expect(waiting.get_by_role("button", name=plaza)).to_have_count(0)
    axe(waiting)
    waiting.reload()
    expect(waiting.locator("[data-part=before]")).to_have_text("0")

    plain = new_context(java_script_enabled=False).new_page()
    plain.goto(links[2])
    expect(plain).to_have_url(re.compile("/my/waiting"))
    expect(plain.locator("[data-part=before]")).to_have_text("1")
    expect(plain.get_by_text("Nobody has left lately")).to_be_visible()
    expect(plain.get_by_text(re.compile("about .* minutes"))).to_be_hidden()
    expect(plain.get_by_role("link", name="Look now")).to_be_visible()

    desk.goto(f"{MANAGE}/doors/")
    expect(desk.locator("konvent-doors [data-part=waiting]")).to_have_text("2")
    axe(desk)
    hold(desk, "2")

    waiting.wait_for_url(re.compile(STAGE), wait_until="commit", timeout=20_000)
    expect(waiting.locator("konvent-player")).to_be_visible()

    waiting.goto(f"{SITE}/en/stage/digital-forum/")
    choice = waiting.get_by_label("Quality")
    expect(choice).to_be_visible()
    expect(choice.locator("option")).to_have_text(["Automatic quality", "Sound only"])
