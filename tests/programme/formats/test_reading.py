# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Reading the field's files: tolerant, and honest about what was repaired."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from konvent.foundation.texts import Text
from konvent.programme.formats.reading import read_schedule
from konvent.programme.schedule import Appearance, Link

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"


def content_of(name):
    return (FIXTURES / name).read_bytes()


def read(name, **hints):
    return read_schedule(content_of(name), **hints)


def said(reading, kind):
    return [str(remark) for remark in reading.remarks if remark.kind == kind]


def changed(name, old, new):
    text = content_of(name).decode()
    assert old in text
    return read_schedule(text.replace(old, new).encode())


# FOSDEM: no guids, no dates of sessions, no zone, no language


def test_fosdem_sessions_get_their_date_from_their_day():
    schedule = read("fosdem.xml").schedule

    assert [session.starts_at.isoformat() for session in schedule.sessions] == [
        "2026-02-07T09:00:00+01:00",
        "2026-02-08T23:30:00+01:00",
        "2026-02-08T23:45:00+01:00",
    ]
    assert [day.date.isoformat() for day in schedule.days] == ["2026-02-07", "2026-02-08"]
    assert schedule.days[1].ends_at.isoformat() == "2026-02-09T00:30:00+01:00"


def test_what_has_no_guid_gets_the_same_one_every_time():
    first, second = read("fosdem.xml").schedule, read("fosdem.xml").schedule

    assert first == second
    assert len({session.guid for session in first.sessions}) == 3
    assert [session.origin["id"] for session in first.sessions] == [101, 102, 103]


def test_a_guid_stays_when_the_session_is_renamed_and_moved():
    before = read("fosdem.xml").schedule.sessions[0]
    after = changed("fosdem.xml", "Welcome to the town", "Hello").schedule.sessions[0]

    assert (after.guid, after.code) == (before.guid, before.code)


def test_somebody_without_a_code_is_one_person_in_all_their_sessions():
    schedule = read("fosdem.xml").schedule

    ada, grace = schedule.people
    assert (ada.name, grace.name) == ("Ada Lovelace", "Grace Hopper")
    assert [session.code for session in schedule.of_person(ada.code)] == [
        schedule.sessions[0].code,
        schedule.sessions[1].code,
    ]


def test_what_a_file_does_not_tell_is_assumed_and_said():
    reading = read("fosdem.xml")

    assert reading.schedule.convention.timezone == "Europe/Berlin"
    assert reading.schedule.convention.default_language == "en"
    assert said(reading, "repaired") == [
        "The short name is open-town-days-2026 now. (line 3)",
        (
            "The file tells no time zone; Europe/Berlin is assumed (--timezone names another). "
            "(line 3)"
        ),
        "The file tells no language; its words look like “en”. (line 3)",
        "A session without a guid was given one. (line 16 and 2 more)",
    ]
    assert said(reading, "ignored") == [
        "<venue> says nothing Konvent keeps. (line 6)",
        "A link leads nowhere. (line 16)",
    ]


def test_the_operator_may_know_better():
    schedule = read("fosdem.xml", timezone="Europe/London", language="de").schedule

    assert schedule.sessions[0].starts_at.isoformat() == "2026-02-07T09:00:00+00:00"
    assert schedule.sessions[0].title == Text({"de": "Welcome to the town"})


def test_two_sessions_in_one_room_are_kept_and_noticed():
    reading = read("fosdem.xml")

    _welcome, bridges, overlap = reading.schedule.sessions
    assert said(reading, "noticed") == [
        f"Two sessions are in one room at once; both are kept. ({bridges.code} + {overlap.code})"
    ]


# frab


def test_a_frab_session_keeps_everything():
    schedule = read("frab.xml").schedule

    opening = schedule.sessions[0]
    assert opening.guid == UUID("0e0b3a3e-62c8-5c4f-9d0e-6f5f4d0ad001")
    assert (opening.code, opening.slug) == ("SMRT01", "smart26-1-opening")
    assert opening.title == Text({"de": "Eröffnung"})
    assert opening.abstract == Text({"de": "Wir fangen an.\nPünktlich."})
    assert (opening.kind, opening.kind_name) == ("opening", "")
    assert (opening.do_not_record, opening.recording_license) == (True, "CC BY 4.0")
    assert schedule.track[opening.track].name == Text({"de": "Verwaltung"})
    assert schedule.room[opening.room].slug == "grosse-buehne"


def test_html_that_was_not_escaped_stays_html():
    opening = read("frab.xml").schedule.sessions[0]

    assert opening.description == Text({"de": "<p>Mit <b>Musik</b> &amp; Tanz.</p>"})


