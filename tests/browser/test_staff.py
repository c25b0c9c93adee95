# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Organisers and producers at their desk, in a real browser."""

import base64
import hmac
import os
import re
import signal
import struct
import subprocess
import time

import pytest
from playwright.sync_api import expect
from tests.browser.staff import ORGANISER, PRODUCER, command, here, slug_of
from tests.config.serving import children

from konvent.foundation.front.uploads import LARGEST_UPLOAD
from konvent.foundation.media.ffmpeg import program

PREVIEW_SHOWS = """since => {
  const { stream } = document.querySelector("konvent-preview"), { video, moment } = stream ?? {};
  return moment >= since && video.currentTime > 0 && !video.paused && video.readyState > 2; }"""
"""It plays what was filmed since a moment."""
PASSWORD = "a few words in a row"  # noqa: S105 -- a test's


@pytest.fixture
def desk(new_context, cookies):
    """A page of the organiser, signed in by a link from the server."""
    size = {"width": 1280, "height": 900}
    return new_context(viewport=size, storage_state=cookies[ORGANISER]).new_page()


@pytest.fixture
def board(new_context, konvent, cookies):
    """The producer's desk for all stages, on a tablet."""
    size = {"width": 1024, "height": 768}
    context = new_context(viewport=size, has_touch=True, storage_state=cookies[PRODUCER])
    page = context.new_page()
    page.goto(f"/manage/{slug_of(konvent)}/stages/")
    return page


