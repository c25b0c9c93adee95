# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Two people at a session ask and support, two moderators lead, all at the same time."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.staff import command, here, slug_of

MIRA, NOOR, PAVEL = "mira@sccon.example", "noor@example.org", "pavel@sccon.example"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
QUESTION = "Wie viele Stunden kostet das eine Kommune im Jahr?"


@pytest.fixture
def sign_in(new_context, konvent):
    """Bring somebody on the staff in, and return their browser."""

    def sign_in(who, **options):
        context = new_context(**PHONE, **options)
        page = context.new_page()
        page.goto(here(konvent, command(konvent, "sign-in-link", who)))
        page.locator("form button").first.click()
        page.wait_for_url("**/manage/**")
        return context

    return sign_in


def have_noor_added(konvent):
    added = ("--name", "Noor", "--duty", "moderator", "--language", "en")
    command(konvent, "user", "add", NOOR, *added)


def support_without_a_script(page, konvent, code):
    """Take part as staff do: with the pass that their own pages hand out."""
    page.goto(f"/manage/{slug_of(konvent)}/stages/")
    page.goto(f"/{slug_of(konvent)}/my/questions/{code}/?lang=en")
    voice = {"name": re.compile(f"1 Support ?: {re.escape(QUESTION)}")}
    page.get_by_role("button", **voice).click()
    voice = {"name": re.compile(f"2 Support ?: {re.escape(QUESTION)}")}
    expect(page.get_by_role("button", **voice, pressed=True)).to_be_visible()


def card_of(page):
    return page.locator(".mod__card").filter(has=page.locator(".mod__text", has_text=QUESTION))


def visible(page, words):
    return page.get_by_text(words, exact=True).locator("visible=true")


def test_a_question_goes_from_a_phone_to_the_stage_and_comes_back_answered(
    new_context, sign_in, konvent, axe
):
    site = f"/{slug_of(konvent)}"
    have_noor_added(konvent)
    anna = new_context(**PHONE, locale="de-DE").new_page()
    anna.goto(konvent.links["Attendee"])
    anna.goto(f"{site}/de/stage/digital-forum/")
    expect(anna.get_by_role("tab", name="Fragen", selected=True)).to_be_visible()
    expect(anna.locator("[data-part=list] > li").first).to_be_visible()
    axe(anna)
    code = anna.locator("konvent-questions").get_attribute("session")

    anna.goto(f"{site}/my/questions/{code}/")
    anna.get_by_role("textbox", name="Ihre Frage").fill(QUESTION)
    anna.get_by_role("button", name="Senden").click()
    expect(
        visible(anna, "Ihre Frage ist angekommen. Die Moderation liest sie, bevor sie erscheint.")
    ).to_have_count(1)
    expect(anna.locator("[data-part=own-state]")).to_have_text("wartet")
    axe(anna)

    desk = f"/manage/{slug_of(konvent)}/sessions/{code}/desk/"
    mira, noor = sign_in(MIRA).new_page(), sign_in(NOOR, locale="en-GB").new_page()
    for moderator in (mira, noor):
        moderator.goto(f"{desk}?pile=waiting")
        expect(visible(moderator, QUESTION)).to_have_count(1)
        axe(moderator)
    card_of(mira).get_by_role("button", name="Anzeigen").click()
    expect(visible(noor, QUESTION)).to_have_count(0)
    expect(anna.locator("[data-part=own-state]")).to_have_text("in der Liste")

    pavel = sign_in(PAVEL, java_script_enabled=False, locale="en-GB").new_page()
    support_without_a_script(pavel, konvent, code)
    anna.get_by_role("button", name="Neueste").click()
    voice = {"name": re.compile(f"2 Unterstützen ?: {re.escape(QUESTION)}")}
    expect(anna.get_by_role("button", **voice)).to_be_visible()

    noor.goto(f"{desk}?pile=list")
    card = card_of(noor)
    card.get_by_role("button", name="Put on stage").click()
    expect(noor.locator(".mod__stage")).to_contain_text(QUESTION)
    expect(anna.locator("[data-part=on-stage-text]")).to_have_text(QUESTION)
    noor.get_by_role("button", name="Two minutes left.").click()
    view = noor.context.new_page()
    view.goto(f"/manage/{slug_of(konvent)}/sessions/{code}/presenter/")
    expect(visible(view, QUESTION)).to_have_count(1)
    expect(visible(view, "Two minutes left.")).to_have_count(1)
    axe(view)

    mira.get_by_role("button", name=re.compile("Rückgängig")).click()
    expect(mira.locator(".mod__told")).to_contain_text("Noor war schneller")
    expect(noor.locator(".mod__stage")).to_contain_text(QUESTION)
    noor.locator(".mod__stage").get_by_role("button", name="Answered").click()
    expect(noor.locator(".mod__stage")).not_to_contain_text(QUESTION)
    expect(visible(view, "No question is on stage.")).to_have_count(1)
    expect(anna.locator("[data-part=own-state]")).to_have_text("auf der Bühne beantwortet")
    anna.get_by_role("button", name="Beantwortet").click()
    expect(anna.locator("[data-part=list]")).to_contain_text(QUESTION)
