# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The organisers' pages about rooms, tracks, persons and organisations."""

import pytest
from tests.factories import (
    make_convention,
    make_organisation,
    make_person,
    make_room,
    make_track,
)
from tests.manage.forms import fields_of, fill

from konvent.foundation.models import AuditEntry


def test_a_room_gets_an_address_from_its_name_and_keeps_it(desk, base, convention):
    fill(desk, f"{base}rooms/add/", name_de="Große Bühne", colour="teal")
    room = convention.rooms.get(slug="grosse-buehne")

    fill(desk, f"{base}rooms/grosse-buehne/", name_de="Kleine Bühne")

    room.refresh_from_db()
    assert (room.slug, room.name) == ("grosse-buehne", {"de": "Kleine Bühne"})


def test_two_rooms_of_one_name_have_addresses_of_their_own(desk, base, convention):
    for _ in range(2):
        fill(desk, f"{base}rooms/add/", name_de="Saal", name_en="Hall")

    slugs = convention.rooms.filter(slug__startswith="saal").values_list("slug", flat=True)
    assert set(slugs) == {"saal", "saal-2"}


def test_removing_a_room_says_how_many_sessions_lose_it(desk, base, convention):
    page = desk.get(f"{base}rooms/smart-plaza/remove/").text
    assert "2 sessions stay, without a room" in page

    desk.post(f"{base}rooms/smart-plaza/remove/")

    assert [session.room for session in convention.sessions.all()] == [None, None]


def test_a_track_sent_twice_is_one_track(desk, base, convention):
    form = {"name_en": "Data", "name_de": "Daten", "colour": "plum", "position": "1"}
    for _ in range(2):
        desk.post(f"{base}tracks/add/", form)

    assert convention.tracks.count() == 1


def test_a_change_sent_twice_is_one_and_another_one_is_somebody_elses(desk, base, convention):
    address = f"{base}tracks/{make_track(convention).slug}/"
    form = fields_of(desk.get(address).text)
    mine, others = form | {"name_en": "Open data"}, form | {"name_en": "Big data"}

    answers = [desk.post(address, sent) for sent in (mine, mine, others)]

    assert [answer.status_code for answer in answers] == [302, 302, 422]
    assert "was changed by somebody else" in answers[-1].text
    assert AuditEntry.objects.filter(thing="track", verb="change").count() == 1


def test_a_person_is_added_once_and_changed(desk, base, convention):
    address = f"{base}people/add/"
    form = fields_of(desk.get(address).text) | {"name": "Alan Turing", "position_en": "Fellow"}
    for _ in range(2):
        desk.post(address, form)
    alan = convention.people.get(name="Alan Turing")

    fill(desk, f"{base}people/{alan.code}/", position_de="Mitglied")

    alan.refresh_from_db()
    assert alan.position == {"en": "Fellow", "de": "Mitglied"}


def test_removing_a_person_says_where_they_appear(desk, base, convention):
    ada = convention.people.get(name="Ada Lovelace")
    page = desk.get(f"{base}people/{ada.code}/remove/").text
    assert "the appearance in 1 session" in page

    desk.post(f"{base}people/{ada.code}/remove/")

    assert not convention.people.filter(name="Ada Lovelace").exists()
    assert convention.sessions.count() == 2


def test_an_organisation_of_another_convention_cannot_be_chosen(desk, base, convention):
    foreign = make_organisation(make_convention("other-2026"))
    ada = convention.people.get(name="Ada Lovelace")

    answer = fill(desk, f"{base}people/{ada.code}/", organisation=str(foreign.pk))

    assert answer.status_code == 422


def test_a_website_is_a_web_address(desk, base, convention):
    answer = fill(
        desk, f"{base}organisations/add/", name="Musterstadt", website="javascript:alert(1)"
    )

    assert answer.status_code == 422
    assert convention.organisations.count() == 0


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("page", "queries"),
    [("people/", 7), ("organisations/", 7), ("rooms/", 6), ("tracks/", 6), ("days/", 6)],
)
def test_every_list_costs_the_same_however_long(
    desk, base, convention, page, queries, count, django_assert_num_queries
):
    for number in range(count):
        body = make_organisation(convention, f"body-{number}")
        make_person(convention, f"Person{number} Example", organisation=body)
        make_room(convention, f"room-{number}")
        make_track(convention, f"track-{number}")

    with django_assert_num_queries(queries):
        desk.get(f"{base}{page}")
