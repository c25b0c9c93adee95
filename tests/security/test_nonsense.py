# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What no database can hold never reaches one."""

import asyncio
import json

import pytest
from django.test import Client
from django.utils import timezone
from tests.factories import make_world, publish

from konvent.foundation.front.application import Application
from konvent.foundation.front.proxy import ApplicationLane
from konvent.foundation.front.uploads import Uploads
from konvent.registration.actions import issue_ticket
from konvent.registration.tickets import COOKIE, Pass, sign


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["\0", "AB\0", "\ud800", "\n", ""])
def test_an_agenda_takes_no_nonsense(code):
    world = make_world()
    publish(world)
    ticket = issue_ticket(convention=world, email="ada@example.org", at=timezone.now())
    client = Client()
    client.cookies[COOKIE] = sign(
        "pass", Pass(world.slug, "t", ticket.pk, int(ticket.expires_at.timestamp()))
    )

    answer = client.post(
        f"/{world.slug}/my/agenda/",
        json.dumps({"drop": [code]}),
        content_type="application/json",
    )

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("path", "query"),
    [(b"/manage/%00/", b""), (b"/manage/smart-2026/people/", b"q=a%00"), (b"/a/my/b%00", b"")],
)
def test_an_address_with_nothing_in_it_is_not_passed_on(path, query, tmp_path):
    said = []
    scope = {
        "type": "http",
        "method": "GET",
        "raw_path": path,
        "query_string": query,
        "headers": [(b"host", b"example.org")],
        "client": ("192.0.2.1", 4711),
    }

    async def send(message):
        said.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    lane = ApplicationLane(
        Application(tmp_path / "nobody-listens.sock"), "https", Uploads(tmp_path, 1)
    )
    asyncio.run(lane(scope, receive, send))

    assert said[0]["status"] == 404
