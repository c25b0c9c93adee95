# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Links from the server's shell that sign a member of staff in, once."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from tests.manage.conftest import enter

from konvent.foundation.models import AuditEntry
from konvent.people.actions.staff import use_link
from konvent.people.links import LIFETIME, LinkRefusedError, one_time_link
from konvent.people.models import User


def path_of(link):
    return urlsplit(link).path


def test_a_link_from_the_server_signs_in_without_a_second_factor(grace, convention):
    client = Client()
    path = path_of(one_time_link(grace))

    assert "Sign in as Grace Hopper" in client.get(path, headers={"accept-language": "en"}).text
    assert client.post(path)["Location"] == "/manage/"
    assert client.get(f"/manage/{convention.slug}/").status_code == 200


def test_a_link_works_once_and_takes_all_older_ones_with_it(grace):
    older, newer = one_time_link(grace), one_time_link(grace)
    enter(grace)

    statuses = [Client().post(path_of(link)).status_code for link in (older, newer)]

    assert statuses == [410, 410]


def test_looking_at_a_link_does_not_spend_it(grace):
    path = path_of(one_time_link(grace))
    for _ in range(3):
        assert Client().get(path).status_code == 200

    assert Client().post(path).status_code == 302


def test_a_link_lasts_a_day(grace):
    token = path_of(one_time_link(grace)).split("/")[-2]
    now = timezone.now()

    use_link(token=token, at=now + timedelta(hours=23, minutes=59))
    token = path_of(one_time_link(User.objects.get(pk=grace.pk))).split("/")[-2]
    with pytest.raises(LinkRefusedError):
        use_link(token=token, at=now + timedelta(hours=24, minutes=1))


def test_a_link_cannot_be_made_by_hand(grace):
    path = path_of(one_time_link(grace))
    forged = path[:-3] + ("A" if path[-3] != "A" else "B") + path[-2:]

    assert Client().post(forged).status_code == 410
    assert Client().post("/account/link/nonsense/").status_code == 410


def test_a_closed_account_has_no_link(grace):
    link = one_time_link(grace)
    User.objects.filter(pk=grace.pk).update(is_active=False)

    assert Client().post(path_of(link)).status_code == 410


def test_signing_in_by_a_link_is_in_the_log(grace):
    enter(grace)

    entry = AuditEntry.objects.get(verb="sign_in_by_link")
    assert (entry.actor_name, entry.thing_name) == ("Grace Hopper", "Grace Hopper")


def test_links_are_made_for_the_address_people_type(grace, settings):
    settings.PUBLIC_URL = "https://convention.example"

    assert one_time_link(grace).startswith("https://convention.example/account/link/")
    assert timedelta(hours=24) == LIFETIME
