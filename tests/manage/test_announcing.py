# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A moderator tells everybody something, and switches taking part off and on."""

import pytest
from django.test import Client
from tests.factories import make_user, make_world, publish
from tests.manage.conftest import enter

from konvent.audience.models import Announcement, Silence
from konvent.people.models import Duty


@pytest.fixture
def mira(convention):
    publish(convention)
    return enter(make_user("Mira", Duty.MODERATOR, convention, language="en"))


def typed(**facts):
    key = "5c0b8c34-3d9c-4a6e-9a15-3f4c5a9f7b10"
    return {"state": key, "text_de": "Bitte warten.", "level": "info", "room": "", **facts}


def test_it_is_said_once_is_on_the_page_for_browsers_without_scripts_and_taken_back(
    mira, base, convention
):
    for _ in range(2):
        mira.post(f"{base}announcements/", typed(room=convention.rooms.get().pk))
    said = Announcement.objects.get()
    public = f"/{convention.slug}/en/announcements/"

    assert "Bitte warten." in mira.get(f"{base}announcements/").text
    assert "Bitte warten." in Client().get(public).text
    mira.post(f"{base}announcements/{said.pk}/")
    assert "There is nothing to announce at the moment." in Client().get(public).text


def test_the_stages_of_others_are_not_offered_and_what_was_typed_is_kept(mira, base):
    foreign = make_world("other-2026").rooms.get()

    answer = mira.post(f"{base}announcements/", typed(room=foreign.pk))

    assert answer.status_code == 422
    assert "Bitte warten." in answer.text
    assert not Announcement.objects.exists()


def test_two_moderators_press_the_same_switch(mira, base, convention):
    for _ in range(2):
        mira.post(f"{base}announcements/only-reading/", {"deed": "only-read"})
    assert Silence.objects.count() == 1
    public = Client().get(f"/{convention.slug}/en/announcements/")
    assert "At the moment everything here can only be read." in public.text
    for _ in range(2):
        mira.post(f"{base}announcements/only-reading/", {"deed": "write"})
    assert not Silence.objects.exists()
