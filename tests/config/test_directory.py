# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Staff sign in with the directory of their organisation: a real house, real providers."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

import pytest
from lxml import etree
from onelogin.saml2.utils import OneLogin_Saml2_Utils
from tests.config.directories import ADA, GRACE, ROOT, Browser, house_with_directories, write_key

if TYPE_CHECKING:
    from collections.abc import Callable

if not (ROOT / "node_modules/samlify").is_dir():
    pytest.skip("the providers of the tests are not installed", allow_module_level=True)

pytestmark = pytest.mark.xdist_group("directory")
"""One house is enough for all of them."""
NAMES = {
    "protocol": "urn:oasis:names:tc:SAML:2.0:protocol",
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}
YESTERDAY = "2026-01-01T00:00:00Z"
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

    page = browser.go(re.search(r'href="([^"]+/abort)"', browser.page)[1])

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


def test_the_page_may_send_people_to_the_directories_and_nowhere_else(house):
    policy = house.get("/account/login/").headers["content-security-policy"]
    elsewhere = house.get("/account/password/reset/").headers["content-security-policy"]

    allowed = re.search(r"form-action ([^;]+)", policy)[1].split()
    assert allowed[0] == "'self'"
    assert len(allowed) == 3
    assert "the town hall" in house.get("/account/login/").text
    assert len(re.search(r"form-action ([^;]+)", elsewhere)[1].split()) == 2


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

    browser.bring(browser.ask_by_saml(ADA))

    assert "/account/login/" in (browser.go("/manage/"), browser.url)[1]


def test_the_way_by_saml_leads_back_to_this_house_only(house):
    browser = Browser(house)

    browser.bring(browser.ask_by_saml(GRACE, then="https://elsewhere.example/"))

    assert browser.url.startswith(browser.home)


def test_an_answer_by_saml_opens_the_house_once(house):
    browser, other = Browser(house), Browser(house)
    answer = browser.ask_by_saml(GRACE)
    other.ask_by_saml(GRACE)

    stolen = other.bring(answer)
    browser.bring(answer)
    again = browser.bring(answer)

    assert FAILED in stolen
    assert FAILED in again


def leave_out(path: str) -> Callable[[etree._Element], None]:
    def change(document: etree._Element) -> None:
        for found in document.xpath(path, namespaces=NAMES):
            found.getparent().remove(found)

    return change


def say(path: str, name: str, value: str | None) -> Callable[[etree._Element], None]:
    """Give an attribute another value, or none; without a name it is what stands there."""

    def change(document: etree._Element) -> None:
        for found in document.xpath(path, namespaces=NAMES):
            if not name:
                found.text = value
            elif value is None:
                del found.attrib[name]
            else:
                found.set(name, value)

    return change


CONFIRMED = "//saml:SubjectConfirmationData"
WELL_SIGNED_BUT = {
    "too late": say(CONFIRMED, "NotOnOrAfter", YESTERDAY),
    "not yet, or no more": say("//saml:Conditions", "NotOnOrAfter", YESTERDAY),
    "without an end": say(CONFIRMED, "NotOnOrAfter", None),
    "for another house": say("//saml:Audience", "", "https://elsewhere.example/metadata"),
    "for nobody in particular": leave_out("//saml:AudienceRestriction"),
    "from another directory": say("//saml:Issuer", "", "https://elsewhere.example/"),
    "to another question": say(CONFIRMED, "InResponseTo", "_another"),
    "to no question": say(CONFIRMED, "InResponseTo", None),
    "sent elsewhere": say(CONFIRMED, "Recipient", "https://elsewhere.example/acs/"),
    "about nobody who stays": say(
        "//saml:NameID", "Format", "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
    ),
}


@pytest.fixture(scope="module")
def asked(house):
    """A browser that waits for an answer, and the one it got: what is refused spends nothing."""
    browser = Browser(house)
    return browser, b64decode(browser.ask_by_saml(GRACE))


def altered(answer: bytes, change: Callable[[etree._Element], None]) -> etree._Element:
    document = etree.fromstring(answer)
    change(document)
    return document


def signed(document: etree._Element, key: str, certificate: str) -> str:
    """Sign the assertion anew, as the directory would."""
    leave_out("//ds:Signature")(document)
    assertion = document.find("saml:Assertion", NAMES)
    made = OneLogin_Saml2_Utils.add_sign(etree.tostring(assertion), key, certificate)
    document.replace(assertion, etree.fromstring(made))
    return b64encode(etree.tostring(document)).decode()


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
        b64encode(b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>").decode(),
        b64encode(b"no XML").decode(),
        "no base64",
        "A" * 62_000,
    ]

    pages = [(browser.bring(answer), browser.status) for answer in forged]

    assert [(FAILED in page, status) for page, status in pages] == [(True, 403)] * len(forged)
    assert FAILED not in browser.bring(signed(as_it_was, key, certificate))
    assert "Traceback" not in house.printed()
