# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Anybody looks around: in two languages, light and dark, on a phone, by keyboard, scriptless."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

SITE = "/sccon-2020"
PAGES = [
    "",
    "programme/",
    "programme/?view=grid",
    "programme/?view=list&q=digital",
    "session/1P04/",
    "session/1P02/",
    "stages/",
    "speakers/",
    "organisations/",
    "agenda/",
    "changes/",
    "imprint/",
    "privacy/",
    "accessibility/",
]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def pages(page):
    """Every kind of page, one speaker and one organisation as they are found by links."""
    page.goto(f"{SITE}/en/speakers/")
    speaker = page.locator(".person__name").first.get_attribute("href")
    page.goto(f"{SITE}/en/organisations/")
    organisation = page.locator(".person__name").first.get_attribute("href")
    found = [link.removeprefix(f"{SITE}/en/") for link in (speaker, organisation)]
    return [*PAGES, *found]


def too_wide(page):
    return page.evaluate("() => document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize(("language", "scheme"), [("de", "light"), ("en", "dark")])
def test_every_page_keeps_the_rules_of_accessibility(new_context, pages, axe, language, scheme):
    page = new_context(color_scheme=scheme).new_page()

    for path in pages:
        page.goto(f"{SITE}/{language}/{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        axe(page)


def test_every_page_fits_a_phone(new_context, pages, axe):
    page = new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, color_scheme="dark"
    ).new_page()

    for path in pages:
        page.goto(f"{SITE}/de/{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert too_wide(page) <= 0, path
        axe(page)


def test_dark_surroundings_get_a_dark_page(new_context):
    grounds = {}
    for scheme in ("light", "dark"):
        page = new_context(color_scheme=scheme).new_page()
        page.goto(f"{SITE}/en/")
        grounds[scheme] = page.evaluate("() => getComputedStyle(document.body).backgroundColor")

    assert grounds == {"light": "rgb(250, 248, 244)", "dark": "rgb(20, 23, 27)"}


def test_home_shows_what_is_on_each_stage_now(page):
    page.goto(f"{SITE}/en/")

    cards = page.locator(".on-stage konvent-now")
    expect(cards).to_have_count(3)
    for card in cards.all():
        expect(card.get_by_text("Now", exact=True)).to_be_visible()
        expect(card.locator("progress")).to_be_visible()
        expect(card.get_by_text("Then", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Watch now")).to_be_visible()


def test_the_language_switch_leads_to_the_same_page(page):
    page.goto(f"{SITE}/en/session/1P04/")

    page.get_by_role("link", name="Deutsch").click()

    expect(page).to_have_url(re.compile(f"{SITE}/de/session/1P04/$"))
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Über Nacht ins Netz")


def test_the_menu_of_a_phone_opens_and_leads_on(new_context):
    page = new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    page.goto(f"{SITE}/en/")

    page.get_by_text("Menu", exact=True).tap()
    page.get_by_role("link", name="Speakers", exact=True).tap()

    expect(page.get_by_role("heading", name="Speakers", level=1)).to_be_visible()


def test_a_viewer_elsewhere_sees_the_own_clock_too(new_context):
    page = new_context(timezone_id="America/New_York").new_page()
    page.goto(f"{SITE}/en/session/1P04/")
    here = page.locator(".session__time time").first.inner_text()
    own = page.locator(".session konvent-own-time").inner_text()

    hours = [int(time[:2]) for time in (here, re.search(r"\d\d:\d\d", own)[0])]
    assert (hours[0] - hours[1]) % 24 == 6
    assert own.endswith("your time")


def test_a_viewer_in_the_same_zone_sees_one_clock(new_context):
    page = new_context(timezone_id="Europe/Vienna").new_page()
    page.goto(f"{SITE}/en/session/1P04/")

    expect(page.locator(".session__time")).to_be_visible()
    expect(page.locator(".session konvent-own-time")).to_be_hidden()


def test_everything_can_be_reached_by_keyboard(page):
    page.goto(f"{SITE}/en/programme/?view=list")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".day-tab").first).to_be_focused()

    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.matches('konvent-bookmark button')"):
            break
    page.keyboard.press("Space")

    focused = page.locator(":focus")
    expect(focused).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".header__wide konvent-agenda-count")).to_have_text("1")


def test_a_person_is_found_while_typing(page):
    page.goto(f"{SITE}/en/speakers/")

    page.get_by_label("Find a person").fill("dorothee bar")

    expect(page.locator(".person:visible")).to_have_text([re.compile("Dorothee Bär")])


def test_without_scripts_the_pages_tell_the_same(new_context):
    page = new_context(java_script_enabled=False).new_page()

    page.goto(f"{SITE}/en/")
    expect(page.get_by_text("Now", exact=True).first).to_be_visible()
    page.get_by_role("link", name="Programme", exact=True).first.click()
    expect(page.get_by_role("link", name="Keynote: Dorothee Bär")).to_be_visible()
    expect(page.get_by_role("button", name="Keep")).to_have_count(0)

    page.get_by_label("Search").fill("dorothee")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("1 session found")).to_be_visible()
    page.get_by_role("link", name="Keynote: Dorothee Bär").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Keynote: Dorothee Bär")


def test_without_scripts_the_menu_of_a_phone_works_too(new_context):
    page = new_context(java_script_enabled=False, viewport=PHONE).new_page()
    page.goto(f"{SITE}/en/")

    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("link", name="Organisations", exact=True).click()

    expect(page.get_by_role("heading", name="Organisations", level=1)).to_be_visible()


def test_a_wrong_address_leads_on(page, axe, tolerated):
    tolerated.append("404")
    page.goto(f"{SITE}/en/session/NOWHERE/")

    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    axe(page)
    page.get_by_label("Search the programme").fill("keynote")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text(re.compile(r"\d+ sessions found"))).to_be_visible()
