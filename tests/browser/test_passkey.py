# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Somebody on the staff makes a passkey and signs in with nothing else."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.staff import command

PETRA = "petra@sccon.example"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def petra(new_context, konvent):
    """Her browser, and the device that keeps her passkeys; a passkey wants a name, not a number."""
    context = new_context()
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return page


def test_a_passkey_alone_opens_the_staff_area(petra, konvent, axe):
    here = konvent.url.replace("127.0.0.1", "localhost")
    added = ("--name", "Petra", "--duty", "producer", "--language", "en")
    said = command(konvent, "user", "add", PETRA, *added)
    petra.goto(here + re.search(r"http\S+(/account/link/\S+)", said)[1])
    petra.locator("form button").first.click()
    petra.wait_for_load_state()

    petra.goto(f"{here}/account/2fa/webauthn/add/")
    axe(petra)
    petra.get_by_role("button", name="Add a passkey").click()
    expect(petra).to_have_url(re.compile("recovery"))
    petra.goto(f"{here}/account/")
    expect(petra.get_by_text("Passkey “My device”")).to_be_visible()
    petra.context.clear_cookies()

    petra.goto(f"{here}/account/login/")
    axe(petra)
    petra.get_by_role("button", name="Sign in with a passkey").click()
    petra.wait_for_url("**/manage/**")
    petra.goto(f"{here}/manage/sccon-2020/stages/")
    expect(petra.get_by_role("heading", level=1)).to_be_visible()
    expect(petra).to_have_url(re.compile("/stages/$"))
