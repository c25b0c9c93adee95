# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Staff sign in with the directory of their organisation: a real house, real providers."""

from __future__ import annotations

import re
import shutil
from base64 import b64decode, b64encode

import pytest
from lxml import etree
from playwright.sync_api import expect, sync_playwright
from tests.browser.chromium import PATIENCE, keeps_the_rules, launched
from tests.config.directories import (
    ADA,
    GRACE,
    LINUS,
    MARIE,
    ROOT,
    Browser,
    house_with_directories,
    write_key,
)
from tests.config.saml_answers import WELL_SIGNED_BUT, WORN_OUT, altered, leave_out, say, signed

if not ((ROOT / "node_modules/oidc-provider").is_dir() and shutil.which("xmlsec1")):
    pytest.skip("the directories of the tests cannot run here", allow_module_level=True)

pytestmark = pytest.mark.xdist_group("directory")
"""One house is enough for all of them."""
FAILED = "That did not work"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("directory")


@pytest.fixture(scope="module")
def house(folder, migrated):
    """An installation whose operator has named two directories; one proves twice."""
    with house_with_directories(folder, migrated) as running:
        yield running


def test_who_has_an_account_comes_in_by_the_directory(house):
    browser = Browser(house)

    page = browser.sign_in(GRACE)

    assert (browser.status, browser.url) == (200, f"http://127.0.0.1:{house.port}/manage/")
    assert "Grace Hopper" in page
    assert "You came in by a link" not in page


def test_who_turns_back_at_the_directory_reads_that_nothing_happened(house):
    browser = Browser(house)
    browser.go("/account/login/")
    browser.send("/oidc/")

    page = browser.turn_back()

    assert browser.url == f"{browser.home}/account/directory/cancelled/"
    assert "Nothing has changed here." in page


def test_a_stranger_of_the_directory_gets_no_account(house):
    browser = Browser(house)

    page = browser.sign_in("mallory@rathaus.example")

    assert browser.status == 403
    assert "<strong>mallory@rathaus.example</strong>. Nobody works" in page
    assert "Sign in" in browser.go("/manage/")


def test_an_address_that_the_directory_has_not_verified_is_nobodys(house):
    browser = Browser(house)

    assert "has not confirmed an e-mail address" in browser.sign_in(f"unverified-{GRACE}")
    assert "/account/login/" in (browser.go("/manage/"), browser.url)[1]


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = launched(playwright.chromium)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium, house):
    """Open somebody's real browser; the test fails when a page of ours complains."""
    contexts, complaints = [], []
    home = f"http://127.0.0.1:{house.port}"

    def complain(message):
        if message.type == "error" and message.location["url"].startswith(home):
            complaints.append(message.text)

    def open_one(**options):
        context = chromium.new_context(base_url=home, **options)
        context.set_default_timeout(PATIENCE)
        context.route("https://fonts.googleapis.com/**", lambda route: route.abort())
        context.on("console", complain)
        contexts.append(context)
        return context.new_page()

    yield open_one

    for context in contexts:
        context.close()
    assert [text for text in complaints if "403" not in text] == []


@pytest.mark.browser
def test_staff_goes_to_the_directory_turns_back_comes_in_and_signs_out(new_page):
    page = new_page(locale="de-DE", viewport={"width": 360, "height": 740})
    page.goto("/account/login/")
    keeps_the_rules(page)

    page.get_by_role("button", name="Anmelden mit: the town hall").click()
    expect(page).to_have_url(re.compile("^http://localhost:"))
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sie haben abgebrochen")
    keeps_the_rules(page)
    page.get_by_role("link", name="Anders anmelden").click()
    page.get_by_role("button", name="Anmelden mit: the town hall").click()
    page.locator("[name=login]").fill(MARIE)
    page.locator("[name=password]").fill("whatever it is")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()

    expect(page).to_have_url(re.compile("^http://127.0.0.1:[0-9]+/manage/$"))
    keeps_the_rules(page)
    page.get_by_text("Marie Curie").click()
    page.get_by_role("button", name="Abmelden").click()
    page.goto("/manage/")
    expect(page).to_have_url(re.compile("/account/login/"))


