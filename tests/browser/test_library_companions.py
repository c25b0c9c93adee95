# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What plays beside a recording keeps in step with it; what is missing of it is passed over."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest
from playwright.sync_api import expect
from tests.browser.staff import ORGANISER, slug_of
from tests.browser.test_library import library, shelf  # noqa: F401 -- fixtures
from tests.foundation.media.test_probe import H264, make

from konvent.foundation.media.index import line_of, read_rows, write_whole
from konvent.library.media.cut import cut, write_playlists
from konvent.library.media.tape import Span

LOST = range(9, 12)
"""Segments of two seconds that a full disk did not take."""
SIGN_BEGINS = 2
LONGEST = 120
"""Looks at what is made ready: other films may come first."""
IN_STEP = 0.15
"""Seconds by which sound and lips may differ before people notice."""
SLOW = 6
"""How many times slower the visitor's computer is than this one."""
RECORDING = "const tape = document.querySelector('konvent-recording'); const { video } = tape;"
DRIFTS = f"""{RECORDING}
const drifts = [[tape.sign, {SIGN_BEGINS}], [tape.sound.companion, 0]].map(
  ([one, begins]) => one.element.currentTime - (video.currentTime - begins)
);"""
STANDS_IN_STEP = f"""() => {{ {DRIFTS}
  return tape.sign.element.paused && tape.sound.companion.element.paused
    && drifts.every(drift => Math.abs(drift) < {IN_STEP}); }}"""
PLAYS_IN_STEP = f"""second => {{ {DRIFTS}
  const parts = [video, tape.sign.element, tape.sound.companion.element];
  return video.currentTime > second && parts.every(part => !part.paused && part.readyState > 2)
    && drifts.every(drift => Math.abs(drift) < {IN_STEP}); }}"""


@pytest.fixture
def desk(new_context, cookies):
    """A page of the organiser's, in English."""
    return new_context(storage_state=cookies[ORGANISER]).new_page()


def lose(konvent, key):
    """Let some segments of a recording be missing, as after a full disk."""
    folder = konvent.data / "recordings" / slug_of(konvent) / key
    rows = [
        replace(row, is_missing=row.sequence in LOST) for row in read_rows(folder / "index.jsonl")
    ]
    write_whole(folder / "index.jsonl", "".join(map(line_of, rows)))
    for row in rows:
        if row.is_missing:
            for name in (row.uri, *(other.uri for other in row.others.values())):
                (folder / name).unlink()
    write_playlists(folder, cut(rows, Span(-inf)), begins=rows[0].starts)


def upload(desk, companions, file, kind, begins):
    desk.goto(companions)
    desk.get_by_role("link", name="Choose a file").click()
    desk.get_by_label("Kind").select_option(kind)
    desk.get_by_label("Language").select_option("en")
    desk.get_by_label("File").set_input_files(file)
    desk.get_by_label("Begins at second").fill(begins)
    desk.get_by_role("button", name="Upload").click()
    expect(desk.get_by_text("The file is here and is made ready.")).to_be_visible()


def wait_until_ready(desk, number):
    for _ in range(LONGEST):
        if desk.get_by_text("plays in step").count() == number:
            return
        desk.wait_for_timeout(500)
        desk.get_by_role("link", name="Look again").first.click()
    pytest.fail("What was uploaded was not made ready.")


def seek(page, second):
    page.evaluate(f"second => {{ {RECORDING} video.currentTime = second; video.play(); }}", second)


def line(desk, number, what):
    return desk.get_by_label(f"Line {number}: {what}", exact=True)


