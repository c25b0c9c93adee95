# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A convention with its staff, and the way in."""

import socket
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from django.test import Client
from tests.factories import make_user, make_world

from konvent.foundation.buses import local
from konvent.people.links import one_time_link
from konvent.people.models import Duty


def enter(user) -> Client:
    """Return a browser in which the user has signed in with a link from the server."""
    client = Client()
    answer = client.post(urlsplit(one_time_link(user)).path)
    assert answer.status_code == 302
    return client


@pytest.fixture
def convention(db):
    """A day, one stage, Ada's opening at 10:00 and Grace's talk at 11:00."""
    return make_world()


@pytest.fixture
def grace(convention):
    """Organises the convention."""
    return make_user("Grace Hopper", Duty.ORGANISER, convention, language="en")


@pytest.fixture
def desk(grace):
    """Grace's browser, signed in."""
    return enter(grace)


@pytest.fixture
def base(convention):
    return f"/manage/{convention.slug}/"


@pytest.fixture
def heard():
    """Names of the topics that the hub is told about, once they were sent."""
    path = local.address()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as hub:
        hub.bind(str(path))
        hub.settimeout(0)
        yield Heard(hub)
    path.unlink()


class Heard:
    """What has arrived so far."""

    def __init__(self, hub: socket.socket) -> None:
        self.hub = hub
        self.topics: set[str] = set()

    def __contains__(self, topic: str) -> bool:
        with suppress(BlockingIOError):
            while True:
                self.topics |= set(self.hub.recv(65536).decode().split("\n"))
        return topic in self.topics
