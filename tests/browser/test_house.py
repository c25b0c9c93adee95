# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A newcomer opens the house and looks around; the browser has nothing to complain about."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


def test_the_house_invites_with_the_links_to_try(konvent):
    doors = ["Home", "Attendee", "Organiser", "Producer", "Moderator", "Speaker"]
    assert list(konvent.links) == doors


@pytest.mark.parametrize("language", ["de", "en"])
def test_home_is_readable_by_everybody(page, konvent, axe, language):
    page.goto(konvent.links["Home"].replace("/de/", f"/{language}/"))

    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    axe(page)


@pytest.mark.parametrize("guest", ["Attendee", "Organiser", "Producer", "Moderator", "Speaker"])
def test_each_link_opens_its_door(page, konvent, axe, guest):
    answer = page.goto(konvent.links[guest])

    assert answer
    assert answer.ok
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    axe(page)
