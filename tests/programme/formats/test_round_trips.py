# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What is written is valid, and what is read back is what was written."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from icalendar import Calendar
from tests.programme.files import PUBLISHED, require_valid_json, require_valid_xml, told_by_xml
from tests.programme.schedules import schedules

from konvent.programme.document import read_document, write_document
from konvent.programme.formats.calendar import write_calendar
from konvent.programme.formats.json_writer import write_json
from konvent.programme.formats.reading import read_schedule
from konvent.programme.formats.writing import public_part
from konvent.programme.formats.xml_writer import write_xml

HOME = "https://konvent.example/smart-2026"

arbitrary = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])


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
    calendar = Calendar.from_ical(write_calendar(schedule, PUBLISHED, HOME))

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
