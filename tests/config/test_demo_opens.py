# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The whole demonstration, started the way a newcomer starts it."""

from http.cookiejar import CookieJar
from urllib.parse import urljoin
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from tests.browser.house import House


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path)
    yield house
    house.close()


def visitor():
    """Somebody with a browser of their own, who keeps cookies and follows redirects."""
    return build_opener(HTTPCookieProcessor(CookieJar()))


def read(browser, address):
    with browser.open(address, timeout=20) as answer:
        return answer.read().decode()


def test_its_links_lead_in_and_it_comes_back_as_it_was(house):
    house.open()
    home, ticket = house.links["Home"], house.links["Attendee"]

    assert "Smart Country Convention 2020" in read(visitor(), home)
    guest = visitor()
    assert "Smart Country Convention 2020" in read(guest, ticket)
    assert "konvent-player" in read(guest, f"{home}stage/smart-plaza/")
    for name in ("Organiser", "Producer", "Moderator"):
        assert "csrfmiddlewaretoken" in read(visitor(), house.links[name])
    assert "konvent-presenter" in read(visitor(), house.links["Speaker"])
    contact = read(visitor(), urljoin(home, "/.well-known/security.txt"))
    assert contact.startswith("Contact: mailto:security@sccon.example\n")
    key, lock = (house.data / name for name in ("secret.key", "serve.lock"))
    assert key.stat().st_mtime < lock.stat().st_mtime  # by which the doctor tells a newer key

    house.close()
    house.open()

    assert (house.links["Home"], house.links["Attendee"]) == (home, ticket)
    assert "konvent-player" in read(guest, f"{home}stage/smart-plaza/")
