# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Two doors of a hybrid day, in real browsers: without a line, and with a camera."""

from __future__ import annotations

import re
import subprocess
from uuid import uuid4

import pytest
import segno
from playwright.sync_api import expect
from tests.browser.chromium import launched
from tests.browser.staff import command, here, slug_of
from tests.browser.test_registration import letter_to, link_in

from konvent.foundation.media.ffmpeg import program

HANNA, GERO = "hanna@institut.example", "gero@magazin.example"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}

KEPT = """() => new Promise((resolve) => {
  const asked = indexedDB.open("konvent-check-in");
  asked.onsuccess = () => {
    const stores = [...asked.result.objectStoreNames];
    const step = asked.result.transaction(stores);
    const all = stores.map((name) => step.objectStore(name).getAll());
    step.oncomplete = () => {
      asked.result.close();
      resolve(all.flatMap(({ result }) => result));
    };
  };
})"""
"""All that a browser keeps of a check-in, whatever it is."""
WAITS = """(scans) => new Promise((resolve) => {
  const asked = indexedDB.open("konvent-check-in");
  asked.onsuccess = () => {
    const step = asked.result.transaction("scans", "readwrite");
    for (const scan of scans) step.objectStore("scans").put(scan);
    step.oncomplete = () => resolve(asked.result.close());
  };
})"""
DAY_ENDS = """() => {
  const door = document.querySelector("konvent-checkin");
  door.ends = 0;
  door.leave();
}"""
DAY_BEGINS = """(begins) => {
  const door = document.querySelector("konvent-checkin");
  door.begins = begins;
  door.noticeTheHour();
}"""
TAKE_THE_LIST = "() => void document.querySelector('konvent-checkin').sync(true)"
TAKE_THE_NEWS = "() => void document.querySelector('konvent-checkin').sync(false)"
ANSWERS = """async (answers) => {
  const { house } = document.querySelector("konvent-checkin");
  const real = window.fetch;
  for (const { takes, behind } of answers) {
    const now = Date.now() - behind;
    const answered = new Promise((resolve) => setTimeout(resolve, takes));
    window.fetch = () => answered.then(() => new Response(JSON.stringify({ now })));
    await house.changes(0);
  }
  window.fetch = real;
  return Date.now() - house.now;
}"""
"""Have the house answer, after milliseconds, and be behind; return how far this clock is ahead."""
KNOWN = "() => document.querySelector('konvent-checkin').guests.expected"
KEEPS_NOTHING = "Object.defineProperty(window, 'indexedDB', { get: () => { throw new Error(); } });"
"""What some browsers do in private windows."""
CAMERAS = """
const devices = navigator.mediaDevices;
const opened = devices.getUserMedia.bind(devices);
window.cameras = [];
devices.getUserMedia = async (wish) => {
  const stream = await opened(wish);
  window.cameras.push(...stream.getTracks());
  return stream;
};
window.locks = [];
Object.defineProperty(navigator, "wakeLock", {
  value: {
    request: async () => {
      const lock = { isHeld: true, release: async () => { lock.isHeld = false; } };
      window.locks.push(lock);
      return lock;
    },
  },
});"""
IS_SEEN_AGAIN = """() => {
  for (const lock of window.locks) lock.isHeld = false;
  document.querySelector("konvent-checkin video").pause();
  document.dispatchEvent(new Event("visibilitychange"));
}"""
"""What becomes of a door on a phone while its helper reads a message."""
IS_TAKEN_AWAY = "() => window.cameras.at(-1).dispatchEvent(new Event('ended'))"
IS_REFUSED = """() => {
  const refusal = new DOMException("", "NotAllowedError");
  navigator.mediaDevices.getUserMedia = () => Promise.reject(refusal);
}"""
IS_AWAKE = """() => !document.querySelector("konvent-checkin video").paused
  && window.locks.some((lock) => lock.isHeld)"""
SLEEPS = "() => !window.locks.some((lock) => lock.isHeld)"
ARE_OFF = "() => window.cameras.every(({ readyState }) => readyState === 'ended')"
MONTH = 31 * 86_400_000
SOON = 20_000  # milliseconds, on a busy machine; the next try of its own accord is after a minute