@pytest.mark.browser
def test_a_stranger_of_the_directory_by_saml_is_told_so_and_staff_comes_in(new_page):
    page = new_page(locale="en-GB", color_scheme="dark")

    def come_as(name):
        page.get_by_role("button", name="Sign in with the district").click()
        expect(page).to_have_url(re.compile("^http://localhost:"))
        page.locator("[name=login]").fill(name)
        page.get_by_role("button", name="Continue").click()

    page.goto("/account/login/")
    come_as("mallory@rathaus.example")
    expect(page.get_by_text("Nobody works on a convention here with it.")).to_be_visible()
    keeps_the_rules(page)
    page.get_by_role("link", name="Sign in another way").click()
    come_as(GRACE)

    expect(page).to_have_url(re.compile("/account/2fa/totp/activate/"))
    keeps_the_rules(page)


@pytest.mark.browser
def test_a_participant_with_a_ticket_comes_in_by_the_directory_and_nobody_else(new_page):
    page = new_page(locale="de-DE", viewport={"width": 360, "height": 740})

    def come_as(name):
        page.goto("/smart-2026/door/?lang=de")
        page.get_by_role("button", name="Ausweisen mit: the town hall").click()
        page.locator("[name=login]").fill(name)
        page.locator("[name=password]").fill("whatever it is")
        page.get_by_role("button", name="Sign-in").click()
        page.get_by_role("button", name="Continue").click()

    come_as("mallory@rathaus.example")
    expect(page.get_by_role("heading", level=1)).to_have_text("Für Sie gibt es noch kein Ticket")
    keeps_the_rules(page)
    page.context.clear_cookies()
    come_as(LINUS)

    expect(page).to_have_url(re.compile("/smart-2026/de/"))
    kept = {cookie["name"] for cookie in page.context.cookies()}
    assert "konvent_pass" in kept
    assert "konvent_session" not in kept
    page.goto("/manage/")
    expect(page).to_have_url(re.compile("/account/login/"))


def test_a_participant_who_turns_back_is_at_the_door_again(house):
    browser = Browser(house)
    browser.go("/smart-2026/door/?lang=en")
    browser.send("/door/directory/directory/")

    page = browser.turn_back()

    assert browser.url == f"{browser.home}/smart-2026/door/?lang=en&why=directory"
    assert "or you turned back there" in page


def test_a_participant_comes_in_by_saml_as_well(house):
    browser = Browser(house)
    browser.go("/smart-2026/door/?lang=en")
    browser.send("/door/directory/saml/")
    browser.send('name="login"', login=LINUS)

    browser.send("SAMLResponse")

    assert browser.status == 200
    assert browser.url.startswith(f"{browser.home}/smart-2026/en/")


@pytest.mark.parametrize("name", [f"unverified-{LINUS}", GRACE])
def test_no_ticket_is_said_only_of_an_address_that_was_proved(house, name):
    browser = Browser(house)
    browser.go("/smart-2026/door/?lang=en")
    browser.send("/door/directory/directory/")
    browser.send('name="login"', login=name, password="whatever it is")  # noqa: S106 -- nobody's

    page = browser.send("consent")

    assert browser.status == 403
    assert "There is no ticket for you yet" in page
    assert (f"<strong>{name}</strong>" in page) is (name == GRACE)
    assert LINUS not in page
    assert "/account/login/" in (browser.go("/manage/"), browser.url)[1]


def test_what_was_confirmed_opens_one_page_of_this_browser_once(house):
    browser = Browser(house)

    browser.go("/smart-2026/door/confirmed/?lang=en")

    assert browser.url.startswith(f"{browser.home}/smart-2026/door/?why=no-ticket")


