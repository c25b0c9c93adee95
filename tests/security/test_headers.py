# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Every page says what a browser may do with it, also those that say that something is wrong."""

import json
import os
import subprocess
import sys

import pytest
from django.test import Client
from tests.factories import make_world, publish

from konvent.foundation.front import friendly
from konvent.foundation.front.lanes import NOT_THAT_WAY

OVER_TLS = """
import json, django
django.setup()
from django.test import Client
around = {"x-forwarded-proto": "https", "host": "localhost"}
answer = Client().get("/account/login/", headers=around)
cookie = answer.cookies["konvent_csrf"]
print(json.dumps([answer["Strict-Transport-Security"], cookie["secure"], cookie["httponly"]]))
"""


@pytest.mark.parametrize("answer", [NOT_THAT_WAY, *map(friendly.page, friendly.TEXTS)])
def test_the_fronts_own_pages_are_html_that_can_do_nothing_but_look_good(answer):
    said = dict(answer.headers)
    allowed = b"default-src 'none'; style-src 'self'; font-src 'self'; frame-ancestors 'none'"

    assert said[b"content-type"] == b"text/html; charset=utf-8"
    assert said[b"x-content-type-options"] == b"nosniff"
    assert said[b"content-security-policy"] == allowed
    assert b"/static/konvent/dist/style-" in answer.body
    assert said[b"cache-control"] == b"no-store"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/smart-2026/de/", "/smart-2026/door/", "/account/login/", "/nothing/here/", "/manage/"],
)
def test_djangos_pages_run_no_foreign_program_and_stand_in_no_frame(address):
    publish(make_world())

    answer = Client().get(address)

    policy = set(answer["Content-Security-Policy"].split("; "))
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'"} <= policy
    assert {"frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} <= policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


def test_where_people_come_over_tls_they_stay_there(tmp_path):
    surroundings = os.environ | {
        "DJANGO_SETTINGS_MODULE": "konvent.config.settings.production",
        "KONVENT_DATA": str(tmp_path),
        "KONVENT_PUBLIC_URL": "https://localhost",
    }

    done = subprocess.run(
        [sys.executable, "-c", OVER_TLS],
        check=False,
        capture_output=True,
        text=True,
        env=surroundings,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == ["max-age=2592000", True, True]