def code_for(key, steps=0):
    """What an authenticator app shows (RFC 6238), so many half minutes from now."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.digest(base64.b32decode(key), counter, "sha1")
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4]) & 0x7FFFFFFF) % 10**6:06}"


def test_a_new_organiser_comes_in_with_a_link_then_with_password_and_app(new_context, konvent, axe):
    said = command(
        konvent, "user", "add", "ada@example.org", "--name", "Ada Lovelace", "--language", "en"
    )
    page = new_context().new_page()
    page.goto(here(konvent, said))
    axe(page)
    page.get_by_role("button", name="Sign in as Ada Lovelace").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password (again)").fill(PASSWORD)
    axe(page)
    page.get_by_role("button", name="Set the password").click()
    key = page.locator("#totp-key").inner_text()
    axe(page)
    page.get_by_role("textbox").fill(code_for(key))
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="To the staff area").click()
    expect(page.get_by_role("heading", level=1, name="Conventions")).to_be_visible()
    page.locator(".desk__me > summary").click()
    page.get_by_role("button", name="Sign out").click()

    page.goto(f"/manage/{slug_of(konvent)}/")
    page.get_by_label("Email").fill("ada@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    axe(page)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("textbox").fill(code_for(key, steps=1))
    axe(page)
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("heading", level=1, name="Overview")).to_be_visible()


def test_an_edit_shows_its_conflict_and_reaches_visitors_when_published(
    desk, new_context, konvent, axe
):
    slug = slug_of(konvent)
    visitor = new_context(locale="en-GB").new_page()
    desk.goto(f"/manage/{slug}/sessions/?room=smart-plaza")
    first, second = (
        desk.locator("tbody th a").nth(number).get_attribute("href") for number in (-1, -2)
    )
    code = first.rstrip("/").rpartition("/")[2]
    desk.goto(second)
    when = desk.get_by_label(re.compile("^Start")).input_value()

    desk.goto(first)
    desk.get_by_label("English").first.fill("A title nobody had before")
    desk.get_by_label(re.compile("^Start")).fill(when)
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("heading", name="This collides")).to_be_visible()
    expect(desk.get_by_text("Smart Plaza is needed twice at once").first).to_be_visible()
    axe(desk)

    desk.goto(f"/manage/{slug}/versions/")
    expect(desk.get_by_text("is now called “A title nobody had before”")).to_be_visible()
    axe(desk)
    visitor.goto(f"/{slug}/en/session/{code}/")
    expect(visitor.get_by_role("heading", level=1)).not_to_have_text("A title nobody had before")
    desk.get_by_role("button", name=re.compile("Publish version")).click()
    expect(desk.get_by_text("is published. Every open page shows it")).to_be_visible()

    def shown():
        visitor.reload()
        return visitor.get_by_role("heading", level=1).inner_text()

    deadline = time.monotonic() + 10
    while shown() != "A title nobody had before":
        assert time.monotonic() < deadline


def test_what_the_producer_says_is_on_reaches_an_open_page(board, new_context, konvent, axe):
    slug = slug_of(konvent)
    visitor = new_context(locale="en-GB").new_page()
    visitor.goto(f"/{slug}/en/")
    now = visitor.locator("konvent-now").filter(has=visitor.locator("h3", has_text="Digital Forum"))
    board.get_by_role("link", name="Digital Forum", exact=True).click()
    row = board.locator(".show__row:not([data-on]):visible").last
    code = row.get_attribute("data-code")
    axe(board)

    row.get_by_role("button").click()
    expect(board.locator(f'[data-code="{code}"]')).to_have_attribute("data-on", "")
    expect(board.get_by_text("Decided by hand.")).to_be_visible()
    expect(now.locator(f'a[href$="/session/{code}/"]').first).to_be_visible()

    board.get_by_role("button", name="Nothing on").click()
    expect(now.get_by_text("Nothing at the moment.")).to_be_visible()

    board.get_by_role("button", name="Let the schedule decide").click()
    expect(board.get_by_text("Decided by the schedule.")).to_be_visible()


def test_two_desks_agree_without_a_reload(board, desk, konvent):
    desk.goto(f"/manage/{slug_of(konvent)}/stages/deep-dive-session/")
    expect(desk.get_by_text("Decided by the schedule.")).to_be_visible()

    here = board.get_by_role("region", name="Deep Dive Session")
    here.get_by_role("button", name="Nothing on").click()

    expect(desk.get_by_text("Decided by hand.")).to_be_visible()
    desk.get_by_role("button", name="Let the schedule decide").click()
    expect(here.get_by_text("Decided by the schedule.")).to_be_visible()


def test_what_the_server_does_not_do_is_not_called_a_lost_connection(board, tolerated):
    tolerated.append("404")
    stage = board.get_by_role("region", name="Smart Plaza")

    ending = stage.get_by_role("button", name="End")
    ending.evaluate("button => { button.value = 'nothing known'; }")
    ending.click()

    expect(board.get_by_text("That was not done")).to_be_visible()
    expect(board.get_by_text("The connection is lost.")).to_be_hidden()


def test_a_session_that_ended_is_played_cut_and_given_chapters(board, desk, konvent, axe):
    slug = slug_of(konvent)
    here = board.get_by_role("region", name="Deep Dive Session")
    here.get_by_role("button", name="Nothing on").click()
    expect(board.get_by_text("Decided by hand.").first).to_be_visible()

    desk.goto(f"/manage/{slug}/recordings/")
    ended = desk.locator("tr", has_text="Deep Dive Session").filter(has_text="published")
    until(desk, ended.is_visible)
    ended.get_by_role("link").click()
    video = desk.locator("konvent-recording video")
    until(None, lambda: video.evaluate("video => video.readyState > 0"))
    video.evaluate("video => { video.currentTime = 2.5; }")
    desk.get_by_role("button", name="Start here").click()
    expect(desk.get_by_label("Starts at")).to_be_focused()
    axe(desk)
    desk.get_by_role("button", name="Cut").click()
    expect(desk.get_by_text("The recording starts and ends there now.")).to_be_visible()

    desk.get_by_role("link", name="Chapters").click()
    desk.get_by_role("button", name="New line at the player's time").click()
    desk.keyboard.type("The beginning")
    axe(desk)
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("The chapters are saved.")).to_be_visible()

    board.get_by_role("region", name="Deep Dive Session").get_by_role(
        "button", name="Let the schedule decide"
    ).click()


def until(page, is_so):
    """Look again, on a page that does not change by itself, until something is so."""
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        if page:
            page.reload()


def test_seven_minutes_late_by_keyboard_alone_is_on_every_open_page(
    board, desk, new_context, konvent, axe
):
    slug = slug_of(konvent)
    visitor = new_context(locale="en-GB").new_page()
    visitor.goto(f"/{slug}/en/")
    then = visitor.locator('konvent-now[stage="Smart Plaza"] [data-part="next-late"]').first
    overlay = new_context().new_page()
    overlay.goto(f"/{slug}/en/overlay/smart-plaza/next/")
    published = overlay.locator(".plate time").inner_text()
    desk.goto(f"/manage/{slug}/stages/smart-plaza/")
    board.goto(f"/manage/{slug}/stages/")

    board.keyboard.press("1")
    expect(board.get_by_role("heading", level=1, name="Smart Plaza")).to_be_visible()
    expect(board.get_by_text("Keyboard", exact=True)).to_be_visible()
    board.keyboard.press("l")
    board.keyboard.type("7")
    board.keyboard.press("Enter")
    expect(board.get_by_role("button", name="Move it and tell everybody")).to_be_focused()
    axe(board)
    board.keyboard.press("Enter")

    expect(board.get_by_text("Smart Plaza is 7 minutes later.")).to_be_visible()
    expect(desk.locator(".show__row .late").first).to_have_text("+7 min")
    expect(then).to_have_text("7 minutes later")
    expect(overlay.locator(".plate time")).not_to_have_text(published)
    visitor.goto(f"/{slug}/en/programme/")
    late = visitor.locator("konvent-late", has_text="7 minutes later").first
    expect(late).to_be_visible()
    axe(visitor)
    code = late.get_attribute("code")
    visitor.goto(f"/{slug}/en/session/{code}/")
    visitor.get_by_role("button", name=re.compile("^Keep: ")).click()
    visitor.goto(f"/{slug}/en/agenda/")
    expect(visitor.locator("konvent-agenda konvent-late")).to_contain_text("7 minutes later")

    desk.keyboard.press("u")
    expect(board.locator(".show__row .late")).to_have_count(0)
    expect(visitor.locator("konvent-late:visible")).to_have_count(0)


def test_an_overlay_is_transparent_needs_no_login_and_follows_its_stage(
    board, new_context, konvent, axe
):
    picture = {"width": 1920, "height": 1080}
    overlay = new_context(viewport=picture, reduced_motion="reduce").new_page()
    overlay.goto(f"/{slug_of(konvent)}/en/overlay/deep-dive-session/speakers/")
    expect(overlay.locator(".plate")).to_be_visible()
    axe(overlay)
    stage = board.get_by_role("region", name="Deep Dive Session")

    stage.get_by_role("button", name="Nothing on").click()
    expect(overlay.locator(".plate")).to_have_count(0)
    stage.get_by_role("button", name="Let the schedule decide").click()
    expect(overlay.locator(".plate")).to_be_visible()

    look = "element => getComputedStyle(element)"
    assert overlay.locator("body").evaluate(f"{look}.backgroundColor") == "rgba(0, 0, 0, 0)"
    assert overlay.locator(".plate").evaluate(f"{look}.animationName") == "none"


def test_what_a_source_sends_plays_at_the_desk_as_long_as_it_is_watched(
    desk, konvent, axe, tolerated
):
    tolerated.append("404")  # while there is no picture
    desk.goto(f"/manage/{slug_of(konvent)}/stages/digital-forum/")
    assert desk.locator("konvent-preview video").count() == 0

    with desk.expect_request("**/*.m4s"):
        desk.get_by_text("Watch test card").press("Enter")
    desk.wait_for_function(PREVIEW_SHOWS, arg=0)
    assert desk.locator("konvent-preview video").evaluate("video => video.muted")
    axe(desk)

    os.kill(next(children(konvent.pid, " media ")), signal.SIGKILL)
    desk.wait_for_function(PREVIEW_SHOWS, arg=1000 * time.time(), timeout=60_000)

    desk.get_by_text("Watch test card").press("Enter")
    expect(desk.locator("konvent-preview video")).to_have_count(0)


def test_single_keys_can_be_switched_off(board, konvent):
    board.keyboard.press("?")
    board.get_by_label("Single keys do something on this page").uncheck()

    board.keyboard.press("1")

    expect(board.get_by_role("heading", level=1)).to_have_text("Producer's desk")


def test_a_mistake_is_in_focus_and_nothing_typed_is_lost(desk, konvent, axe, tolerated):
    tolerated.append("422")
    desk.goto(f"/manage/{slug_of(konvent)}/sessions/add/")
    desk.get_by_label("English").nth(2).fill("A text that took long")

    desk.get_by_role("button", name="Add").click()

    expect(desk.get_by_role("alert").filter(has_text="not right yet")).to_be_focused()
    desk.get_by_role("link", name=re.compile("^Title:")).click()
    expect(desk.locator("#id_title_0")).to_be_focused()
    expect(desk.get_by_label("English").nth(2)).to_have_value("A text that took long")
    axe(desk)


def test_every_page_of_the_desk_keeps_the_rules_and_fits_a_phone(desk, konvent, axe):
    desk.goto(f"/manage/{slug_of(konvent)}/")
    pages = [link.get_attribute("href") for link in desk.locator(".desk__menu a").all()]
    assert len(pages) > 10

    for page in pages:
        desk.emulate_media(color_scheme="light")
        desk.set_viewport_size({"width": 1280, "height": 900})
        desk.goto(page)
        axe(desk)
        desk.emulate_media(color_scheme="dark")
        axe(desk, only_colours=True)
        desk.set_viewport_size({"width": 360, "height": 740})
        assert desk.evaluate("document.documentElement.scrollWidth") == 360, page


def test_the_menu_folds_away_on_a_phone(desk, konvent):
    desk.set_viewport_size({"width": 360, "height": 740})
    desk.goto(f"/manage/{slug_of(konvent)}/")
    sessions = desk.get_by_role("navigation").get_by_role("link", name="Sessions")
    expect(sessions).to_be_hidden()

    desk.get_by_text("Pages of the staff area").click()
    sessions.click()

    expect(desk.get_by_role("heading", level=1, name="Sessions")).to_be_visible()


def test_a_film_is_uploaded_made_ready_before_ones_eyes_and_played(desk, konvent, tmp_path):
    picture = "testsrc2=size=640x360:rate=25:duration=3,noise=alls=60:allf=t"
    how = ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "4", "-pix_fmt", "yuv420p"]
    film = tmp_path / "keynote.mp4"
    filming = [program(), "-v", "error", "-f", "lavfi", "-i", picture, *how, str(film)]
    subprocess.run(filming, check=True)
    assert film.stat().st_size > LARGEST_UPLOAD

    desk.goto(f"/manage/{slug_of(konvent)}/films/")
    desk.get_by_label("File", exact=True).set_input_files(film)
    desk.get_by_role("button", name="Upload").click()
    row = desk.get_by_role("region", name="keynote.mp4")
    expect(row.get_by_text("ready", exact=True)).to_be_visible(timeout=60_000)
    row.get_by_role("button", name="Play now").click()
    expect(row.get_by_text("Plays at")).to_be_visible()
    expect(row.get_by_text("ready", exact=True)).to_be_visible(timeout=60_000)
    row.get_by_role("link", name="Remove").click()
    desk.get_by_role("button", name="Remove").click()

    expect(desk.get_by_text("There is no film yet.")).to_be_visible()
