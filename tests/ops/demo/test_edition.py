# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The reference convention says what is known, and says of the rest that it is not."""

import pytest
from django.utils.translation import override

from konvent.foundation.colours import Colour
from konvent.ops.demo.edition import read_edition
from konvent.people.models import OrganisationKind
from konvent.programme.conflicts import conflicts_in
from konvent.programme.models import Level, SessionKind, SpeakerRole

PROMINENT = {
    "Armin Laschet",
    "Dorothee Bär",
    "Heiko Maas",
    "Kristina Sinemus",
    "Li Andersson",
    "Markus Richter",
    "Theo Blackwell",
    "Thierry Breton",
}
ON_DOCUMENTED_PANELS = {
    "Anne Katrin Bohle",
    "Dieter Rombach",
    "Gerd Landsberg",
    "Gesa Ziemer",
    "Gunter Czisch",
    "Helmut Dedy",
    "Ingbert Liebing",
    "Kay Ruge",
    "Marie Neumüllers",
}


@pytest.fixture
def schedule():
    return read_edition().schedule


def test_it_has_the_size_of_the_real_convention(schedule):
    assert len(schedule.sessions) >= 62
    assert len(schedule.people) >= 150
    assert [str(day.theme) for day in schedule.days] == ["E-Government Day", "Smart City Day"]
    assert [str(room.name) for room in schedule.rooms] == [
        "Smart Plaza",
        "Digital Forum",
        "Deep Dive Session",
    ]


def test_only_people_whom_a_source_names_are_real(schedule):
    real = {person.name for person in schedule.people if not person.is_fictional}

    assert real == PROMINENT | ON_DOCUMENTED_PANELS


def test_real_people_appear_in_what_is_documented_only(schedule):
    real = {person.code for person in schedule.people if not person.is_fictional}
    invented = [session for session in schedule.sessions if session.is_fictional]

    assert {a.person for session in invented for a in session.speakers} & real == set()


def test_of_a_prominent_persons_part_nothing_is_claimed_but_the_name(schedule):
    keynotes = {
        str(schedule.person[appearance.person].name): session
        for session in schedule.sessions
        if session.kind == "keynote"
        for appearance in session.speakers
    }

    assert set(keynotes) == PROMINENT
    for name, session in keynotes.items():
        assert session.title == {"de": f"Keynote: {name}", "en": f"Keynote: {name}"}
        assert session.abstract["de"].endswith("Dieser Eintrag ist ein Platzhalter.")
        assert session.abstract["en"].endswith("this entry is a placeholder.")


def test_what_is_invented_says_so_in_both_languages(schedule):
    for session in schedule.sessions:
        if session.is_fictional and session.kind != "break":
            assert session.description["de"].startswith("Dieser Programmpunkt ist erfunden")
            assert session.description["en"].startswith("This item is fictional")
    for person in schedule.people:
        assert ("fictional" in person.biography.get("en", "")) is person.is_fictional
    for body in schedule.organisations:
        assert ("Diese Organisation ist" in body.description["de"]) is body.is_fictional


def test_times_that_are_ours_are_called_ours(schedule):
    documented = [s for s in schedule.sessions if not s.is_fictional and s.kind != "keynote"]

    assert {session.code for session in documented} == {"2P01", "2P02", "2P03", "2D02"}
    assert all("sind nicht überliefert" in s.description["de"] for s in documented)


def test_everything_is_said_in_german_and_english(schedule):
    for session in schedule.sessions:
        assert set(session.title) == set(session.abstract) == {"de", "en"}
        assert set(session.subtitle) in (set(), {"de", "en"})
    for person in schedule.people:
        assert set(person.position) == (
            {"de", "en"} if person.is_fictional else set(person.position)
        )


def test_every_kind_level_role_and_language_appears(schedule):
    sessions = schedule.sessions

    assert {session.kind for session in sessions} == set(SessionKind.values)
    assert {session.level for session in sessions} == {"", *Level.values}
    assert {a.role for session in sessions for a in session.speakers} == set(SpeakerRole.values)
    assert {session.language for session in sessions} == {"", "de", "en"}
    assert {body.kind for body in schedule.organisations} >= set(OrganisationKind.values)


def test_everything_that_is_referred_to_exists(schedule):
    assert {person.organisation for person in schedule.people} <= {"", *schedule.organisation}
    for session in schedule.sessions:
        assert session.room in schedule.room
        assert session.track in {"", *schedule.track}
        assert set(session.partners) <= set(schedule.organisation)
        assert {a.person for a in session.speakers} <= set(schedule.person)
    assert {thing.colour for thing in (*schedule.rooms, *schedule.tracks)} <= set(Colour.values)


def test_every_invented_panel_has_a_moderator(schedule):
    panels = [s for s in schedule.sessions if s.kind == "panel"]

    assert all("moderator" in {a.role for a in panel.speakers} for panel in panels)


def test_nobody_is_called_the_same_by_their_work_and_by_their_part(schedule):
    parts = [part for session in schedule.sessions for part in session.speakers]

    with override("en"):
        called = [(schedule.person[p.person].position, SpeakerRole(p.role).label) for p in parts]

    assert [work["en"] for work, part in called if work and work["en"] == part] == []


def test_nobody_is_needed_twice_at_once(schedule):
    assert conflicts_in(schedule) == ()
