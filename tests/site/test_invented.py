# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What is invented says so, wherever it stands."""

import pytest
from tests.factories import (
    at,
    make_organisation,
    make_person,
    make_session,
    publish,
)
from tests.site.reading import page, visible, words

from konvent.stage.actions import put_on_stage

pytestmark = pytest.mark.django_db


def test_what_is_invented_is_marked_wherever_it_stands(client, world):
    body = make_organisation(world, "traumstadt", name="Traumstadt", is_fictional=True)
    person = make_person(world, "Ida Invented", is_fictional=True, organisation=body)
    make_session(
        world,
        "A dream",
        room=world.rooms.get(),
        starts_at=at(15),
        speakers=(person,),
        is_fictional=True,
        code="DREAM",
    )
    publish(world)

    for path in (
        "programme/",
        "session/DREAM/",
        "speakers/",
        f"speaker/{person.code}/",
        "organisations/",
        "organisation/traumstadt/",
    ):
        assert "chip--fictional" in visible(page(client, f"en/{path}")), path
        assert "erfunden" in visible(page(client, f"de/{path}")), path
    assert "This session never took place." in words(page(client, "en/session/DREAM/"))


def test_what_is_invented_is_marked_while_it_is_on_stage(client, world):
    room = world.rooms.get()
    assert "chip--fictional" not in visible(page(client, "en/"))

    dream = make_session(world, "A dream", room=room, starts_at=at(15), is_fictional=True)
    publish(world)
    put_on_stage(room=room, session=dream, at=at(15), by=None)

    assert "chip--fictional" in visible(page(client, "en/"))
