# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Somebody finds a recording, watches it, reads along, and comes back to it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

FACTS = "const { currentTime, paused, readyState } = document.querySelector('video');"
STRIP = """() => document.querySelector("media-time-range").shadowRoot
  .querySelector("media-preview-thumbnail").shadowRoot.querySelector("img").src"""
TRACKS = "[...document.querySelector('video').textTracks]"
PATIENCE = 60_000  # milliseconds until the demonstration's recordings are there


@pytest.fixture
def library(konvent):
    """The address of the shelf, in English."""
    return konvent.links["Home"].replace("/de/", "/en/") + "library/"


@pytest.fixture
def shelf(page, konvent, library):
    """The shelf with at least two recordings, as a guest with a ticket sees it."""
    page.goto(konvent.links["Attendee"])
    fill(page, library)
    return page


def fill(page, library):
    """Open the shelf until the demonstration has put enough on it."""
    for _ in range(PATIENCE // 1000):
        page.goto(library)
        if page.locator(".recording__picture img").count() > 1:
            return
        page.wait_for_timeout(1000)
    pytest.fail("The demonstration made no recordings.")


def wait_until(page, condition, value):
    page.wait_for_function(
        f"value => {{ {FACTS} return {condition}; }}",
        arg=value,
        timeout=30_000,
    )


def test_a_visitor_searches_opens_plays_and_comes_back(shelf, axe):
    page = shelf
    axe(page)
    title = page.locator(".recording__title").last.inner_text()
    everything = page.locator(".recording").count()
    page.get_by_label("Search", exact=True).fill(title)
    expect(page.locator(".recording:visible")).to_have_count(1)
    expect(page.locator('[data-part="found"]')).to_have_text(f"1 of {everything} recordings")
    page.reload()
    expect(page.locator(".recording:visible")).to_have_count(1)

    page.get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    wait_until(page, "readyState >= 2", 0)
    axe(page)

    line = page.get_by_role("link", name="Beside the picture the transcript follows along.")
    line.click()
    wait_until(page, "currentTime > value && !paused", 13.5)
    expect(line).to_have_attribute("aria-current", "true")

    page.get_by_label("Search in the transcript").fill("fictional")
    expect(page.locator(".transcript mark")).to_have_text("fictional")
    expect(page.locator(".transcript li:visible")).to_have_count(1)
    page.locator("konvent-transcript").get_by_label("Language").select_option("de")
    expect(page.locator('[data-part="found"]')).to_have_text("Nobody says that.")

    page.get_by_label("Captions", exact=True).select_option("de")
    assert page.evaluate(f"{TRACKS}.find(({{ mode }}) => mode === 'showing').language") == "de"
    page.locator("video").first.evaluate("video => { video.currentTime = 20; video.pause(); }")
    page.reload()
    wait_until(page, "Math.abs(currentTime - value) < 1 && paused", 20)
    expect(page.locator('[data-part="resumed"]')).to_contain_text("You stopped at 0:20")
    page.get_by_role("button", name="From the start").click()
    wait_until(page, "currentTime < 1", 0)

    page.get_by_role("button", name="playback rate").click()
    page.wait_for_function("() => document.querySelector('video').playbackRate === 1.25")
    page.locator("media-time-range").hover()
    page.wait_for_function(f"() => ({STRIP})().endsWith('/preview.jpg')")


def test_a_link_to_a_moment_leads_there(shelf, new_context, konvent):
    page = shelf
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".recording__title a").last.click()
    wait_until(page, "readyState >= 2", 0)
    page.locator("video").first.evaluate("video => { video.currentTime = 21.5; }")

    page.get_by_role("button", name="Copy link to this moment").click()
    expect(page.locator('[data-part="shared"]')).to_have_text("Copied. The link begins at 0:21.")
    link = page.evaluate("navigator.clipboard.readText()")
    other = new_context().new_page()
    other.goto(konvent.links["Attendee"])
    other.goto(link)

    assert link.endswith("/#t=21s")
    wait_until(other, "Math.abs(currentTime - value) < 1", 21)


def test_it_is_all_there_on_a_phone_and_without_scripts(phone, new_context, konvent, library):
    phone.goto(konvent.links["Attendee"])
    fill(phone, library)
    phone.locator(".recording__title a").last.tap()
    expect(phone.get_by_role("heading", name="Transcript")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360

    plain = new_context(java_script_enabled=False).new_page()
    plain.goto(konvent.links["Attendee"])
    plain.goto(phone.url)
    expect(plain.get_by_text("Whoever stops goes on here later.")).to_be_visible()
    expect(plain.get_by_text("Wer aufhört, macht später hier weiter.")).to_be_visible()
    plain.goto(library)
    plain.get_by_label("Search", exact=True).fill("no such words")
    plain.get_by_role("button", name="Search").click()
    expect(plain.locator('[data-part="found"]')).to_have_text(re.compile("0 of [0-9]+ recordings"))


def test_without_a_ticket_one_sees_what_there_is_but_not_the_picture(page, library, tolerated):
    tolerated.append("403")  # the small pictures ask for a ticket as well
    fill(page, library)

    page.locator(".recording__title a").last.click()

    expect(page).to_have_url(re.compile("/door/"))
