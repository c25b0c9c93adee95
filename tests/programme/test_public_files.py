# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The programme as files that apps and calendars follow."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from icalendar import Calendar
from lxml import etree
from tests.factories import (
    NOW,
    at,
    make_day,
    make_room,
    make_session,
    make_world,
    publish,
    text,
)

from konvent.foundation.published import TOPICS_HEADER

pytestmark = pytest.mark.django_db
FILES = "/smart-2026/public"


def events(response):
    return {str(event["summary"]): event for event in Calendar.from_ical(response.content).events}


def test_nothing_is_shown_before_something_is_published(client):
    make_world()

    assert client.get(f"{FILES}/schedule.xml").status_code == 404


def test_a_hidden_convention_shows_no_files(client):
    publish(make_world(is_public=False))

    assert client.get(f"{FILES}/schedule.json").status_code == 404


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("schedule.xml", "application/xml; charset=utf-8"),
        ("schedule.json", "application/json"),
        ("schedule.ics", "text/calendar; charset=utf-8"),
        ("day/2026-10-27.ics", "text/calendar; charset=utf-8"),
    ],
)
def test_every_file_says_what_it_is_and_is_kept_until_the_programme_changes(client, name, kind):
    publish(make_world())

    response = client.get(f"{FILES}/{name}")

    assert response.status_code == 200
    assert response["Content-Type"] == kind
    assert response[TOPICS_HEADER] == "smart-2026/programme"


def test_feeds_tell_the_number_of_the_version_and_where_the_pages_are(client, settings):
    settings.PUBLIC_URL = "https://konvent.example"
    convention = make_world()
    publish(convention)
    make_session(convention, "Closing", room=make_room(convention, "b"), starts_at=at(15))
    publish(convention, NOW + timedelta(minutes=1))

    xml = etree.fromstring(client.get(f"{FILES}/schedule.xml").content)
    document = json.loads(client.get(f"{FILES}/schedule.json").content)

    assert xml.findtext("version") == document["schedule"]["version"] == "2"
    first = xml.find("day/room/event")
    assert first.findtext("url") == (
        f"https://konvent.example/smart-2026/de/session/{first.get('code')}/"
    )


def test_a_calendar_has_the_sessions_in_the_zone_of_the_convention(client):
    publish(make_world())

    calendar = Calendar.from_ical(client.get(f"{FILES}/schedule.ics").content)

    opening = calendar.events[0]
    assert opening["summary"] == "Opening"
    assert opening["dtstart"].params["TZID"] == "Europe/Berlin"
    assert opening.start == at(10)
    assert opening["status"] == "CONFIRMED"
    assert opening["location"] == "Smart Plaza"
    assert [str(zone["tzid"]) for zone in calendar.timezones] == ["Europe/Berlin"]


def test_a_session_keeps_its_uid_and_counts_its_changes(client):
    convention = make_world()
    publish(convention)
    before = events(client.get(f"{FILES}/schedule.ics"))["Opening"]
    convention.sessions.filter(title=text("Opening")).update(starts_at=at(9))
    publish(convention, NOW + timedelta(minutes=5))

    after = events(client.get(f"{FILES}/schedule.ics"))["Opening"]

    assert after["uid"] == before["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after.start == at(9)
    assert after["last-modified"].dt == NOW + timedelta(minutes=5)


def test_other_sessions_do_not_count_up(client):
    convention = make_world()
    publish(convention)
    convention.sessions.filter(title=text("Opening")).update(starts_at=at(9))
    publish(convention, NOW + timedelta(minutes=5))

    other = events(client.get(f"{FILES}/schedule.ics"))["Compilers for cities"]

    assert other["sequence"] == 0
    assert other["last-modified"].dt == NOW


def test_a_dropped_session_vanishes_from_calendars_that_have_it(client):
    convention = make_world()
    publish(convention)
    code = convention.sessions.get(title=text("Opening")).code
    convention.sessions.filter(code=code).delete()
    publish(convention, NOW + timedelta(minutes=5))

    for name in ("schedule.ics", "day/2026-10-27.ics", f"session/{code}.ics"):
        dropped = events(client.get(f"{FILES}/{name}"))["Opening"]
        assert (dropped["status"], dropped["sequence"]) == ("CANCELLED", 1)
        assert dropped.start == at(10)


def test_a_session_that_comes_back_is_confirmed_again(client):
    convention = make_world()
    publish(convention)
    opening = convention.sessions.get(title=text("Opening"))
    guid, room = opening.guid, opening.room
    opening.delete()
    publish(convention, NOW + timedelta(minutes=5))
    make_session(convention, "Opening", guid=guid, room=room, starts_at=at(10))
    publish(convention, NOW + timedelta(minutes=10))

    back = events(client.get(f"{FILES}/schedule.ics"))["Opening"]

    assert (back["status"], back["sequence"]) == ("CONFIRMED", 2)


def test_a_cancelled_session_says_so(client):
    convention = make_world()
    convention.sessions.filter(title=text("Opening")).update(is_cancelled=True)
    publish(convention)

    assert events(client.get(f"{FILES}/schedule.ics"))["Opening"]["status"] == "CANCELLED"


def test_a_day_with_its_night_is_a_calendar_of_its_own(client):
    convention = make_world()
    room = convention.rooms.get()
    tomorrow = at(0).date() + timedelta(days=1)
    convention.days.update(ends_at=at(3, on=tomorrow))
    make_day(convention, tomorrow)
    make_session(convention, "After midnight", room=room, starts_at=at(1, on=tomorrow))
    make_session(convention, "Next morning", room=room, starts_at=at(9, on=tomorrow))
    publish(convention)

    day = events(client.get(f"{FILES}/day/2026-10-27.ics"))
    next_day = events(client.get(f"{FILES}/day/2026-10-28.ics"))

    assert list(day) == ["Opening", "Compilers for cities", "After midnight"]
    assert list(next_day) == ["Next morning"]
    assert client.get(f"{FILES}/day/2026-10-29.ics").status_code == 404


def test_an_agenda_is_a_calendar_of_what_somebody_chose(client):
    convention = make_world()
    publish(convention)
    code = convention.sessions.get(title=text("Opening")).code

    response = client.get(f"/smart-2026/my/agenda.ics?s={code},NOBODY")

    assert list(events(response)) == ["Opening"]
    assert "no-store" in response["Cache-Control"]


def test_an_unknown_session_has_no_calendar(client):
    publish(make_world())

    assert client.get(f"{FILES}/session/NOBODY.ics").status_code == 404


def test_texts_cannot_break_out_of_a_calendar(client):
    convention = make_world()
    evil = "Evil\r\nBEGIN:VEVENT\x07;,\\n"
    convention.sessions.filter(title=text("Opening")).update(title=text(evil), abstract=text(evil))
    publish(convention)

    content = client.get(f"{FILES}/schedule.ics").content

    assert content.count(b"\r\nBEGIN:VEVENT") == 2
    assert b"\x07" not in content
    assert "Evil BEGIN:VEVENT;,\\n" in events(client.get(f"{FILES}/schedule.ics"))
