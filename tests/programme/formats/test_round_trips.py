# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What is written is valid, and what is read back is what was written."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from icalendar import Calendar
from lxml import etree
from tests.programme.schedules import schedules

from konvent.programme.document import read_document, write_document
from konvent.programme.formats.calendar import write_calendar
from konvent.programme.formats.json_writer import write_json
from konvent.programme.formats.languages import language_of_texts
from konvent.programme.formats.reading import read_schedule
from konvent.programme.formats.values import slugify
from konvent.programme.formats.writing import public_part
from konvent.programme.formats.xml_writer import write_xml

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
HOME = "https://konvent.example/smart-2026"

arbitrary = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def xsd():
    return etree.XMLSchema(file=str(SCHEMAS / "schedule.xml.xsd"))


@cache
def json_schema():
    schema = json.loads((SCHEMAS / "c3voc-schedule.schema.json").read_text())
    return jsonschema.Draft6Validator(schema, format_checker=jsonschema.FormatChecker())


def require_valid_xml(content):
    xsd().assertValid(etree.fromstring(content))


def require_valid_json(content):
    json_schema().validate(json.loads(content))


def told_by_xml(schedule):
    """What schedule.xml can say of a programme, field by field."""
    convention = schedule.convention
    language = convention.default_language
    names = {room.slug: room.guid for room in schedule.rooms}
    tracks = {track.slug: track.name.within(language) for track in schedule.tracks}

    def said(session, text):
        return text.within(language_of_texts(session.language, language))

    return {
        "version": schedule.version,
        "name": slugify(convention.slug),
        "title": convention.title.within(language),
        "zone": convention.timezone,
        "timeslot": convention.timeslot,
        "url": convention.url,
        "days": [(day.date, day.starts_at, day.ends_at) for day in schedule.days],
        "rooms": [room.guid for room in schedule.rooms],
        "tracks": len(schedule.tracks),
        "people": {
            person.guid: (person.name, person.origin.get("id")) for person in schedule.people
        },
        "sessions": {
            session.guid: (
                session.slug,
                said(session, session.title),
                said(session, session.subtitle),
                said(session, session.abstract),
                said(session, session.description),
                session.kind_name or session.kind,
                session.language,
                names.get(session.room),
                session.track and tracks[session.track].partition(" (")[0],
                session.starts_at,
                session.duration,
                [schedule.person[a.person].guid for a in session.speakers],
                (session.do_not_record, session.recording_license),
                (session.url, session.logo, session.origin.get("feedback_url")),
                (session.links, session.attachments),
                session.origin.get("id"),
            )
            for session in schedule.sessions
        },
    }


@given(schedules())
@arbitrary
def test_a_version_keeps_any_programme_exactly(schedule):
    assert read_document(write_document(schedule)) == schedule


@given(schedules())
@arbitrary
def test_schedule_json_is_valid_and_loses_nothing_public(schedule):
    content = write_json(schedule, HOME)

    require_valid_json(content)
    assert read_schedule(content.encode()).schedule == public_part(schedule)


@given(schedules())
@arbitrary
def test_schedule_xml_is_valid_and_keeps_all_it_has_a_place_for(schedule):
    content = write_xml(schedule)
    read = read_schedule(content, language=schedule.convention.default_language).schedule

    require_valid_xml(content)
    assert told_by_xml(read) == told_by_xml(public_part(schedule))
    kept = {session.guid: session.code for session in read.sessions}
    for session in public_part(schedule).sessions:
        if re.fullmatch("[A-Z0-9]{6}", session.code):
            assert kept[session.guid] == session.code


@given(schedules())
@arbitrary
def test_schedule_xml_that_was_read_is_written_the_same_again(schedule):
    language = schedule.convention.default_language
    first = read_schedule(write_xml(schedule, HOME), language=language).schedule

    again = read_schedule(write_xml(first, HOME), language=language).schedule

    assert again == first


@given(schedules())
@arbitrary
def test_a_calendar_of_any_programme_can_be_read(schedule):
    calendar = Calendar.from_ical(write_calendar(schedule, (), HOME))

    found = {str(event["uid"]): event for event in calendar.events}
    assert set(found) == {str(s.guid) for s in schedule.sessions if s.starts_at}
    for session in public_part(schedule).sessions:
        assert found[str(session.guid)].start == session.starts_at
        assert found[str(session.guid)]["dtend"].dt == session.ends_at


def test_a_session_that_ends_within_a_minute_keeps_its_end_in_schedule_json(some_schedule):
    schedule = some_schedule(duration=timedelta(minutes=5, seconds=30))

    content = write_json(schedule)

    require_valid_json(content)
    assert read_schedule(content.encode()).schedule == schedule
    assert read_schedule(write_xml(schedule)).schedule.sessions[0].duration == timedelta(minutes=6)


@pytest.mark.parametrize("write", [write_json, write_xml])
def test_signs_that_no_file_may_hold_are_left_out(some_schedule, write):
    schedule = some_schedule(code="EVIL66", kind_name="a\x00b\x1bc￾d")

    content = write(schedule)

    read = read_schedule(content.encode() if isinstance(content, str) else content)
    assert read.schedule.sessions[0].kind_name in {"abcd", schedule.sessions[0].kind_name}
