# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Take the pictures of the README and the guides anew, from the running reference convention.

.venv/bin/python -m tools.pictures
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
CARD: ViewportSize = {"width": 760, "height": 800}
RTMP = "rtmps://stage.example.org:1936"
PATIENCE = 20_000
CALM: Any = {"reduced_motion": "reduce", "timezone_id": "Europe/Berlin"}
LANGUAGES = {"Deutsch": "de", "English": "en"}
SECRET = re.compile(r"((?:passphrase|key)=...).*")
MEDIA_FLOWS = """() => {
  const played = document.querySelector("video")?.played;
  return played?.length && played.end(0) - played.start(0) > 4;
}"""


def main() -> int:
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        house = House(Path(folder), KONVENT_RTMP_URL=RTMP)
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
    take_of_producer(browser, producer)


def take_of_producer(browser: Browser, link: str) -> None:
    """Take the pictures of the producer's guides in the language of each: the link is good once."""
    context = browser.new_context(viewport=TABLET, locale="de-DE", **CALM)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(link)
    sign_in(page, "stages/")
    late = "stages/smart-plaza/?late=7"
    go(page, late)
    page.locator(".tile__sign").wait_for()  # something is on air
    keep(page.screenshot(), "desk")
    speak(page, "English")
    go(page, late)
    keep(page.screenshot(), "desk.en")
    page.set_viewport_size(CARD)
    take_addresses(page, ".en")
    speak(page, "Deutsch")
    take_addresses(page, "")
    context.close()


def take_addresses(page: Page, ending: str) -> None:
    take_address(page, "primary", "open", f"srt-address{ending}")
    take_address(page, "backup", "open-rtmp", f"rtmp-address{ending}")


def take_address(page: Page, role: str, deed: str, name: str) -> None:
    """Open a source and take its address as a server of the Internet would have it, cut short."""
    go(page, "sources/")
    source = page.locator(f"form:has(input[value={role}])").first
    again = source.locator("button[value=rotate]")
    (again if again.count() else source.locator(f"button[value={deed}]")).click()
    card = page.locator("section:has(#said-once)")
    for code in card.locator("code").all():
        said = code.inner_text().replace("127.0.0.1", "stage.example.org")
        code.evaluate("(code, said) => (code.textContent = said)", SECRET.sub(r"\1…", said))
    keep(card.screenshot(), name)


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
    context = browser.new_context(viewport=size, locale=locale, device_scale_factor=scale, **CALM)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(address)
    then(page)
    page.evaluate("document.fonts.ready")
    keep(page.screenshot(), name)
    context.close()


def keep(picture: bytes, name: str) -> None:
    shot = Image.open(BytesIO(picture)).convert("RGB")
    shot.quantize(COLOURS, dither=Image.Dither.NONE).save(IMAGES / f"{name}.png", optimize=True)
    print(f"{name}.png: {(IMAGES / f'{name}.png').stat().st_size / 1000:.0f} KB")


def watch(page: Page, stage: str) -> None:
    """Wait for a picture that moves, and for the player's buttons to step aside."""
    page.goto(stage)
    page.mouse.move(5, 5)
    page.wait_for_function(MEDIA_FLOWS)


def sign_in(page: Page, place: str) -> None:
    """Follow the one-time link to the end: it asks before it signs anybody in."""
    page.locator("main form button").first.click()
    page.wait_for_url("**/manage/**")
    go(page, place)


def go(page: Page, place: str) -> None:
    page.goto(f"{page.url.partition('/manage/')[0]}/manage/sccon-2020/{place}")


def speak(page: Page, language: str) -> None:
    """Have the staff's pages in another language."""
    page.locator(".desk__me > summary").click()
    page.get_by_role("button", name=language).click()
    page.locator(f"html[lang={LANGUAGES[language]}]").wait_for(state="attached")


if __name__ == "__main__":
    sys.exit(main())
