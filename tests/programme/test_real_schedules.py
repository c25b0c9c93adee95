# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Schedules of real conferences, where they lie beside the project; they are no part of it.

They hold the names of real speakers, so none of them is committed. KONVENT_REAL_SCHEDULES names
another folder.
"""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from icalendar import Calendar
from tests.factories import NOW
from tests.programme.files import PUBLISHED, require_valid_json, require_valid_xml, told_by_xml

from konvent.programme.actions import apply_schedule, publish_version
from konvent.programme.actions.feeds import TooManyRemovalsError
from konvent.programme.changes import ChangeKind
from konvent.programme.formats.calendar import write_calendar
from konvent.programme.formats.json_writer import write_json
from konvent.programme.formats.reading import read_schedule
from konvent.programme.formats.remarks import NotAScheduleError
from konvent.programme.formats.writing import public_part
from konvent.programme.formats.xml_writer import write_xml
from konvent.programme.queries import publications, working_copy

PROJECT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("KONVENT_REAL_SCHEDULES", PROJECT.parent / "shared/data"))
HISTORY = "36c3-history"
GOOD = [
    "fosdem-2021.xml",
    "pretalx-democon.json",
    "pretalx-rc3.json",
    "35c3-everything.schedule.json",
    f"{HISTORY}/00-2019-12-12T2358-b04db99.stages.schedule.json.gz",
    f"{HISTORY}/03-2019-12-15T2310-412e678.stages.schedule.json.gz",
    f"{HISTORY}/06-2019-12-22T2300-c4c3158.stages.schedule.json.gz",
    f"{HISTORY}/09-2019-12-27T1300-3082ac8.stages.schedule.json.gz",
]
SIZES = [773, 36, 48, 927, 92, 284, 447, 465]


@cache
def real(name):
    """Read one of them, or skip the test where it is not there."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{name} is not there; KONVENT_REAL_SCHEDULES names the folder it lies in")
    return read_schedule(path.read_bytes())


@pytest.mark.parametrize(("name", "size"), list(zip(GOOD, SIZES, strict=True)))
def test_every_good_file_is_read(name, size):
    assert len(real(name).schedule.sessions) == size


@pytest.mark.parametrize("name", GOOD)
def test_what_was_read_comes_out_again_the_same(name):
    schedule = real(name).schedule

    as_json = write_json(schedule)
    as_xml = write_xml(schedule)

    require_valid_json(as_json)
    require_valid_xml(as_xml)
    assert read_schedule(as_json.encode()).schedule == public_part(schedule)
    hint = schedule.convention.default_language
    assert told_by_xml(read_schedule(as_xml, language=hint).schedule) == told_by_xml(
        public_part(schedule)
    )


def test_schedule_xml_comes_out_again_exactly():
    schedule = real("fosdem-2021.xml").schedule

    assert read_schedule(write_xml(schedule)).schedule == schedule


@pytest.mark.parametrize("name", GOOD[:3])
def test_every_calendar_can_be_read(name):
    schedule = real(name).schedule

    calendar = Calendar.from_ical(write_calendar(schedule, PUBLISHED))

    assert len(calendar.events) == len(public_part(schedule).sessions)
    assert len({str(event["uid"]) for event in calendar.events}) == len(calendar.events)


def test_the_invalid_example_is_refused_for_what_is_wrong_with_it():
    path = FOLDER / "invalid-example.json"
    if not path.exists():
        pytest.skip("invalid-example.json is not there")

    with pytest.raises(NotAScheduleError) as refusal:
        read_schedule(path.read_bytes())

    event = 'schedule.conference.days[0].rooms["Winterchaos"][0]'
    assert [problem.place for problem in refusal.value.problems] == [
        f"{event}.id",
        f"{event}.persons[0].id",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("name", GOOD[:5])
def test_the_house_keeps_everything_and_a_second_time_changes_nothing(name):
    schedule = real(name).schedule

    convention = apply_schedule(convention=None, schedule=schedule, at=NOW).convention
    again = apply_schedule(convention=convention, schedule=schedule, at=NOW)

    assert replace(working_copy(convention), version=schedule.version) == schedule
    assert not again.has_changed


@pytest.mark.django_db
def test_a_growing_programme_is_followed_version_by_version():
    first, second, third = (real(name).schedule for name in GOOD[4:7])
    convention = apply_schedule(convention=None, schedule=first, at=NOW).convention
    for number, schedule in enumerate((second, third)):
        apply_schedule(convention=convention, schedule=schedule, at=NOW)
        publish_version(convention=convention, at=NOW.replace(minute=number + 1))

    newest, grown, _first = publications(convention.slug)
    added = [change for change in grown.changes if change.kind is ChangeKind.ADDED]
    assert len(added) > 150
    assert {change.kind for change in newest.changes} >= {ChangeKind.ADDED, ChangeKind.MOVED}
    assert all(str(change) for change in newest.changes)


@pytest.mark.django_db
def test_a_sub_feed_that_fails_does_not_cancel_its_sessions():
    before, faulty = (real(name).schedule for name in GOOD[6:8])
    convention = apply_schedule(convention=None, schedule=before, at=NOW).convention

    with pytest.raises(TooManyRemovalsError, match="of 447 sessions are missing"):
        apply_schedule(convention=convention, schedule=faulty, at=NOW)

    assert convention.sessions.count() == 447
