# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Somebody applauds, and somebody else sees it."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.staff import slug_of

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
ROOM = "digital-forum"


@pytest.fixture
def come_in(new_context, konvent):
    """Bring somebody with a ticket to a stage."""

    def come_in(language, **options):
        page = new_context(**options).new_page()
        page.goto(konvent.links["Attendee"])
        page.goto(f"/{slug_of(konvent)}/{language}/stage/{ROOM}/")
        return page

    return come_in


class BusyOnce:
    """A house that is too busy for what is sent first."""

    def __init__(self):
        self.asked = 0

    def __call__(self, route):
        self.asked += 1
        if self.asked > 1:
            route.continue_()
        else:
            route.fulfill(status=503, json={"error": "busy", "message": "Please wait."})


def test_whoever_applauds_is_seen_by_who_watches_elsewhere_though_the_house_is_busy(
    come_in, axe, tolerated
):
    tolerated.append("503")
    anna, busy = come_in("en", **PHONE), BusyOnce()
    anna.route("**/act/react", busy)
    boris = come_in("de", locale="de-DE", reduced_motion="reduce")
    heart = anna.get_by_role("button", name=re.compile("^Thank you"))
    applause = anna.get_by_role("button", name=re.compile("^Applause"))
    expect(applause).to_be_enabled()

    for _ in range(12):
        applause.tap()
    heart.press("Enter")

    expect(applause).to_have_accessible_name("Applause 12")
    expect(boris.get_by_role("button", name="Danke 1", exact=True)).to_be_visible()
    expect(boris.get_by_role("button", name="Applaus 12", exact=True)).to_be_visible()
    assert busy.asked > 2
    expect(boris.get_by_text(re.compile(r"^([2-9]|\d\d+) schauen zu$"))).to_be_visible()
    expect(anna.locator(".reactions [role=alert]")).to_be_hidden()
    expect(boris.get_by_role("button", name="Bewegung anhalten")).to_be_hidden()
    anna.get_by_role("button", name="Stop the movement").click()
    expect(anna.get_by_role("button", name="Allow movement")).to_be_visible()
    for page in (anna, boris):
        axe(page)
