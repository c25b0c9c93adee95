# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""An attendee watches a stage of the reference convention."""

from __future__ import annotations

import os
import signal
import time

import pytest
from playwright.sync_api import expect
from tests.browser.staff import PRODUCER, slug_of
from tests.foundation.front.running import eventually
from tests.hls import Judge, judge_master

STAGE = "smart-plaza"
PATIENCE = 30_000  # milliseconds, on a machine that does everything at once


@pytest.fixture
def stage(konvent):
    """The address of a stage, in English."""
    return konvent.links["Home"].replace("/de/", "/en/") + f"stage/{STAGE}/"


@pytest.fixture
def picture(konvent):
    """The folder in which the stage's picture is made, once there is one."""
    return made(konvent, STAGE, "master.m3u8").parent


def made(konvent, stage, name):
    """Return a file of a stage's picture as soon as it is there."""
    file = f"konvent-*/*/{stage}/{name}"
    return eventually(lambda: next(konvent.data.parent.glob(file), None), name, 30)


def moment(page):
    return page.locator("video").evaluate("video => video.currentTime")


def watch(page, seconds):
    """Wait until so much more of the picture has been shown."""
    until = moment(page) + seconds
    page.wait_for_function(
        "until => document.querySelector('video').currentTime > until", arg=until, timeout=PATIENCE
    )


def test_a_stage_plays_for_a_guest_with_a_ticket_and_goes_on_when_its_encoder_is_killed(
    page, konvent, stage, picture, axe, tolerated
):
    reports = []
    page.on("response", lambda a: reports.append(a.status) if a.url.endswith("/playing") else None)
    page.goto(konvent.links["Attendee"])
    page.goto(stage)
    player = page.locator("konvent-player")
    watch(page, 1)
    expect(player).to_have_attribute("data-state", "playing", timeout=PATIENCE)
    page.get_by_role("button", name="Sound on").click()
    axe(page)

    page.get_by_role("button", name="From the start").click()
    live = page.get_by_role("button", name="To live", exact=True)
    expect(live).to_be_focused()
    page.wait_for_function("() => document.querySelector('video').currentTime < 10")
    watch(page, 1)
    live.click()
    expect(live).to_be_hidden()
    watch(page, 1)
    expect(player).to_have_attribute("data-state", "playing", timeout=PATIENCE)

    playing = page.locator("media-play-button")
    playing.click()
    shown = "document.querySelector('konvent-player').stream.moment?.getTime()"
    page.wait_for_function("() => document.querySelector('konvent-player').paused")
    before = page.evaluate(shown)
    page.evaluate("now = performance.now(), performance.now = () => now + 60_000")  # a long pause
    playing.click()
    page.wait_for_function(f"before => {shown} > before + 500", arg=before, timeout=PATIENCE)
    assert page.evaluate(shown) < before + 4000
    live.click()
    expect(live).to_be_hidden()
    watch(page, 1)

    encoder = int((picture / "card.pid").read_text().split()[0])
    os.kill(encoder, signal.SIGKILL)
    watch(page, 10)

    rate = "() => document.querySelector('video').playbackRate"
    be_late(page, 6)  # as after a stall
    page.wait_for_function(f"{rate} > 1")
    be_late(page, 0)
    page.wait_for_function(f"{rate} === 1")

    assert set(reports) == {204}
    assert page.locator("video").evaluate("video => video.muted") is False
    expect(player).to_have_attribute("data-state", "playing")
    judge = judged(page, stage)
    assert len({entry.run for entry in judge.known.values()}) > 1
    assert [str(finding) for finding in judge.findings] == []

    tolerated.append("403")
    page.context.clear_cookies()
    expect(page.get_by_role("link", name="To the door")).to_be_visible(timeout=PATIENCE)


