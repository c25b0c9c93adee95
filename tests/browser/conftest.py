# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A running house and a real browser that tells on every page it opens."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright
from tests.browser.chromium import PATIENCE, keeps_the_rules, launched
from tests.browser.house import House, free_port
from tests.browser.staff import ORGANISER, PRODUCER, command, here
from tests.letters.smtp import mail_house

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Page,
        StorageState,
    )
    from tests.letters.smtp import MailHouse

HERE = Path(__file__).parent
WITH_MANY = {
    *("test_crowd", "test_library", "test_live_stream"),
    *("test_moderators", "test_passkey", "test_questions", "test_reactions"),
    *("test_registration", "test_rehearsal"),
}
"""What takes about half of the time of all that is here."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is here, and keep it in two places, so that two houses are enough."""
    for item in items:
        if HERE in item.path.parents:
            place = "audience" if item.path.stem in WITH_MANY else "visitors"
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group(f"browser-{place}"))


@pytest.fixture(scope="session")
def mail() -> Iterator[MailHouse]:
    """The mail server that the house sends its letters to."""
    with mail_house(free_port()) as server:
        yield server


@pytest.fixture(scope="session")
def konvent(
    tmp_path_factory: pytest.TempPathFactory, mail: MailHouse, migrated: Path
) -> Iterator[House]:
    """The reference convention, as `konvent demo` starts it in a house that has its tables."""
    house = House(tmp_path_factory.mktemp("house"), mail_port=mail.port)
    house.data.mkdir()
    shutil.copy(migrated, house.data)
    house.open()
    yield house
    house.close()


# The browser leaves with the last of these tests: while its event loop runs in this thread,
# nothing else may run one.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launched(playwright.chromium)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def cookies(browser: Browser, konvent: House) -> dict[str, StorageState]:
    """What the browsers of the organiser and the producer keep once they are signed in."""
    kept = {}
    for who in (ORGANISER, PRODUCER):
        context = browser.new_context(base_url=konvent.url, locale="en-GB")
        page = context.new_page()
        page.goto(here(konvent, command(konvent, "sign-in-link", who)))
        page.get_by_role("button", name="Sign in as").click()
        page.wait_for_url("**/manage/**")
        page.locator(".desk__me > summary").click()
        page.get_by_role("button", name="English").click()
        page.wait_for_load_state()
        kept[who] = context.storage_state()
        context.close()
    return kept


@pytest.fixture
def tolerated() -> list[str]:
    """Parts of complaints that a test expects: it puts them in here."""
    return []


@pytest.fixture
def new_context(
    browser: Browser, konvent: House, tolerated: list[str]
) -> Iterator[Callable[..., BrowserContext]]:
    """Make somebody's browser; the test fails when a page complains or asks another host."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(base_url=konvent.url, **{"locale": "en-GB"} | options)
        context.set_default_timeout(PATIENCE)
        context.on("console", lambda message: complaints.extend(_errors(message)))
        context.on("weberror", lambda problem: complaints.append(str(problem.error)))
        context.on("request", lambda request: complaints.extend(_elsewhere(request.url)))
        contexts.append(context)
        return context

    yield make

    for context in contexts:
        context.close()
    assert [text for text in complaints if not any(part in text for part in tolerated)] == []


@pytest.fixture
def context(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    return new_context()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext]) -> Page:
    size = {"width": 360, "height": 740}
    return new_context(viewport=size, has_touch=True, is_mobile=True).new_page()


@pytest.fixture(scope="session")
def axe() -> Callable[..., None]:
    """Return a check that a page keeps the rules of WCAG 2.2 AA that a machine can judge."""
    return keeps_the_rules


def _errors(message: ConsoleMessage) -> list[str]:
    is_error = message.type == "error"
    return [f"{message.text} ({message.location['url']})"] if is_error else []


def _elsewhere(url: str) -> list[str]:
    parts = urlsplit(url)
    is_ours = parts.hostname in {"127.0.0.1", "localhost"} or parts.scheme in {
        "data",
        "blob",
        "about",
    }
    return [] if is_ours else [f"asked another host: {url}"]
