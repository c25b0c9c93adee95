# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Publishing a programme."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.factories import (
    NOW,
    at,
    make_convention,
    make_day,
    make_organisation,
    make_person,
    make_room,
    make_session,
    make_track,
    make_world,
    publish,
    text,
)

from konvent.foundation.models import AuditEntry
from konvent.programme.actions import CannotPublishError, NothingToPublishError, publish_version
from konvent.programme.document import read_document, write_document
from konvent.programme.queries import published_schedule, working_copy

pytestmark = pytest.mark.django_db


def test_before_the_first_version_the_public_sees_no_programme():
    make_world()

    assert published_schedule("smart-2026") is None


def test_the_public_sees_what_was_published_and_not_what_is_edited_since():
    convention = make_world()
    publish(convention)
    convention.sessions.update(title=text("Not yet decided"))

    seen = published_schedule(convention.slug)

    assert seen is not None
    assert [str(session.title) for session in seen.sessions] == ["Opening", "Compilers for cities"]


def test_versions_are_numbered():
    convention = make_world()
    first = publish(convention)
    make_session(convention, "Closing")

    second = publish(convention, NOW + timedelta(hours=1))

    assert (first.number, second.number) == (1, 2)


def test_publishing_twice_without_a_change_says_so_and_makes_no_version():
    convention = make_world()
    publish(convention)

    with pytest.raises(NothingToPublishError, match="Nothing has changed"):
        publish_version(convention=convention, at=NOW)
    assert convention.versions.count() == 1


def test_a_programme_without_a_day_is_not_published():
    convention = make_convention()

    with pytest.raises(CannotPublishError, match="needs a day"):
        publish_version(convention=convention, at=NOW)


def test_publishing_is_in_the_audit_log():
    publish(make_world())

    assert list(AuditEntry.objects.values_list("verb", "actor_name")) == [("publish", "konvent")]


def everything(convention):
    """Add one of everything, each with what it can hold."""
    partner = make_organisation(convention, "musterstadt", website="https://example.org")
    host = make_organisation(convention, "amt-muster", kind="amt", is_fictional=True)
    track = make_track(convention)
    room = make_room(convention, "security-corner", colour="red", capacity=80)
    person = make_person(
        convention, "Hedy Lamarr", organisation=host, position=text("Rat", "Councillor")
    )
    session = make_session(
        convention,
        "Keynote",
        room=room,
        starts_at=at(23, 30),
        duration=timedelta(hours=1, minutes=30),
        speakers=(person,),
        track=track,
        kind="keynote",
        is_cancelled=True,
        links=[{"title": "Site", "url": "https://example.org", "kind": "related"}],
        origin={"json": {"foo": [1, None, {"bar": "ü"}]}},
    )
    session.partners.set([partner, host])
    make_session(convention, "Somewhen")
    return convention


def test_a_version_keeps_every_detail():
    convention = everything(make_world())
    schedule = working_copy(convention)

    assert read_document(write_document(schedule)) == schedule


@pytest.mark.parametrize("amount", [1, 3])
def test_the_working_copy_takes_the_same_few_queries_whatever_its_size(
    amount, django_assert_num_queries
):
    convention = make_convention()
    for number in range(amount):
        make_day(convention, date(2026, 10, 1 + number))
        room = make_room(convention, f"room-{number}")
        people = tuple(make_person(convention, f"Ada {n}") for n in range(amount))
        session = make_session(convention, room=room, starts_at=at(10), speakers=people)
        session.partners.add(make_organisation(convention, f"city-{number}"))

    with django_assert_num_queries(8):
        working_copy(convention)


@pytest.mark.parametrize("amount", [1, 3])
def test_a_version_is_read_once_and_then_costs_one_small_query(amount, django_assert_num_queries):
    convention = make_convention()
    make_day(convention)
    for _ in range(amount):
        make_session(convention)
    publish(convention)
    published_schedule(convention.slug)

    with django_assert_num_queries(1):
        published_schedule(convention.slug)
