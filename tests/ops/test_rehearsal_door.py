# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Nobody rehearses in a house that has not allowed it."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories import make_world, publish

from konvent.ops.rehearsal.invitation import FIRST, Invitation
from konvent.ops.rehearsal.target import ALLOWED_FOR, is_allowed, note, opt_in
from konvent.registration.models import Ticket
from konvent.registration.tickets import check

pytestmark = pytest.mark.django_db
DOOR = "/doors/rehearsal"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def world():
    world = make_world()
    publish(world)
    return world


def ask(client, token, **asked):
    body = json.dumps({"participants": 3, "convention": "", **asked})
    said = {"authorization": f"Bearer {token}"} if token else {}
    return client.post(DOOR, body, content_type="application/json", headers=said)


def test_a_house_that_has_not_opted_in_refuses_everybody(client, world):
    assert [ask(client, token).status_code for token in ("", "x", "None")] == [403] * 3


def test_the_token_of_the_house_gets_tickets_that_are_nobodys(client, world):
    token = opt_in(timezone.now())

    plan = Invitation.of_json(ask(client, token).json())

    holders = [check("ticket", ticket) for ticket in plan.tickets]
    assert (plan.convention, plan.rooms) == ("smart-2026", ("smart-plaza",))
    assert len({holder.number for holder in holders}) == 3
    assert all(holder.number >= FIRST for holder in holders)
    assert Ticket.objects.count() == 0


def test_another_token_and_a_new_one_made_since_are_refused(client, world):
    first = opt_in(timezone.now())
    opt_in(timezone.now())

    assert ask(client, first).status_code == 403
    assert ask(client, "").status_code == 403


def test_what_was_allowed_ends_by_itself(world):
    now = timezone.now()
    token = opt_in(now)

    assert is_allowed(token, now + timedelta(seconds=ALLOWED_FOR - 1))
    assert not is_allowed(token, now + timedelta(seconds=ALLOWED_FOR))
    assert note().stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("asked", [{"participants": "many"}, {"participants": None}])
def test_nonsense_is_refused(client, world, asked):
    assert ask(client, opt_in(timezone.now()), **asked).status_code == 400


def test_a_house_without_a_stage_has_nothing_to_rehearse(client):
    assert ask(client, opt_in(timezone.now())).status_code == 409
