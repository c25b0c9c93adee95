# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Bringing feeds into the house, again and again, without undoing what organisers did."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.factories import NOW, at, make_person, make_session, make_user, make_world, text

from konvent.convention.models import Convention
from konvent.foundation.models import AuditEntry
from konvent.foundation.texts import Text
from konvent.programme.actions import apply_schedule
from konvent.programme.actions.feeds import (
    NoSuchConventionError,
    TooManyRemovalsError,
    convention_for,
)
from konvent.programme.formats.json_writer import write_json
from konvent.programme.formats.reading import read_schedule
from konvent.programme.formats.xml_writer import write_xml
from konvent.programme.models import Speaker, Version
from konvent.programme.queries import published_schedule, working_copy
from konvent.programme.schedule import Appearance
from konvent.programme.soundness import NotSoundError

pytestmark = pytest.mark.django_db
FIXTURES = Path(__file__).resolve().parent / "fixtures"


def feed_of(name="pretalx.json"):
    return read_schedule((FIXTURES / name).read_bytes()).schedule


def imported(schedule, convention=None, **options):
    return apply_schedule(convention=convention, schedule=schedule, at=NOW, **options)


def with_session(schedule, which, /, **facts):
    """The same feed, which says something else of one session."""
    sessions = tuple(replace(s, **facts) if s.code == which else s for s in schedule.sessions)
    return replace(schedule, sessions=sessions)


def without(schedule, *codes):
    return replace(schedule, sessions=tuple(s for s in schedule.sessions if s.code not in codes))


def sums(report):
    """What changed, by noun, as (created, changed, removed)."""
    counts = {name: (c.created, c.changed, c.removed) for name, c in report.counts.items()}
    return {name: count for name, count in counts.items() if any(count)}


# into an empty house


@pytest.mark.parametrize("name", ["pretalx.json", "fosdem.xml", "frab.xml", "second.json"])
def test_the_working_copy_is_what_the_file_said(name):
    schedule = feed_of(name)

    report = imported(schedule)

    assert replace(working_copy(report.convention), version=schedule.version) == schedule


def test_an_empty_house_gets_the_convention_and_shows_it_at_once():
    report = imported(feed_of())

    convention = Convention.objects.get()
    assert report.is_new
    assert (convention.slug, str(convention.title), convention.timezone) == (
        "town-2026",
        "Town 2026",
        "Europe/Berlin",
    )
    assert convention.is_current
    assert published_schedule("town-2026").version == "1"
    assert sums(report)["sessions"] == (3, 0, 0)


def test_an_import_is_in_the_audit_log():
    ada = make_user("Ada Lovelace")

    imported(feed_of(), by=ada)

    entry = AuditEntry.objects.get(verb="import")
    assert (entry.actor_name, entry.thing_name) == ("Ada Lovelace", "Town 2026")
    assert entry.changes["sessions"] == [None, "+3 ~0 -0"]


def test_nothing_is_left_of_an_import_that_fails():
    schedule = with_session(feed_of(), "LUNCH1", room="nowhere")

    with pytest.raises(NotSoundError, match="nowhere"):
        imported(schedule)

    assert not Convention.objects.exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"track": "nowhere"},
        {"kind": "nonsense"},
        {"level": "nonsense"},
        {"code": "G9JGWY"},
        {"code": "../../etc"},
        {"code": "A" * 21},
        {"partners": ("nobody",)},
        {"speakers": (Appearance(person="NOBODY"),)},
        {"speakers": (Appearance(person="ADA123", role="king"),)},
        {"starts_at": NOW.replace(tzinfo=None)},
        {"duration": timedelta(minutes=-1)},
        {"kind_name": "x" * 101},
    ],
)
def test_a_programme_that_contradicts_itself_is_refused(facts):
    with pytest.raises(NotSoundError):
        imported(with_session(feed_of(), "LUNCH1", **facts))


# again


@pytest.mark.parametrize("name", ["pretalx.json", "fosdem.xml", "frab.xml", "second.json"])
def test_the_same_file_changes_nothing_the_second_time(name):
    convention = imported(feed_of(name)).convention

    report = imported(feed_of(name), convention)

    assert sums(report) == {}
    assert not report.has_changed
    assert AuditEntry.objects.filter(verb="import").count() == 1


