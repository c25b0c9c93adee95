# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Organisers and their registrations, in a real browser."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.staff import ORGANISER, slug_of

PEOPLE = "E-Mail;Name;Group\numa@uni.example;Uma;students\nvito@uni.example;Vito;students\nwho;;\n"


@pytest.fixture
def desk(new_context, cookies):
    """A page of the organiser, signed in by a link from the server."""
    size = {"width": 1280, "height": 900}
    return new_context(viewport=size, storage_state=cookies[ORGANISER]).new_page()


def test_an_organiser_brings_people_in_and_the_waiting_list_moves_up(desk, konvent, axe):
    here = f"/manage/{slug_of(konvent)}/registrations/"
    desk.goto(f"{here}setup/groups/add/")
    desk.get_by_label("Deutsch").first.fill("Studierende")
    desk.get_by_label("English").first.fill("students")
    desk.get_by_label(re.compile("^Places")).fill("1")
    desk.get_by_role("button", name="Save").click()

    desk.goto(f"{here}import/")
    table = {"name": "people.csv", "mimeType": "text/csv", "buffer": PEOPLE.encode()}
    desk.get_by_label("Table (CSV)").set_input_files(table)
    desk.get_by_role("button", name="Look at it").click()
    expect(desk.get_by_text("Line 4:")).to_be_visible()
    axe(desk)
    desk.get_by_role("button", name="Register 2 people, by mail").click()
    vito = desk.get_by_role("row").filter(has_text="vito@uni.example")
    expect(vito).to_contain_text("on the waiting list")

    desk.goto(f"{here}setup/")
    desk.get_by_role("link", name="students").click()
    desk.get_by_label(re.compile("^Places")).fill("2")
    desk.get_by_role("button", name="Save").click()
    desk.goto(f"{here}?q=uni.example")
    expect(vito).to_contain_text("has a ticket")

    desk.goto(f"{here}?state=approval")
    expect(desk.get_by_role("row")).to_have_count(3)
    axe(desk)
    desk.get_by_label("All 2 that this list shows").check()
    desk.get_by_role("button", name="Approve").click()
    expect(desk.get_by_text("2 people are approved, and get a letter.")).to_be_visible()
    desk.goto(f"{here}?group=press")
    expect(desk.get_by_role("cell", name="has a ticket")).to_have_count(2)
    expect(desk.get_by_role("cell", name="on the waiting list")).to_have_count(1)
