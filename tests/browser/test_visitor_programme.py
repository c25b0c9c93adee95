# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Somebody finds their way through the programme; where they are is in the address."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

PROGRAMME = "/sccon-2020/en/programme/"


@pytest.fixture
def programme(page):
    page.goto(f"{PROGRAMME}?view=list")
    expect(page.get_by_role("button", name="List", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    return page


def shown(page):
    return page.locator(".item:visible .item__title")


def test_what_is_over_is_folded_and_a_line_says_now(programme):
    line = programme.locator(".now-line")
    expect(line).to_have_count(1)
    expect(line).to_contain_text("Now")
    folded = programme.get_by_role("button", name=re.compile("earlier session"))
    expect(folded).to_have_attribute("aria-expanded", "false")
    before = shown(programme).count()

    folded.click()

    expect(folded).to_have_attribute("aria-expanded", "true")
    number = int(folded.inner_text().split()[0])
    expect(shown(programme)).to_have_count(before + number)


def test_one_jumps_to_now_from_afar(programme):
    programme.get_by_role("button", name=re.compile("earlier session")).click()
    programme.locator(".item").last.scroll_into_view_if_needed()

    programme.get_by_role("link", name="To what is on now").click()

    expect(programme.locator(".now-line")).to_be_in_viewport()


def test_search_finds_words_people_and_what_only_the_abstract_says(programme):
    search = programme.get_by_label("Search")

    search.fill("dorothee bar")
    expect(shown(programme)).to_have_text(["Keynote: Dorothee Bär"])
    expect(programme.get_by_role("status").filter(has_text="1 of")).to_be_visible()

    search.fill("almost empty studio")
    expect(shown(programme)).to_have_text(["Good morning, Smart Country"])

    search.fill("xyzzy")
    expect(programme.get_by_text("Nothing on this day fits.")).to_be_visible()


def test_search_knows_the_other_days(programme):
    programme.get_by_label("Search").fill("Elefantenrunde")

    link = programme.get_by_role("link", name=re.compile("^1 on "))
    expect(link).to_be_visible()
    link.click()

    expect(programme.get_by_label("Search")).to_have_value("Elefantenrunde")
    expect(shown(programme)).to_have_count(1)


def test_what_was_chosen_is_in_the_address_and_comes_back(programme):
    programme.get_by_label("Stage", exact=True).select_option("Digital Forum")
    programme.get_by_label("Search").fill("log of an attack")
    expect(programme).to_have_url(re.compile(r"stage=digital-forum&q=log\+of\+an\+attack$"))
    found = ["Friday, 4.40 p.m.: the log of an attack"]
    expect(shown(programme)).to_have_text(found)

    shown(programme).first.get_by_role("link").click()
    expect(programme.get_by_role("heading", level=1)).to_be_visible()
    programme.go_back()

    expect(programme.get_by_label("Stage", exact=True)).to_have_value("digital-forum")
    expect(shown(programme)).to_have_text(found)
    programme.reload()
    expect(shown(programme)).to_have_text(found)

    programme.get_by_role("button", name="Show everything").click()
    expect(programme).to_have_url(re.compile(r"\?view=list$"))


def test_filters_go_together(programme):
    programme.get_by_label("Stage", exact=True).select_option("Smart Plaza")
    programme.get_by_label("Type", exact=True).select_option("Keynote")

    expect(shown(programme)).not_to_have_count(0)
    for title in shown(programme).all_inner_texts():
        assert title.startswith("Keynote")


def test_the_view_is_in_the_address(programme):
    programme.get_by_role("button", name="Stages", exact=True).click()

    expect(programme).to_have_url(re.compile("view=grid"))
    expect(programme.locator(".stage-head")).to_have_text(
        ["Smart Plaza", "Digital Forum", "Deep Dive Session"]
    )
    programme.reload()
    expect(programme.locator(".stage-head").first).to_be_visible()
    expect(programme.get_by_role("button", name="Stages", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )


def test_in_the_grid_only_stages_with_something_to_show_take_room(page):
    page.goto(f"{PROGRAMME}?view=grid")
    page.get_by_label("Stage", exact=True).select_option("Deep Dive Session")

    expect(page.locator(".stage-head:visible")).to_have_text(["Deep Dive Session"])
    head = page.locator(".stage-head:visible").bounding_box()
    assert head["x"] < 150
    assert page.locator(".item:visible").first.bounding_box()["x"] == pytest.approx(
        head["x"], abs=2
    )

    page.get_by_role("button", name="Show everything").click()
    expect(page.locator(".stage-head:visible")).to_have_count(3)


def test_in_the_grid_stages_stand_side_by_side_and_time_runs_down(page):
    page.goto(f"{PROGRAMME}?view=grid")

    def box(title):
        return page.locator(".item").filter(has_text=title).first.bounding_box()

    head = page.locator(".stage-head").first.bounding_box()
    opening, keynote = box("Good morning, Smart Country"), box("Keynote: Dorothee Bär")
    other = page.locator('.item[data-stage="digital-forum"]').first.bounding_box()

    assert opening["x"] == pytest.approx(head["x"], abs=2)
    assert keynote["x"] == opening["x"]
    assert keynote["y"] >= opening["y"] + opening["height"]
    assert other["x"] > opening["x"] + opening["width"] - 1


def test_the_day_that_is_not_today_has_no_now(page):
    page.goto(f"{PROGRAMME}?view=list")
    page.locator(".day-tab").nth(1).click()

    expect(page.locator(".day-tab").nth(1)).to_have_attribute("aria-current", "page")
    expect(page.locator(".item").first).to_be_visible()
    expect(page.locator(".now-line")).to_have_count(0)


def test_a_phone_gets_the_list_first(new_context):
    page = new_context(viewport={"width": 390, "height": 844}).new_page()
    page.goto(PROGRAMME)

    expect(page.get_by_role("button", name="List", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    page.get_by_text("Filters").click()
    page.get_by_label("Type", exact=True).select_option("Keynote")

    expect(page.locator(".tools__open .count")).to_have_text("1")
    expect(shown(page)).not_to_have_count(0)