def test_later_imports_wait_to_be_published():
    convention = imported(feed_of()).convention

    report = imported(with_session(feed_of(), "LUNCH1", title=text("Dinner")), convention)

    assert sums(report) == {"sessions": (0, 1, 0)}
    assert report.version is None
    assert Version.objects.count() == 1
    assert str(published_schedule("town-2026").session["LUNCH1"].title) == "Lunch"


def test_a_moved_session_moves():
    convention = imported(feed_of()).convention
    start = feed_of().session["LUNCH1"].starts_at + timedelta(hours=1)

    imported(with_session(feed_of(), "LUNCH1", starts_at=start), convention)

    assert convention.sessions.get(code="LUNCH1").starts_at == start


def test_a_session_that_left_the_feed_leaves_the_programme():
    convention = imported(feed_of()).convention

    report = imported(without(feed_of(), "LUNCH1"), convention, accepts_removals=True)

    assert sums(report) == {"sessions": (0, 0, 1)}
    assert not convention.sessions.filter(code="LUNCH1").exists()


def test_a_feed_that_suddenly_lacks_many_sessions_is_not_believed():
    convention = imported(feed_of()).convention
    feed = without(feed_of(), "LUNCH1")

    with pytest.raises(TooManyRemovalsError, match="1 of 3 sessions is missing"):
        imported(feed, convention)

    assert convention.sessions.count() == 3
    assert sums(imported(feed_of(), convention)) == {}


def test_a_fifth_of_the_sessions_may_go_unasked():
    feed = feed_of()
    more = [
        replace(feed.session["LUNCH1"], code=f"TEA{n}", guid=f.guid, slug=f"tea-{n}")
        for n, f in enumerate(feed_of("second.json").people)
    ]
    feed = replace(feed, sessions=(*feed.sessions, *more))
    convention = imported(feed).convention

    report = imported(without(feed, "TEA0"), convention)

    assert sums(report)["sessions"] == (0, 0, 1)


# what organisers did stays


def test_texts_in_the_other_language_stay():
    convention = imported(feed_of()).convention
    lunch = convention.sessions.get(code="LUNCH1")
    lunch.title = Text({"de": "Lunch", "en": "Midday meal"})
    lunch.save()

    imported(with_session(feed_of(), "LUNCH1", title=Text({"de": "Mittagessen"})), convention)

    lunch.refresh_from_db()
    assert lunch.title == {"de": "Mittagessen", "en": "Midday meal"}


def test_what_organisers_changed_stays_until_the_feed_changes_it():
    convention = imported(feed_of()).convention
    convention.sessions.filter(code="LUNCH1").update(title=Text({"de": "Picknick"}))

    imported(feed_of(), convention)
    kept = str(convention.sessions.get(code="LUNCH1").title)
    imported(with_session(feed_of(), "LUNCH1", title=Text({"de": "Buffet"})), convention)

    assert kept == "Picknick"
    assert str(convention.sessions.get(code="LUNCH1").title) == "Buffet"


def test_a_room_keeps_its_colour_and_its_picture():
    convention = imported(feed_of()).convention
    convention.rooms.filter(slug="hall").update(colour="plum", has_picture=True, position=5)
    feed = feed_of()
    hall = replace(feed.room["hall"], capacity=500)

    imported(replace(feed, rooms=(hall, *feed.rooms[1:])), convention)

    room = convention.rooms.get(slug="hall")
    assert (room.colour, room.has_picture, room.position, room.capacity) == ("plum", True, 5, 500)


def test_a_role_given_here_stays_when_the_feed_adds_somebody():
    convention = imported(feed_of()).convention
    Speaker.objects.update(role="moderator")
    feed = feed_of()
    grace = replace(feed.people[0], code="GRACE1", name="Grace Hopper", guid=feed.rooms[1].guid)
    cast = feed.session["G9JGWY"].speakers
    feed = replace(feed, people=(*feed.people, grace))

    imported(
        with_session(feed, "G9JGWY", speakers=(*cast, replace(cast[0], person="GRACE1"))),
        convention,
    )

    session = convention.sessions.get(code="G9JGWY")
    assert [(s.person.name, s.role) for s in session.speakers.order_by("position")] == [
        ("Ada Lovelace", "moderator"),
        ("Grace Hopper", "speaker"),
    ]


