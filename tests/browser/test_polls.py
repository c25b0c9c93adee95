# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A poll from the moderator's desk to everybody's page and back, in real browsers."""

import re

from playwright.sync_api import expect

GERMAN = {"locale": "de-DE", "viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


def test_two_people_answer_what_a_moderator_asks_and_see_how_it_ended(new_context, konvent, axe):
    slug = konvent.links["Home"].split("/")[3]
    guest, desk = new_context(**PHONE).new_page(), new_context(**GERMAN).new_page()
    guest.goto(konvent.links["Attendee"])
    guest.goto(f"/{slug}/en/stage/smart-plaza/")
    code = guest.locator("konvent-polls").get_attribute("session")
    desk.goto(konvent.links["Moderator"])
    desk.get_by_role("button", name="anmelden").click()
    desk.wait_for_url("**/manage/**")
    polls = f"/manage/{slug}/sessions/{code}/polls/"

    desk.goto(f"{polls}add/single/")
    axe(desk)
    desk.get_by_role("group", name="Was Sie fragen").get_by_label("English").fill("Now?")
    desk.get_by_label("English").nth(1).fill("Yes\nNot yet")
    desk.get_by_label("Sofort starten").check()
    desk.get_by_role("button", name="Speichern").click()

    call = guest.locator("[data-poll-call]")
    expect(call).to_contain_text("A poll is open: Now?")
    call.get_by_role("button").click()
    poll = guest.locator(".poll", has_text="Now?")
    poll.get_by_label("Not yet").check()
    poll.get_by_role("button", name="Send").click()
    expect(poll).to_contain_text("Your answer has arrived.")
    expect(poll).to_contain_text("The results are shown when the poll is closed.")
    expect(call).to_be_hidden()
    axe(guest)

    other = desk.context.new_page()
    other.goto(f"/{slug}/my/polls/{code}/?lang=de")
    mine = other.locator("konvent-polls .poll", has_text="Now?")
    mine.get_by_label("Not yet").check()
    mine.get_by_role("button", name="Senden").click()
    expect(mine).to_contain_text("Ihre Antwort ist angekommen.")

    asked = desk.get_by_role("region", name="Now?")
    expect(asked).to_contain_text("2 Antworten")
    asked.get_by_role("button", name=re.compile("^Auf der Bühne zeigen")).click()
    asked.get_by_role("button", name=re.compile("^Schließen")).click()
    axe(desk)
    expect(poll.get_by_role("row", name="Not yet 2 100 %")).to_be_visible()
    expect(mine.get_by_role("row", name="Yes 0 0 %")).to_be_visible()
    axe(other)
    other.goto(f"/manage/{slug}/sessions/{code}/presenter/")
    expect(other.get_by_role("heading", name="Now?")).to_be_visible()
    expect(other.locator("konvent-poll-screen")).to_contain_text("100 %")
