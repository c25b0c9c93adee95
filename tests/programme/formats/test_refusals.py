# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What is no schedule is refused, with the place and the reason."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konvent.programme.formats.reading import LARGEST, read_schedule
from konvent.programme.formats.remarks import NotAScheduleError

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
ENTITIES = b"""<!DOCTYPE schedule [
  <!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
  <!ENTITY secret SYSTEM "file:///etc/passwd">
]>
<schedule><conference><title>&b;&secret;</title></conference></schedule>"""


def refusal(content):
    with pytest.raises(NotAScheduleError) as caught:
        read_schedule(content)
    return [(problem.place, problem.reason) for problem in caught.value.problems]


def test_numbers_that_are_texts_are_refused_each_with_its_place():
    hall = 'schedule.conference.days[0].rooms["Winter hall"][0]'

    assert refusal((FIXTURES / "invalid.json").read_bytes()) == [
        (f"{hall}.id", 'a number is expected here, not "2814".'),
        (f"{hall}.persons[0].id", 'a number is expected here, not "ada".'),
    ]


def problems_of(content):
    try:
        read_schedule(content)
    except NotAScheduleError as error:
        return error.problems
    return ()


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        (b"", "line 1", "neither XML nor JSON"),
        (b"Sorry, not found", "line 1", "neither XML nor JSON"),
        (b"{", "line 1", "This is not JSON"),
        (b'{"schedule":\n\n oops}', "line 3", "This is not JSON"),
        (b'{"schedule": "\xff"}', "", "not UTF-8"),
        (b"[]", "", 'There is no "schedule" here'),
        (b'{"schedule": {}}', "schedule", 'There is no "conference" here'),
        (b"<schedule>\n<conference>", "line 2", "not well-formed XML"),
        (b"<html><body/></html>", "line 1", "This is a <html>, not a <schedule>"),
        (b"<rss/>", "line 1", "This is a <rss>"),
        (b"<schedule/>", "line 1", "There is no <conference>"),
        (b"<!DOCTYPE html>\n<html/>", "line 2", "This is a <html>"),
        (ENTITIES, "line 5", "no document type"),
    ],
)
def test_what_is_no_schedule_is_refused_with_its_place(content, place, reason):
    (problem,) = refusal(content)

    assert problem[0] == place
    assert reason in problem[1]


def test_a_conference_without_a_name_is_refused():
    (problem,) = refusal(b"<schedule><conference/><day index='1' date='2026-01-01'/></schedule>")

    assert "neither an acronym nor a title" in problem[1]


def test_a_conference_without_days_and_sessions_is_refused():
    document = {"schedule": {"conference": {"title": "Nothing"}, "version": "1"}}

    (problem,) = refusal(json.dumps(document).encode())

    assert "neither a day nor a session" in problem[1]


def test_json_without_end_is_refused():
    (problem,) = refusal(b'{"schedule":' * 100_000)

    assert "nested too deeply" in problem[1]


def test_a_small_file_that_unpacks_without_end_is_refused():
    bomb = gzip.compress(b" " * (LARGEST + 1))

    (problem,) = refusal(bomb)

    assert "far larger" in problem[1]


def test_a_damaged_gzip_file_is_refused():
    (problem,) = refusal(b"\x1f\x8b damaged")

    assert "damaged" in problem[1]


def test_every_value_of_a_wrong_type_is_refused_and_none_crashes():
    """Put something wrong into every place of a good file, one at a time."""
    document = json.loads((FIXTURES / "pretalx.json").read_text())
    found = 0
    for place in list(places_in(document)):
        for wrong in ({"x": []}, [[]], True):
            broken = json.loads(json.dumps(document))
            put(broken, place, wrong)
            found += bool(problems_of(json.dumps(broken).encode()))
    assert found > 100


def places_in(thing, place=()):
    parts = thing.items() if isinstance(thing, dict) else enumerate(thing)
    for key, part in parts:
        yield (*place, key)
        if isinstance(part, (dict, list)):
            yield from places_in(part, (*place, key))


def put(thing, place, value):
    for key in place[:-1]:
        thing = thing[key]
    thing[place[-1]] = value


@given(st.binary(max_size=200), st.sampled_from(["frab.xml", "pretalx.json"]), st.integers(0, 3000))
def test_a_damaged_file_is_read_or_refused_but_never_crashes(damage, name, place):
    content = (FIXTURES / name).read_bytes()
    broken = content[:place] + damage + content[place + len(damage) :]

    assert all(problem.reason for problem in problems_of(broken))
