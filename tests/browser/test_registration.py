# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""People register, wait, change and leave, and sign up for places in sessions."""

from __future__ import annotations

import json
import re

from playwright.sync_api import expect
from tests.foundation.front.running import eventually

SITE = "/sccon-2020"


def letter_to(mail, address, number):
    """Wait for a person's next letter."""
    return eventually(lambda: mail.letters_to(address)[number - 1 : number])[0]


def link_in(letter, part):
    text = letter.get_body(("plain",)).get_content()
    return re.search(rf"http://\S+{part}\S+", text)[0]


def register(page, mail, *, name, address, group):
    """Fill in the form, read the letter, click."""
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label(group, exact=True).check()
    page.get_by_label("Taking part").check()
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please look into your mail")
    page.goto(link_in(letter_to(mail, address, 1), "/my/confirm/"))
    page.get_by_role("button", name="Yes, this is my address").click()


def test_somebody_registers_on_a_phone_and_is_on_stage(phone, mail, axe, tolerated):
    tolerated.append("422")
    phone.goto(f"{SITE}/en/")
    phone.get_by_role("link", name="Register", exact=True).click()
    phone.get_by_role("button", name="Register").click()
    expect(phone.locator(".notice")).to_contain_text("Please give your name.")
    expect(phone.locator(".notice")).to_be_focused()
    axe(phone)

    ida = "ida@town.example"
    register(phone, mail, name="Ida Invented", address=ida, group="public administration")
    expect(phone.get_by_role("heading", level=1)).to_have_text("My ticket")
    axe(phone)

    welcome = letter_to(mail, ida, 2)
    names = [part.get_filename() for part in welcome.iter_attachments()]
    assert names == ["sccon-2020.ics", "ticket.png"]
    phone.context.clear_cookies()
    phone.goto(link_in(welcome, "/ticket/"))
    phone.goto(f"{SITE}/en/stage/smart-plaza/")
    expect(phone.locator("konvent-player")).to_be_visible()


def test_somebody_waits_changes_takes_everything_along_and_leaves(page, mail, axe):
    page.goto(f"{SITE}/my/register/?lang=en")
    address = "karl@new.example"
    register(page, mail, name="Karl Konjunktiv", address=address, group="start-up")
    expect(page.get_by_text("You are on the waiting list, at place 2.")).to_be_visible()

    page.get_by_role("link", name="Change this").click()
    page.get_by_label("Organisation").fill("Konjunktiv GmbH")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Konjunktiv GmbH")).to_be_visible()

    page.get_by_role("link", name="Change your address").click()
    page.get_by_label("New e-mail address").fill("karl@newer.example")
    axe(page)
    page.get_by_role("button", name="Send the letter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please look into your new mailbox")
    page.goto(link_in(letter_to(mail, "karl@newer.example", 1), "/my/address/"))
    page.get_by_role("button", name="Yes, this is my address").click()
    expect(page.get_by_text("From now on your letters go to karl@newer.example.")).to_be_visible()
    page.get_by_role("link", name="To my ticket").click()

    with page.expect_download() as download:
        page.get_by_role("link", name="Download it (JSON)").click()
    kept = json.loads(download.value.path().read_text())
    assert kept["registration"]["organisation"] == "Konjunktiv GmbH"
    page.get_by_role("link", name="Read all of it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is kept about you")
    axe(page)

    page.goto(f"{SITE}/my/leave/?lang=en")
    axe(page)
    page.get_by_label("Yes, I am sure").check()
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("It is deleted")
    page.goto(f"{SITE}/my/?lang=en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Here you need a ticket")


def test_two_workshops_at_the_same_time_are_told_apart_and_changed(
    new_context, konvent, axe, tolerated
):
    tolerated.append("422")
    size = {"width": 360, "height": 740}
    phone = new_context(viewport=size, has_touch=True, is_mobile=True, locale="de-DE").new_page()
    phone.goto(konvent.links["Attendee"])
    phone.goto(f"{SITE}/de/session/2D05/")
    phone.get_by_role("link", name="Für einen Platz anmelden").click()
    challenge, villages = (phone.locator(f"section[id='{code}']") for code in ("2D05", "2F07"))
    earlier = phone.context.new_page()
    earlier.goto(f"{SITE}/my/places/?lang=de")
    challenge.get_by_role("button", name="Anmelden").click()
    expect(challenge).to_contain_text("Sie haben einen Platz.")
    expect(villages).to_contain_text("Zur selben Zeit: Von der Beschwerde zur Aufgabe")

    earlier.locator("section[id='2F07']").get_by_role("button", name="Anmelden").click()
    said = earlier.locator("section").get_by_role("alert")
    expect(said).to_contain_text("Zu dieser Zeit sind Sie für „Von der Beschwerde zur Aufgabe")
    expect(said).to_be_in_viewport()
    axe(earlier)

    earlier.get_by_role("button", name="Wechseln").click()
    expect(earlier.locator("section[id='2F07']")).to_contain_text("Sie haben einen Platz.")
    expect(earlier.locator("section[id='2D05']")).to_contain_text("20 Plätze sind frei")
    wide = "document.documentElement.scrollWidth > innerWidth"
    assert not earlier.evaluate(wide)

    phone.goto(f"{SITE}/de/agenda/")
    kept = phone.locator("konvent-agenda .entry:visible")
    expect(kept).to_have_count(1)
    expect(kept).to_contain_text("Neun Gemeinden")

    earlier.get_by_role("button", name="Zurückgeben").click()
    expect(earlier.locator("section[id='2F07']")).to_contain_text("12 Plätze sind frei")
    phone.reload()
    expect(kept).to_have_count(0)