def test_relative_addresses_become_absolute():
    opening = read("frab.xml").schedule.sessions[0]

    assert opening.logo == "https://frab.example/logos/1.png"
    assert opening.links == (Link(title="Mehr", url="https://frab.example/more"),)


def test_a_session_after_midnight_belongs_to_the_day_it_is_listed_under():
    schedule = read("frab.xml").schedule

    night = schedule.sessions[1]
    assert night.starts_at.isoformat() == "2026-10-28T01:30:00+01:00"
    assert schedule.day_of(night) == schedule.days[0]


def test_a_time_without_a_date_belongs_to_the_night_of_its_day():
    dated = "<date>2026-10-28T01:30:00+01:00</date>"

    night = changed("frab.xml", dated, "").schedule.sessions[1]

    assert night.starts_at.isoformat() == "2026-10-28T01:30:00+01:00"


def test_a_duration_may_have_days():
    assert read("frab.xml").schedule.sessions[1].duration == timedelta(days=1, hours=2)


def test_a_session_in_two_languages_is_filed_under_the_first():
    night = read("frab.xml").schedule.sessions[1]

    assert night.language == "en, de"
    assert night.title == Text({"en": "The long night"})


def test_people_who_share_a_number_are_told_apart_by_their_names():
    schedule = read("frab.xml").schedule

    night = schedule.sessions[1]
    names = [schedule.person[appearance.person].name for appearance in night.speakers]
    assert names == ["Ada King", "Grace Hopper", "Hedy Lamarr"]


# pretalx


def test_a_code_is_found_in_the_address_of_a_pretalx_session():
    assert [session.code for session in read("pretalx.json").schedule.sessions][::2] == [
        "G9JGWY",
        "LUNCH1",
    ]


def test_a_session_with_two_slots_becomes_two():
    reading = read("pretalx.json")

    first, again, _lunch = reading.schedule.sessions
    assert first.guid == UUID("b7c0a4d2-522e-5a43-9c51-0e1d5e5d0021")
    assert again.guid != first.guid
    assert (first.slug, again.slug) == ("town-2026-21-streets", "town-2026-21-streets-2")
    assert "Two sessions had the same guid" in " ".join(said(reading, "repaired"))


def test_the_later_of_two_slots_is_given_the_new_guid_wherever_it_stands():
    document = json.loads(content_of("pretalx.json"))
    hall = document["schedule"]["conference"]["days"][0]["rooms"]["Hall"]
    hall.reverse()

    turned = read_schedule(json.dumps(document).encode()).schedule

    assert {s.guid: s.title for s in turned.sessions} == {
        s.guid: s.title for s in read("pretalx.json").schedule.sessions
    }


def test_two_rooms_with_one_guid_stay_two():
    hall, yard = read("pretalx.json").schedule.rooms

    assert hall.guid == UUID("d2b7c4a0-2e52-5a43-9c51-0e1d5e5d0001")
    assert yard.guid != hall.guid
    assert (hall.capacity, hall.description) == (120, Text({"de": "Die Halle", "en": "The hall"}))


def test_answers_of_speakers_to_organisers_are_left_out():
    reading = read("pretalx.json")

    assert "private" not in repr(reading.schedule)
    assert said(reading, "ignored")[0].startswith('"answers" may be private and is left out.')


def test_a_link_may_be_a_mere_text_and_a_file_may_be_relative():
    streets = read("pretalx.json").schedule.sessions[0]

    assert streets.links == (Link(title="", url="https://streets.example/a%20b"),)
    assert streets.attachments[0].url == "https://pretalx.example/town-2026/talk/G9JGWY/plan.pdf"


def test_texts_lose_foreign_line_ends_and_titles_are_one_line():
    streets = read("pretalx.json").schedule.sessions[0]

    assert streets.title == Text({"de": "Streets for everybody"})
    assert streets.abstract == Text({"de": "Wem gehören\ndie Straßen?"})


def test_offsets_tell_the_zone_when_nothing_else_does():
    reading = read("pretalx.json")

    assert reading.schedule.convention.timezone == "Europe/Berlin"
    assert said(reading, "repaired")[0] == (
        "The file names no time zone; Europe/Berlin is taken, which fits its times. "
        "(schedule.conference)"
    )


def test_a_named_zone_that_contradicts_the_times_is_corrected():
    reading = changed(
        "pretalx.json", '"title": "Town 2026"', '"title": "T", "time_zone_name": "UTC"'
    )

    assert reading.schedule.convention.timezone == "Europe/Berlin"


