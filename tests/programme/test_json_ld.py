# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Sessions as search engines read them."""

from __future__ import annotations

import json
import re

import pytest
from tests.factories import (
    make_organisation,
    make_world,
    text,
)

from konvent.programme.formats.json_ld import json_ld
from konvent.programme.queries import working_copy

pytestmark = pytest.mark.django_db
PAGE = "https://konvent.example/smart-2026/en/session/ABC/"


def opening_of(convention):
    schedule = working_copy(convention)
    script = json_ld(schedule, schedule.sessions[0], PAGE)
    found = re.fullmatch(r'<script type="application/ld\+json">(.*)</script>', script, re.DOTALL)
    return json.loads(found[1])


def test_a_session_is_an_online_event_with_its_place_in_the_network():
    facts = opening_of(make_world())

    assert facts["@type"] == "Event"
    assert facts["startDate"] == "2026-10-27T10:00:00+01:00"
    assert facts["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert facts["eventStatus"] == "https://schema.org/EventScheduled"
    assert facts["location"] == {"@type": "VirtualLocation", "url": PAGE, "name": "Smart Plaza"}
    assert [person["name"] for person in facts["performer"]] == ["Ada Lovelace"]
    assert facts["superEvent"]["url"] == "https://konvent.example/smart-2026/en/"


def test_a_cancelled_session_says_so():
    convention = make_world()
    convention.sessions.update(is_cancelled=True)

    assert opening_of(convention)["eventStatus"] == "https://schema.org/EventCancelled"


def test_the_partner_is_the_organiser_and_the_employer_the_affiliation():
    convention = make_world()
    city = make_organisation(convention, "musterstadt", website="https://example.org")
    convention.people.update(organisation=city, position=text("Bürgermeisterin", "Mayor"))
    convention.sessions.first().partners.add(city)

    facts = opening_of(convention)

    body = {"@type": "Organization", "name": "Musterstadt", "url": "https://example.org"}
    assert facts["organizer"] == [body]
    assert facts["performer"][0]["affiliation"] == body
    assert facts["performer"][0]["jobTitle"] == "Mayor"


def test_no_text_ends_the_script_it_stands_in():
    convention = make_world()
    evil = "</script><script>alert(1)</script> & <!--"
    convention.sessions.update(title=text(evil))
    schedule = working_copy(convention)

    script = json_ld(schedule, schedule.sessions[0], PAGE)

    assert script.count("<") == 2
    assert opening_of(convention)["name"] == evil