def test_forms_of_ours_lead_nowhere_else_and_a_page_of_ours_leads_on(house):
    browser = Browser(house)
    browser.go("/account/login/")
    sent = house.get("/account/login/").headers["content-security-policy"]

    browser.send("/oidc/")

    assert re.search(r"form-action ([^;]+)", sent)[1] == "'self'"
    assert browser.url.startswith("http://localhost:")


@pytest.mark.parametrize("way", ["oidc/directory", "saml/directory"])
def test_who_only_follows_a_link_sees_our_sign_in_first(house, way):
    browser = Browser(house)

    browser.go(f"/account/{way}/login/")

    assert browser.status == 200
    assert browser.url == f"{browser.home}/account/login/"


def test_who_has_an_account_comes_in_by_saml_and_proves_it_once_more(house):
    browser = Browser(house)

    page = browser.bring(browser.ask_by_saml(GRACE, then="/manage/"))

    assert browser.status == 200
    assert browser.url.startswith(f"{browser.home}/account/2fa/totp/activate/")
    assert "Set up" in page


def test_a_stranger_of_the_directory_by_saml_gets_no_account(house):
    browser = Browser(house)

    page = browser.bring(browser.ask_by_saml("mallory@rathaus.example"))

    assert "<strong>mallory@rathaus.example</strong>. Nobody works" in page


def test_an_address_of_a_domain_that_the_directory_does_not_vouch_for_is_nobodys(house):
    browser = Browser(house)

    page = browser.bring(browser.ask_by_saml(ADA))

    assert "has not confirmed an e-mail address" in page
    assert "/account/login/" in (browser.go("/manage/"), browser.url)[1]


def test_the_way_by_saml_leads_back_to_this_house_only(house):
    browser = Browser(house)

    page = browser.bring(browser.ask_by_saml(GRACE, then="https://elsewhere.example/"))

    assert FAILED not in page
    assert browser.url.startswith(browser.home)


def test_an_answer_by_saml_opens_the_house_once(house):
    browser, other = Browser(house), Browser(house)
    answer = browser.ask_by_saml(GRACE)
    other.ask_by_saml(GRACE)

    stolen, opened, again = other.bring(answer), browser.bring(answer), browser.bring(answer)

    assert [FAILED in page for page in (stolen, opened, again)] == [True, False, True]


@pytest.fixture(scope="module")
def asked(house):
    """A browser that waits for an answer, and the one it got: what is refused spends nothing."""
    browser = Browser(house)
    return browser, b64decode(browser.ask_by_saml(GRACE))


@pytest.mark.parametrize("what", WELL_SIGNED_BUT)
def test_an_answer_that_is_not_to_this_question_is_refused(house, folder, asked, what):
    browser, answer = asked
    key, certificate = ((folder / f"directory.{end}").read_text() for end in ("key", "pem"))

    page = browser.bring(signed(altered(answer, WELL_SIGNED_BUT[what]), key, certificate))

    assert (browser.status, FAILED in page) == (403, True)


def test_an_answer_that_the_directory_did_not_sign_is_refused(house, folder, asked):
    browser, answer = asked
    key, certificate = ((folder / f"directory.{end}").read_text() for end in ("key", "pem"))
    others = write_key(folder, "other")
    unsigned = altered(answer, leave_out("//ds:Signature"))
    changed = altered(answer, say("//saml:AttributeValue", "", "ada@rathaus.example"))
    as_it_was = altered(answer, lambda _document: None)
    forged = [
        b64encode(etree.tostring(unsigned)).decode(),
        b64encode(etree.tostring(changed)).decode(),
        signed(as_it_was, *others),
        signed(as_it_was, key, certificate, **WORN_OUT),
        b64encode(b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>").decode(),
        b64encode(b"no XML").decode(),
        "no base64",
        "A" * 62_000,
    ]

    pages = [(browser.bring(answer), browser.status) for answer in forged]

    assert [(FAILED in page, status) for page, status in pages] == [(True, 403)] * len(forged)
    assert FAILED not in browser.bring(signed(as_it_was, key, certificate))
    assert "Traceback" not in house.printed()