def test_captions_are_written_line_by_line_beside_the_player(shelf, desk, konvent, axe):  # noqa: F811 -- the fixture
    code = shelf.locator(".recording").last.get_attribute("data-code")
    captions = f"/manage/{slug_of(konvent)}/recordings/{code}/captions/fr/"
    desk.goto(captions)
    line(desk, 1, "words").fill("Bonjour tout le monde")
    line(desk, 1, "words").evaluate("field => field.setSelectionRange(7, 7)")
    desk.get_by_role("button", name="Split at the cursor").click()
    expect(line(desk, 2, "words")).to_be_focused()
    expect(line(desk, 2, "words")).to_have_value("tout le monde")

    desk.get_by_role("button", name="New line below").click()
    desk.keyboard.type("À demain")
    desk.wait_for_function("() => document.querySelector('video').readyState > 0")
    desk.locator("video").first.evaluate("video => { video.currentTime = 5; }")
    desk.get_by_role("button", name="Ends now").click()
    expect(line(desk, 3, "ends")).to_have_value("00:00:05.000")
    line(desk, 3, "starts").fill("2.5")  # while the one above is still said
    line(desk, 1, "words").focus()
    desk.get_by_role("button", name="Merge with the next").click()
    axe(desk)
    desk.get_by_label("Shown to viewers").uncheck()
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("The captions are saved.")).to_be_visible()

    desk.goto(captions)
    lines = desk.locator('[data-part="lines"] textarea')
    expect(lines).to_have_count(2)
    expect(lines.first).to_have_value("Bonjour\ntout le monde")
    expect(line(desk, 2, "starts")).to_have_value("00:00:02.500")


def test_sign_language_and_interpretation_keep_in_step_and_a_gap_is_passed_over(
    shelf,  # noqa: F811 -- the fixture
    desk,
    konvent,
    library,  # noqa: F811 -- the fixture
    tmp_path,
    axe,
):
    page = shelf
    page.locator(".recording__title a").first.click()
    address, key = page.url, page.locator("konvent-recording").get_attribute("key")
    page.goto("about:blank")  # nobody watches while it is lost
    lose(konvent, key)
    code = address.rstrip("/").rpartition("/")[2]
    companions = f"/manage/{slug_of(konvent)}/recordings/{code}/companions/"
    filmed = ["-f", "lavfi", "-i", "testsrc2=size=160x90:rate=10:duration=25"]
    tone = ["-f", "lavfi", "-i", "sine=sample_rate=48000:duration=30"]
    upload(desk, companions, make(tmp_path, "signed.mp4", *filmed, *H264), "sign", str(SIGN_BEGINS))
    upload(desk, companions, make(tmp_path, "spoken.mp3", *tone), "translation", "0")
    axe(desk)
    wait_until_ready(desk, 2)

    page.goto(address)
    page.get_by_role("combobox", name="Sign language").focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("combobox", name="Sound").focus()
    page.keyboard.press("ArrowDown")
    axe(page)
    seek(page, 3)
    page.wait_for_function(PLAYS_IN_STEP, arg=3)
    assert page.evaluate(f"() => {{ {RECORDING} return tape.sound.gain.gain.value; }}") == 0
    page.evaluate(f"() => {{ {RECORDING} video.pause(); video.currentTime = 8; }}")
    page.wait_for_function(STANDS_IN_STEP)

    computer = page.context.new_cdp_session(page)
    computer.send("Emulation.setCPUThrottlingRate", {"rate": SLOW})
    seek(page, 12)
    page.wait_for_function(PLAYS_IN_STEP, arg=12)
    computer.send("Emulation.setCPUThrottlingRate", {"rate": 1})

    seek(page, 2 * LOST.start - 1)
    page.wait_for_function(PLAYS_IN_STEP, arg=2 * LOST.stop)
    assert page.evaluate(f"() => {{ {RECORDING} return video.duration; }}") == pytest.approx(
        40, abs=1
    )

    seek(page, 31)  # where the interpretation has ended, the speaker is heard again
    page.wait_for_function(f"() => {{ {RECORDING} return tape.sound.gain.gain.value === 1; }}")
    expect(page.locator('[data-part="second"]')).to_have_attribute("data-away", "")

    page.goto(library)
    page.get_by_label("with sign language").check()
    expect(page.locator(".recording:visible")).to_have_count(1)
    expect(page.locator(".recording:visible .chip", has_text="Sign language")).to_be_visible()
