# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A convention with its staff, and the way in."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from tests.factories import make_user, make_world

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
