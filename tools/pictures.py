# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Take the README's pictures anew, from the running reference convention.

.venv/bin/python -m tools.pictures
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright
from tests.browser.house import House

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page, ViewportSize

IMAGES = Path(__file__).resolve().parent.parent / "docs/images"
COLOURS = 128
DESK: ViewportSize = {"width": 1280, "height": 800}
TABLET: ViewportSize = {"width": 1180, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE = 20_000
MEDIA_FLOWS = """() => {
  const played = document.querySelector("video")?.played;
  return played?.length && played.end(0) - played.start(0) > 4;
}"""


def main() -> int:
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        house = House(Path(folder))
        house.open()
        names = ["chromium", "chromium-browser", "google-chrome"]
        found = next(filter(None, map(shutil.which, names)), None)
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=found, args=flags)
        try:
            take_all(browser, house)
        finally:
            browser.close()
            house.close()
    return 0


def take_all(browser: Browser, house: House) -> None:
    names = ("Home", "Attendee", "Organiser", "Producer")
    home, ticket, organiser, producer = (house.links[name] for name in names)
    take(browser, "home", home, DESK)
    english = home.replace("/de/", "/en/")
    take(browser, "programme", f"{english}programme/#now", DESK, locale="en-GB")
    stage = home + "stage/smart-plaza/"
    take(browser, "stage", ticket, DESK, then=lambda page: watch(page, stage))
    take(browser, "phone", ticket, PHONE, then=lambda page: watch(page, stage), scale=2)
    take(browser, "organiser", organiser, DESK, then=lambda page: sign_in(page, "sessions/"))
    late = "stages/smart-plaza/?late=7"
    take(browser, "desk", producer, TABLET, then=lambda page: sign_in(page, late))


def take(  # noqa: PLR0913 -- a picture has these facts
    browser: Browser,
    name: str,
    address: str,
    size: ViewportSize,
    *,
    then: Callable[[Page], object] = lambda _page: None,
    locale: str = "de-DE",
    scale: int = 1,
) -> None:
    """Take one picture, in so few colours that cloning stays quick."""
    context = browser.new_context(
        viewport=size, locale=locale, device_scale_factor=scale, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(address)
    then(page)
    page.evaluate("document.fonts.ready")
    shot = Image.open(BytesIO(page.screenshot())).convert("RGB")
    shot.quantize(COLOURS, dither=Image.Dither.NONE).save(IMAGES / f"{name}.png", optimize=True)
    print(f"{name}.png: {(IMAGES / f'{name}.png').stat().st_size / 1000:.0f} KB")
    context.close()


def watch(page: Page, stage: str) -> None:
    """Wait for a picture that moves, and for the player's buttons to step aside."""
    page.goto(stage)
    page.mouse.move(5, 5)
    page.wait_for_function(MEDIA_FLOWS)


def sign_in(page: Page, place: str) -> None:
    """Follow the one-time link to the end: it asks before it signs anybody in."""
    page.locator("main form button").first.click()
    page.wait_for_url("**/manage/**")
    page.goto(f"{page.url.partition('/manage/')[0]}/manage/sccon-2020/{place}")


if __name__ == "__main__":
    sys.exit(main())