@pytest.fixture(scope="module")
def helper(browser, konvent):
    """What the browser of a helper at the door keeps once she is signed in."""
    facts = ("--name", "Hedy Helper", "--duty", "door", "--language", "en")
    said = command(
        konvent, "user", "add", "hedy@sccon.example", *facts, "--convention", slug_of(konvent)
    )
    context = browser.new_context(base_url=konvent.url, locale="en-GB")
    page = context.new_page()
    page.goto(here(konvent, said))
    page.get_by_role("button", name="Sign in as").click()
    page.wait_for_url("**/account/**")
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture
def door(new_context, konvent, helper):
    """Open the door of today on a phone."""

    def opened(name, before=""):
        context = new_context(**PHONE, storage_state=helper, color_scheme="dark")
        context.add_init_script(before)
        page = context.new_page()
        page.goto(f"/manage/{slug_of(konvent)}/")
        page.get_by_role("link", name="To the door of today").click()
        page.get_by_text("This device", exact=True).click()
        page.get_by_label("Name of this door").fill(name)
        page.get_by_text("This device", exact=True).click()
        expect(page.get_by_text("Connected.")).to_be_visible()
        return page

    return opened


def code_of(mail, address):
    """The code for the door, as somebody finds it in their letter."""
    text = letter_to(mail, address, 1).get_body(("plain",)).get_content()
    return re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", text)[0]


def picture_of(mail, address):
    """The QR code enclosed in somebody's letter."""
    letter = letter_to(mail, address, 1)
    (png,) = (part for part in letter.iter_attachments() if part.get_content_type() == "image/png")
    return png.get_content()


def show(page, code):
    page.get_by_label("Name, e-mail address or code").fill(code)
    page.get_by_role("button", name="Find").click()


def verdict(page):
    return page.locator("[data-part=verdict]")


def number(page, name):
    return page.locator(f"[data-part={name}]")


def test_two_doors_without_a_line_let_somebody_in_and_agree_afterwards(door, mail, axe, tolerated):
    tolerated.append("ERR_INTERNET_DISCONNECTED")
    hanna = code_of(mail, HANNA)
    a, b = door("A"), door("B")
    for page in (a, b):
        page.context.set_offline(True)

    show(a, hanna.lower())
    expect(verdict(a)).to_contain_text("Welcome")
    expect(verdict(a)).to_contain_text("Hanna Hypothese")
    expect(a.get_by_text("Still to be sent: 1")).to_be_visible()
    expect(a.get_by_text("No connection. Scanning goes on")).to_be_visible()
    axe(a)
    (kept,) = a.evaluate(KEPT)
    assert set(kept) == {"key", "address", "ticket", "door", "undo", "at"}
    assert "Hanna" not in a.evaluate("() => JSON.stringify([localStorage, sessionStorage])")
    assert kept["door"] == "A"
    show(a, hanna)
    expect(verdict(a)).to_contain_text(re.compile("Already checked in.*at door “A”", re.DOTALL))
    show(b, hanna)
    expect(verdict(b)).to_contain_text("Welcome")
    show(b, "0000-0000")
    expect(verdict(b)).to_contain_text("Not on this device's list")
    expect(verdict(b)).not_to_contain_text("Hanna")

    b.context.set_offline(False)
    expect(b.get_by_text("Still to be sent")).to_be_hidden(timeout=SOON)
    a.context.set_offline(False)
    expect(a.get_by_text("Still to be sent")).to_be_hidden(timeout=SOON)
    expect(verdict(b)).to_contain_text(re.compile("Was here before.*at door “A”", re.DOTALL))
    expect(number(b, "arrived")).to_have_text("1")

    show(a, "hanna hypo")
    expect(verdict(a)).to_contain_text("Whom do you mean?")
    a.locator("[data-part=found]").get_by_role("button").click()
    expect(verdict(a)).to_contain_text(
        re.compile(r"Already checked in.*At \d\d:\d\d at", re.DOTALL)
    )
    verdict(a).get_by_role("button", name="Undo the check-in").click()
    expect(verdict(a)).to_contain_text("Taken back")
    expect(number(b, "arrived")).to_have_text("0")
    show(a, "0000-0000")
    expect(verdict(a)).to_contain_text("Nobody fits.")
    expect(verdict(a)).not_to_contain_text("Hanna")
    axe(a)