def test_what_is_watched_follows_the_choice_of_its_guest_and_that_of_its_producer(
    page, new_context, konvent, cookies, axe, tolerated
):
    tolerated.append("404")  # what is offered no longer
    slug = slug_of(konvent)
    producer = new_context(storage_state=cookies[PRODUCER]).new_page()
    producer.goto(f"/manage/{slug}/sources/")
    sources = producer.get_by_role("region", name="Digital Forum")
    sources.get_by_role("button", name="Open an address").first.click()
    sources.get_by_label("Quality").select_option("two")
    sources.get_by_role("button", name="Choose").click()
    made(konvent, "digital-forum", "au.m3u8")
    page.goto(konvent.links["Attendee"])
    page.goto(f"/{slug}/en/stage/digital-forum/")
    choice = page.get_by_label("Quality")
    expect(choice).to_be_visible(timeout=PATIENCE)

    choice.press("ArrowDown")  # to sound only
    expect(page.get_by_text("The sound alone, without the picture.")).to_be_visible()
    watch(page, 1)
    assert page.locator("video").evaluate("video => [video.muted, video.videoWidth]") == [False, 0]
    axe(page)
    with page.expect_request("**/dvr-au.m3u8"):
        page.get_by_role("button", name="From the start").click()
    expect(choice).to_have_value("sound")
    page.wait_for_function("() => document.querySelector('video').currentTime > 1")
    with page.expect_request("**/dvr-master.m3u8"):
        choice.press("ArrowUp")  # to the picture, where one was
    page.wait_for_function("() => document.querySelector('video').videoWidth > 0")
    choice.press("ArrowDown")
    page.get_by_role("button", name="To live", exact=True).click()
    expect(page.get_by_text("The sound alone, without the picture.")).to_be_visible()

    sources.get_by_label("Quality").select_option("copy")
    sources.get_by_role("button", name="Choose").click()
    page.wait_for_function("() => document.querySelector('video').videoWidth > 0")
    expect(choice).to_be_hidden()
    sources.get_by_role("button", name="Close for good").click()


def be_late(page, seconds):
    """Have the picture so many seconds later than hls.js wants it to be."""
    late = "document.querySelector('konvent-player').stream.hls"
    page.locator("video").evaluate(
        f"(video, wanted) => {{ const {{ latency, targetLatency }} = {late};"
        " video.currentTime += latency - targetLatency - wanted; }",
        seconds,
    )


def judged(page, stage):
    """Judge the playlists and the files as they come out of the house."""
    convention = stage.split("/")[3]
    folder = f"{stage.partition(f'/{convention}/')[0]}/{convention}/media/{STAGE}/"

    def read(name):
        answer = page.request.get(folder + name)
        assert answer.ok, f"{name}: {answer.status}"
        return answer.body()

    judge = Judge(read, back=5)
    judge.see(read("live.m3u8").decode(), now=time.time())
    judge.judge_files()
    judge.findings += judge_master(read("master.m3u8").decode(), {"live.m3u8": judge}, read)
    return judge


def test_without_a_ticket_a_stage_leads_to_the_door(page, stage):
    page.goto(stage)

    assert "/door/" in page.url


def test_on_a_phone_the_picture_comes_first_and_stays_while_one_reads_on(
    phone, konvent, stage, axe
):
    phone.goto(konvent.links["Attendee"])
    phone.goto(stage)
    phone.get_by_role("tab", name="Programme").click()
    phone.locator(".stage__item").last.scroll_into_view_if_needed()

    assert phone.locator("konvent-player").bounding_box()["y"] == 0
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(phone)


def test_without_scripts_the_page_says_what_is_on_and_how_to_watch(new_context, konvent, stage):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(konvent.links["Attendee"])
    page.goto(stage)

    expect(page.get_by_role("heading", level=1, name="Smart Plaza")).to_be_visible()
    expect(page.locator("video")).to_have_attribute("controls", "")
    expect(page.get_by_role("link", name="Address of the stream")).to_be_visible()