def test_times_in_universal_time_do_not_contradict_a_named_zone():
    text = content_of("pretalx.json").decode().replace("+02:00", "Z")
    named = text.replace('"title": "Town 2026"', '"title": "T", "time_zone_name": "Asia/Tokyo"')

    schedule = read_schedule(named.encode()).schedule

    assert schedule.convention.timezone == "Asia/Tokyo"
    assert schedule.sessions[0].starts_at.isoformat() == "2026-07-01T18:30:00+09:00"


# version 2


def test_version_2_tells_rooms_roles_languages_and_cancellations():
    schedule = read("second.json").schedule

    opening, tea = schedule.sessions
    assert opening.room == "other-one"
    assert opening.abstract == Text({"de": "Es geht los.", "en": "Here we go."})
    assert opening.is_cancelled
    assert [a.role for a in opening.speakers] == ["host", "speaker"]
    assert schedule.track[opening.track].name == Text({"en": "Society"})
    assert (tea.kind, tea.room, tea.duration) == ("break", "one", timedelta(minutes=30))
    assert schedule.convention.timeslot == timedelta(minutes=10)


def test_what_was_withdrawn_is_not_part_of_the_programme():
    reading = read("second.json")

    assert "Never mind" not in repr(reading.schedule)
    assert said(reading, "ignored") == [
        "A session is not part of the programme yet. (schedule.events[1])"
    ]


# any


def test_a_file_may_be_packed():
    packed = gzip.compress(content_of("pretalx.json"))

    assert read_schedule(packed).schedule == read("pretalx.json").schedule


def test_a_byte_order_mark_is_no_hindrance():
    for name in ("pretalx.json", "frab.xml"):
        marked = b"\xef\xbb\xbf" + content_of(name)
        assert read_schedule(marked).schedule == read(name).schedule


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("00:45", 45),
        ("1:30", 90),
        ("26:00", 26 * 60),
        ("1:02:00", 26 * 60),
        ("00:45:00", 45),
        ("01:00:00", 60),
        ("PT1H30M", 90),
        ("P1D", 24 * 60),
    ],
)
def test_durations_have_many_forms(written, minutes):
    reading = changed("pretalx.json", '"duration": "01:00"', f'"duration": "{written}"')

    assert reading.schedule.sessions[-1].duration == timedelta(minutes=minutes)


@pytest.mark.parametrize("written", ["", "soon", "99999:00", "-1:00", "P", "PT"])
def test_a_duration_that_is_none_becomes_half_an_hour(written):
    reading = changed("pretalx.json", '"duration": "01:00"', f'"duration": "{written}"')

    assert reading.schedule.sessions[-1].duration == timedelta(minutes=30)
    assert "A session without a duration was given 30 minutes." in " ".join(
        said(reading, "repaired")
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"date": "2026-07-01T12:00:00+02:00"', '"date": "2026-07-01T12:00:00"'),
        ('"date": "2026-07-01T12:00:00+02:00"', '"date": ""'),
        ('"date": "2026-07-01T12:00:00+02:00"', '"date": "2026-07-01"'),
    ],
)
def test_a_moment_without_an_offset_is_local(old, new):
    lunch = changed("pretalx.json", old, new).schedule.sessions[-1]

    assert lunch.starts_at.isoformat() == "2026-07-01T12:00:00+02:00"


def test_a_session_without_any_time_is_kept_without_one():
    text = content_of("pretalx.json").decode()
    for old in ('"date": "2026-07-01T12:00:00+02:00",', '"start": "12:00",'):
        assert old in text
        text = text.replace(old, "")

    reading = read_schedule(text.encode())

    assert reading.schedule.session["LUNCH1"].starts_at is None
    assert said(reading, "noticed")[0].startswith("A session has no time yet.")


def test_a_session_on_a_day_that_is_missing_brings_it():
    old = '"date": "2026-07-01T12:00:00+02:00"'
    reading = changed("pretalx.json", old, '"date": "2026-07-04T12:00:00+02:00"')

    schedule = reading.schedule
    assert [day.date.day for day in schedule.days] == [1, 4]
    assert schedule.day_of(schedule.session["LUNCH1"]) == schedule.days[1]


def test_a_day_that_ends_too_early_ends_after_its_last_session():
    old = '"date": "2026-07-01T12:00:00+02:00"'
    reading = changed("pretalx.json", old, '"date": "2026-07-02T05:00:00+02:00"')

    (day,) = reading.schedule.days
    assert day.ends_at.isoformat() == "2026-07-02T06:00:00+02:00"
    assert "A day ends later, for its last session. (LUNCH1)" in said(reading, "repaired")


def test_roles_are_not_lost_between_host_and_speaker():
    opening = read("second.json").schedule.sessions[0]

    assert opening.speakers[0] == Appearance(person=opening.speakers[0].person, role="host")