def test_what_a_door_was_told_late_undoes_nothing(door, mail):
    page, hanna = door("A"), code_of(mail, HANNA)
    with page.expect_response("**/scans/"):
        show(page, hanna)
    with page.expect_response("**/scans/"):  # the house will say for a while that she is not in
        verdict(page).get_by_role("button", name="Undo the check-in").click()

    asked = []
    page.route("**/list.json?since=*", lambda route: asked.append((route, route.fetch())))
    with page.expect_request("**/list.json?since=*"):
        page.evaluate(TAKE_THE_NEWS)
    with page.expect_response("**/scans/"):
        show(page, hanna)
        expect(verdict(page)).to_contain_text("Welcome")
    with page.expect_response("**/list.json?since=*"):
        for route, old in asked:
            route.fulfill(response=old)
    page.unroute("**/list.json?since=*")
    show(page, hanna)
    expect(verdict(page)).to_contain_text("Already checked in")
    with page.expect_response("**/scans/"):
        number(page, "recent").get_by_role("button").click()
    expect(number(page, "arrived")).to_have_text("0")

    asked = []
    page.route("**/list.json", lambda route: asked.extend([route]))
    with page.expect_request("**/list.json"):
        page.evaluate(TAKE_THE_LIST)
    page.evaluate(DAY_BEGINS, 1e15)
    with page.expect_response("**/list.json"):
        asked[0].continue_()
    show(page, hanna)
    expect(verdict(page)).to_contain_text("Not yet")
    assert page.evaluate(KNOWN) == 0, "the list came when the day was over"
    page.unroute("**/list.json")
    page.evaluate(DAY_BEGINS, 0)
    expect(verdict(page)).to_contain_text("Ready.")


def test_a_slow_answer_does_not_set_the_clock_of_a_door_back_and_a_changed_clock_does(door):
    page = door("A")
    quick, slow = {"takes": 0, "behind": 0}, {"takes": 600, "behind": 0}

    assert page.evaluate(ANSWERS, [quick, slow]) < 300
    assert page.evaluate(ANSWERS, [{"takes": 100, "behind": 3_600_000}]) > 3_500_000


