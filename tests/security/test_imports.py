# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A file from outside may say what it likes; it cannot make Konvent say it to visitors."""

import json

import pytest
from tests.factories import NOW, make_organisation, make_session, make_world

from konvent.programme.actions import apply_schedule
from konvent.programme.formats.json_writer import write_json
from konvent.programme.formats.reading import read_schedule
from konvent.programme.queries import working_copy
from konvent.programme.soundness import NotSoundError

pytestmark = pytest.mark.django_db
PROGRAM = "javascript:alert(document.domain)"


@pytest.fixture
def convention():
    return make_world()


def file_with(convention, part, **facts):
    """A file of our own making, to which somebody has added something."""
    make_organisation(convention)
    make_session(convention, "Another one")
    document = json.loads(write_json(working_copy(convention), "https://example.org"))
    extension = document["schedule"].setdefault("konvent", {})
    if part == "convention":
        extension.setdefault(part, {}).update(facts)
    elif part == "rooms":
        extension.setdefault(part, {}).setdefault("0", {}).update(facts)
    elif part == "organisations":
        extension[part][0].update(facts)
    else:
        guid = str(convention.sessions.first().guid)
        extension.setdefault(part, {}).setdefault(guid, {}).update(facts)
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("part", "facts"),
    [
        ("sessions", {"url": PROGRAM}),
        ("sessions", {"links": [{"title": "Slides", "url": PROGRAM}]}),
        ("sessions", {"attachments": [{"title": "Slides", "url": "data:text/html,<script>"}]}),
        ("organisations", {"website": PROGRAM}),
        ("convention", {"url": PROGRAM}),
        ("convention", {"slug": "../../somewhere-else"}),
        ("rooms", {"capacity": -5}),
        ("rooms", {"capacity": 2**31}),
        ("rooms", {"capacity": 10**30}),
        ("sessions", {"starts_at": "0001-01-01T00:00:00+14:00"}),
        ("sessions", {"duration": 10**12}),
    ],
)
def test_what_leads_astray_or_fits_into_no_database_is_refused(convention, part, facts):
    content = file_with(convention, part, **facts)
    schedule = read_schedule(content).schedule

    with pytest.raises(NotSoundError):
        apply_schedule(convention=convention, schedule=schedule, at=NOW)


@pytest.mark.parametrize(
    "title", [{"de": 5}, {"de": {"en": "x"}}, {"de": "a\0b"}, {"de": "\ud800"}]
)
def test_a_text_that_is_none_is_left_out_and_said(convention, title):
    reading = read_schedule(file_with(convention, "sessions", title=title))

    assert ("schedule.konvent",) in [remark.places for remark in reading.remarks]
    assert title not in [dict(session.title) for session in reading.schedule.sessions]