def test_somebody_added_here_stays_on_stage():
    convention = imported(feed_of()).convention
    session = convention.sessions.get(code="LUNCH1")
    Speaker.objects.create(session=session, person=make_person(convention, "Hedy Lamarr"))

    imported(with_session(feed_of(), "LUNCH1", duration=timedelta(minutes=5)), convention)

    assert [str(person) for person in session.people.all()] == ["Hedy Lamarr"]


def test_a_session_added_here_is_not_the_feeds_to_remove():
    convention = imported(feed_of()).convention
    make_session(convention, "Party", starts_at=at(20))

    imported(feed_of(), convention)

    assert convention.sessions.count() == 4


def test_a_session_removed_here_does_not_come_back():
    convention = imported(feed_of()).convention
    convention.sessions.filter(code="LUNCH1").delete()

    report = imported(feed_of(), convention)

    assert not report.has_changed
    assert not convention.sessions.filter(code="LUNCH1").exists()


def test_a_cancellation_made_here_stays():
    convention = imported(feed_of()).convention
    convention.sessions.update(is_cancelled=True)

    imported(with_session(feed_of(), "LUNCH1", title=text("Dinner")), convention)

    assert convention.sessions.get(code="LUNCH1").is_cancelled


def test_the_name_of_the_convention_is_the_organisers():
    convention = make_world("town-2026")

    imported(feed_of(), convention)

    convention.refresh_from_db()
    assert str(convention.title) == "Smart Convention 2026"
    assert convention.sessions.count() == 5


def test_a_day_with_a_theme_stays():
    convention = imported(feed_of()).convention
    convention.days.update(theme=text("Tag der Straße"))

    imported(feed_of(), convention)

    assert str(convention.days.get().theme) == "Tag der Straße"


# names


def test_a_session_keeps_its_address_when_the_feed_gives_it_another_code():
    convention = imported(feed_of()).convention
    feed = feed_of()
    renamed = replace(feed.session["LUNCH1"], code="DINNER", slug="dinner")

    imported(replace(without(feed, "LUNCH1"), sessions=(*feed.sessions[:2], renamed)), convention)

    assert {session.code for session in convention.sessions.all()} >= {"LUNCH1", "G9JGWY"}


def test_a_new_room_does_not_take_the_name_of_another():
    convention = imported(feed_of()).convention
    feed = feed_of()
    other = replace(feed.room["hall"], guid=feed.sessions[0].guid)
    moved = replace(feed, rooms=(*feed.rooms, replace(other, slug="hall-b")))
    convention.rooms.filter(slug="yard").update(slug="hall-b")

    imported(moved, convention)

    assert sorted(convention.rooms.values_list("slug", flat=True)) == ["hall", "hall-b", "hall-b-2"]


def test_two_feeds_may_fill_one_convention():
    convention = imported(feed_of()).convention

    imported(feed_of("frab.xml"), convention)
    report = imported(feed_of(), convention)

    assert not report.has_changed
    assert convention.sessions.count() == 5


@pytest.mark.parametrize("write", [write_xml, write_json])
def test_what_this_house_wrote_changes_nothing_when_it_comes_back(write, settings):
    convention = imported(feed_of("frab.xml")).convention
    content = write(published_schedule("smart26"), f"{settings.PUBLIC_URL}/smart26")
    content = content.encode() if isinstance(content, str) else content

    report = imported(read_schedule(content).schedule, convention, feed="ours")

    assert sums(report) == {}


# which convention


def test_a_file_finds_its_convention_by_its_own_name():
    convention = imported(feed_of()).convention

    assert convention_for(feed_of()) == convention


def test_in_a_house_with_others_a_new_convention_has_to_be_asked_for():
    make_world()

    with pytest.raises(NoSuchConventionError, match="town-2026"):
        convention_for(feed_of())
    assert convention_for(feed_of(), "town-2026") is None


def test_a_name_that_is_an_address_of_the_house_is_not_taken():
    feed = feed_of()
    reserved = replace(feed, convention=replace(feed.convention, slug="static"))

    assert imported(reserved).convention.slug == "convention-static"


# size


@pytest.mark.parametrize("amount", [1, 3])
def test_an_import_takes_the_same_few_queries_whatever_its_size(amount, django_assert_num_queries):
    feed = feed_of()
    feed = replace(feed, sessions=feed.sessions[:amount])

    with django_assert_num_queries(50):
        imported(feed)