def test_a_door_works_in_a_browser_that_keeps_nothing(door, mail, tolerated):
    tolerated.append("ERR_INTERNET_DISCONNECTED")
    page = door("A", KEEPS_NOTHING)

    page.context.set_offline(True)
    show(page, code_of(mail, HANNA))
    expect(page.get_by_text("Still to be sent: 1")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Still to be sent")).to_be_hidden(timeout=SOON)
    with page.expect_response("**/scans/"):
        verdict(page).get_by_role("button", name="Undo the check-in").click()

    expect(number(page, "arrived")).to_have_text("0")


def test_what_could_not_be_sent_is_sent_as_soon_as_the_line_is_back(door, mail, tolerated):
    tolerated.append("ERR_FAILED")
    page, held = door("A"), []
    page.route("**/scans/", lambda route: held.extend([route]), times=1)
    with page.expect_request("**/scans/"):
        show(page, code_of(mail, HANNA))

    page.evaluate(TAKE_THE_NEWS)
    with page.expect_response("**/scans/", timeout=SOON):
        held.pop().abort()

    expect(page.get_by_text("Still to be sent")).to_be_hidden(timeout=SOON)
    expect(page.get_by_text("Connected.")).to_be_visible()
    with page.expect_response("**/scans/") as sent:
        verdict(page).get_by_role("button", name="Undo the check-in").click()
    assert sent.value.ok


def test_what_waits_outlasts_a_reload_and_the_day_and_is_held_up_by_nobody_elses(
    door, mail, tolerated
):
    tolerated += ["ERR_FAILED", "ERR_INTERNET_DISCONNECTED", "404", "400"]
    page, hanna = door("A"), code_of(mail, HANNA)
    page.context.route("**/scans/", lambda route: route.abort())
    show(page, hanna)
    expect(verdict(page)).to_contain_text("Welcome")
    expect(page.get_by_text("Still to be sent: 1")).to_be_visible()
    (kept,) = page.evaluate(KEPT)
    gone = {**kept, "key": str(uuid4()), "address": "/manage/gone/check-in/2020-10-26/"}
    gone["at"] -= 1  # it would be told first
    unknown = {**kept, "key": str(uuid4()), "ticket": 999_999_999}
    nonsense = {**kept, "key": str(uuid4()), "ticket": 0}
    old = {**kept, "key": str(uuid4()), "at": kept["at"] - MONTH}
    page.evaluate(WAITS, [gone, unknown, nonsense, old])

    page.reload()
    expect(page.get_by_text("Ready.")).to_be_visible()
    show(page, hanna)
    expect(verdict(page)).to_contain_text("Already checked in")
    verdict(page).get_by_role("button", name="Undo the check-in").click()
    expect(verdict(page)).to_contain_text("Taken back")
    show(page, "hanna hypo")
    expect(page.locator("[data-part=found]")).to_contain_text("Hanna Hypothese")
    page.get_by_label("Name, e-mail address or code").fill("hanna")
    page.evaluate(DAY_ENDS)
    expect(verdict(page)).to_contain_text("Not today")
    expect(page.get_by_label("Name, e-mail address or code")).to_have_value("")
    expect(page.locator("konvent-checkin")).not_to_contain_text("Hanna")

    page.context.unroute("**/scans/")
    page.context.set_offline(True)
    page.context.set_offline(False)
    expect(page.get_by_text("Sent later and refused: 2.")).to_be_visible()
    expect(page.get_by_text("Still to be sent: 1")).to_be_visible()
    assert [scan["key"] for scan in page.evaluate(KEPT)] == [gone["key"]]


def test_the_camera_reads_the_ticket_from_a_letter_and_so_does_a_picture(
    browser, konvent, helper, mail, tmp_path
):
    ticket, film = tmp_path / "ticket.png", tmp_path / "camera.y4m"
    ticket.write_bytes(picture_of(mail, GERO))
    shown = "scale=400:-2,pad=640:480:(ow-iw)/2:(oh-ih)/2:white,format=yuv420p"
    filmed = ["-loop", "1", "-i", ticket, "-vf", shown, "-frames:v", "2", "-r", "5", film]
    subprocess.run([program(), "-v", "error", *filmed], check=True)
    with launched(
        browser.browser_type,
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ) as other:
        context = other.new_context(base_url=konvent.url, storage_state=helper, **PHONE)
        page = context.new_page()
        context.add_init_script(CAMERAS)
        page.goto(f"/manage/{slug_of(konvent)}/check-in/")
        page.get_by_role("link", name="To the door of today").click()
        expect(page.get_by_text("Connected.")).to_be_visible()

        page.get_by_role("button", name="Start the camera").dblclick()
        expect(verdict(page)).to_contain_text("Welcome")
        expect(verdict(page)).to_contain_text("Gero Gedanke")
        badge = f"KONVENT:{slug_of(konvent)}:{code_of(mail, HANNA).replace('-', '')}".upper()
        segno.make(badge).save(ticket, scale=5)
        page.get_by_label("or a picture of the code").set_input_files(ticket)
        expect(verdict(page)).to_contain_text("Hanna Hypothese")
        page.evaluate(IS_SEEN_AGAIN)
        page.wait_for_function(IS_AWAKE)
        page.get_by_role("button", name="Stop the camera").click()
        assert page.evaluate(ARE_OFF)
        assert page.evaluate(SLEEPS)

        page.get_by_role("button", name="Start the camera").click()
        expect(verdict(page)).to_contain_text("Already checked in")
        page.evaluate(IS_TAKEN_AWAY)
        expect(verdict(page)).to_contain_text("The camera is gone")
        page.evaluate(IS_REFUSED)
        page.get_by_role("button", name="Start the camera").click()
        expect(verdict(page)).to_contain_text("The camera may not be used")
        for _ in range(2):  # the next test finds nobody there
            with page.expect_response("**/scans/"):
                page.locator("[data-part=recent] button").first.click()
        expect(number(page, "arrived")).to_have_text("0")

        token = link_in(letter_to(mail, GERO, 1), "/ticket/").rpartition("/")[2]
        assert token not in page.content()


def test_who_comes_to_the_place_finds_the_code_with_the_ticket(phone, mail, axe):
    phone.goto(link_in(letter_to(mail, HANNA, 1), "/ticket/"))
    phone.goto("/sccon-2020/my/?lang=en")

    code = code_of(mail, HANNA)
    expect(
        phone.get_by_role("img", name=f"QR code for the check-in, as text: {code}")
    ).to_be_visible()
    axe(phone)
