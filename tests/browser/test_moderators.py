# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""From the moderator's desk to everybody's page and back, in real browsers."""

import re

from playwright.sync_api import expect
from tests.browser.staff import command, here, slug_of

GERMAN = {"locale": "de-DE", "viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


def come_in(new_context, konvent):
    """A page of the moderator's, signed in."""
    desk = new_context(**GERMAN).new_page()
    desk.goto(here(konvent, command(konvent, "sign-in-link", "mira@sccon.example")))
    desk.get_by_role("button", name="anmelden").click()
    desk.wait_for_url("**/manage/**")
    return desk


def test_two_people_answer_what_a_moderator_asks_and_see_how_it_ended(new_context, konvent, axe):
    slug = slug_of(konvent)
    guest, desk = new_context(**PHONE).new_page(), come_in(new_context, konvent)
    guest.goto(konvent.links["Attendee"])
    guest.goto(f"/{slug}/en/stage/smart-plaza/")
    code = guest.locator("konvent-polls").get_attribute("session")
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
    anybody = new_context(viewport={"width": 1920, "height": 1080}).new_page()
    anybody.goto(f"/{slug}/en/overlay/smart-plaza/poll/")
    expect(anybody.get_by_role("row", name="Not yet 2 100 %")).to_be_visible()


def test_everybody_hears_an_announcement_and_an_emergency_lets_nobody_write(
    new_context, konvent, axe, tolerated
):
    tolerated.append("409")  # what the browser says of a refusal
    slug = slug_of(konvent)
    guest, reader = new_context(**PHONE).new_page(), new_context(**GERMAN).new_page()
    desk = come_in(new_context, konvent)
    guest.goto(konvent.links["Attendee"])
    guest.goto(f"/{slug}/en/stage/smart-plaza/")
    reader.goto(f"/{slug}/de/programme/")
    desk.goto(f"/manage/{slug}/announcements/")
    axe(desk)

    desk.get_by_label("Deutsch").fill("Die Pause beginnt.")
    desk.get_by_label("English").fill("The break begins.")
    desk.get_by_role("button", name="Durchsagen").click()
    said = guest.get_by_text("The break begins.")
    expect(said).to_be_visible()
    expect(reader.get_by_text("Die Pause beginnt.")).to_be_visible()
    axe(guest)
    guest.get_by_role("button", name="Put away").click()
    expect(said).to_be_hidden()
    guest.reload()

    desk.get_by_role("button", name="Publikum nur lesen lassen").click()
    expect(guest.get_by_role("alert").first).to_contain_text("can only be read.")
    expect(said).to_be_hidden()
    axe(reader)
    guest.get_by_role("textbox", name="Your question").fill("Why?")
    guest.get_by_role("button", name="Send", exact=True).first.click()
    expect(guest.get_by_text("Please try again later.")).to_be_visible()
    said_no = guest.locator(".reactions [role=alert]")
    guest.get_by_role("button", name=re.compile("^Good idea")).press("Enter")
    expect(said_no).to_contain_text("can only be read.")
    expect(guest.get_by_role("button", name="Good idea", exact=True)).to_be_visible()
    desk.get_by_role("button", name="Publikum wieder mitmachen lassen").click()
    expect(said_no).to_be_hidden()
    expect(guest.get_by_role("alert").first).to_be_empty()
    desk.get_by_role("button", name=re.compile("Die Pause beginnt")).click()
    expect(reader.get_by_text("Die Pause beginnt.")).to_be_hidden()


LOW = """(list) => {
  list.style.height = "4rem";
  list.scrollIntoView({ block: "center" });
}"""
"""What a phone's keyboard leaves of a list."""


def test_a_line_is_said_in_the_chat_reported_and_hidden(new_context, konvent, axe):
    slug = slug_of(konvent)
    guest, desk = new_context(**PHONE).new_page(), come_in(new_context, konvent)
    guest.goto(konvent.links["Attendee"])
    guest.goto(f"/{slug}/en/stage/smart-plaza/")
    guest.get_by_role("tab", name="Stage's chat").click()
    chat = guest.locator('konvent-chat[kind="stage"]')
    desk.goto(f"/manage/{slug}/chats/stage/smart-plaza/")
    heard = chat.locator("[data-part=list]")
    heard.evaluate(LOW)
    expect(heard.get_by_role("listitem").last).to_be_in_viewport()
    expect(heard.get_by_role("listitem").first).not_to_be_in_viewport()
    heard.evaluate("(list) => list.scrollTo(0, 0)")
    expect(heard.get_by_role("listitem").first).to_be_in_viewport()

    chat.get_by_label("Your name").fill("Ada (fictional)")
    chat.get_by_label("Your message").fill("Hello from a phone")
    chat.get_by_role("button", name="Send").click()
    line = chat.get_by_role("listitem").filter(has_text="Hello from a phone")
    expect(line).to_be_in_viewport()
    expect(chat.locator("[data-part=news]")).to_be_hidden()
    axe(guest)
    line.get_by_role("button", name="Report").click()
    expect(chat.get_by_text("A moderator looks at it.").first).to_be_visible()

    said = desk.get_by_role("region").filter(has_text="Hello from a phone")
    expect(said).to_contain_text("1 gemeldet")
    axe(desk)
    said.get_by_role("button", name=re.compile("^Ausblenden ?:")).click()
    expect(line).to_have_count(0)
    guest.goto(f"/{slug}/my/chat/stage/smart-plaza/?lang=en")
    expect(guest.get_by_role("listitem").filter(has_text="Good morning").first).to_be_visible()
    axe(guest)
    guest.goto(f"/{slug}/my/chat/session/1P04/?lang=en")
    expect(guest.locator("konvent-chat").get_by_text("This chat is closed.")).to_be_visible()
    expect(guest.get_by_role("link", name="About this session")).to_be_visible()


def test_a_hand_is_raised_and_who_is_called_reads_it_beside_the_picture(new_context, konvent, axe):
    slug = slug_of(konvent)
    guest, desk = new_context(**PHONE).new_page(), come_in(new_context, konvent)
    guest.goto(konvent.links["Attendee"])
    guest.goto(f"/{slug}/en/stage/smart-plaza/")
    hands = guest.locator("konvent-hands")
    desk.goto(f"/manage/{slug}/sessions/{hands.get_attribute('session')}/hands/")
    desk.get_by_label("Man kann sich zu Wort melden").check()
    desk.get_by_role("button", name="Speichern").click()

    guest.get_by_role("tab", name="Requests to speak").click()
    hands.get_by_label("Your name").fill("Ada (fictional)")
    hands.get_by_role("button", name="Raise my hand").click()
    expect(hands).to_contain_text("Your hand is up: place")
    line = desk.get_by_role("region", name="Ada (fictional)")
    line.get_by_role("button", name=re.compile("^Aufrufen")).click()
    guest.get_by_role("tab", name="Questions").click()
    call = guest.locator("[data-hand-call]")
    expect(call).to_contain_text("You are called: it is your turn.")
    axe(desk)

    guest.reload()
    guest.get_by_role("tab", name="Requests to speak").click()
    expect(hands).to_contain_text("You are called: it is your turn.")
    axe(guest)
    line.get_by_role("button", name=re.compile("^Erledigt")).click()
    expect(line).to_have_count(0)
    expect(call).to_be_hidden()
    desk.get_by_label("Man kann sich zu Wort melden").uncheck()
    desk.get_by_role("button", name="Speichern").click()
    expect(guest.get_by_role("tab", name="Requests to speak")).to_be_hidden()
