# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""No link to Konvent leads on to somebody else's site."""

from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from tests.factories import make_user, make_world

from konvent.people.models import Duty

pytestmark = pytest.mark.django_db
ELSEWHERE = [
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "/\\elsewhere.example/",
    "\\\\elsewhere.example/",
    "https:elsewhere.example",
    "javascript:alert(1)",
    " //elsewhere.example/",
    "/\t/elsewhere.example/",
]


@pytest.fixture(autouse=True)
def nobody_tried_before():
    cache.clear()


def is_here(location):
    parts = urlsplit(location)
    return not parts.scheme and not parts.netloc and location.startswith("/")


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_after_signing_in_one_is_here(elsewhere):
    grace = make_user("Grace", Duty.ORGANISER, make_world())
    typed = {"login": grace.email, "password": "correct horse battery", "next": elsewhere}

    answer = Client().post("/account/login/", typed)

    assert answer.status_code == 302
    assert is_here(answer["Location"])


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_after_choosing_a_language_or_signing_out_one_is_here(elsewhere):
    for address, typed in (("language", {"language": "en"}), ("logout", {})):
        answer = Client().post(f"/account/{address}/", {**typed, "next": elsewhere})

        assert is_here(answer["Location"])


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_the_door_leads_nowhere_else(elsewhere):
    make_world()

    answer = Client().post(
        "/smart-2026/door/?next=x", {"email": "ada@example.org", "next": elsewhere}
    )

    assert answer["Location"].startswith("/smart-2026/door/?")
