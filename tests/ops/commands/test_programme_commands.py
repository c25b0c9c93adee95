# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The programme from the command line: import, publish, export."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from icalendar import Calendar
from lxml import etree
from tests.factories import make_convention, make_world, publish

from konvent.config.cli import main
from konvent.convention.models import Convention

FIXTURES = Path(__file__).resolve().parents[2] / "programme/fixtures"
PRETALX = FIXTURES / "pretalx.json"


@pytest.fixture
def konvent(db, capsysbinary, monkeypatch):
    """Type a command in the house of the tests; return what it answers."""

    def run(*words, content=b""):
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(content)))
        capsysbinary.readouterr()
        code = main(list(words))
        out, err = capsysbinary.readouterr()
        return SimpleNamespace(code=code, out=out.decode(), err=err.decode())

    return run


def test_a_programme_is_imported_into_a_house_that_did_not_exist(tmp_path):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KONVENT_")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    words = ["import", str(FIXTURES / "frab.xml"), "--data", str(tmp_path / "house"), "--json"]

    done = subprocess.run(
        [sys.executable, "-m", "konvent", *words], capture_output=True, env=environment, check=True
    )

    answer = json.loads(done.stdout)
    assert (answer["convention"], answer["is_new"], answer["published_version"]) == (
        "smart26",
        True,
        1,
    )
    assert answer["counts"]["sessions"] == {
        "created": 2,
        "changed": 0,
        "removed": 0,
        "unchanged": 0,
    }


def test_a_changed_feed_waits_until_it_is_published(konvent, tmp_path):
    feed = tmp_path / "feed.json"
    feed.write_bytes(PRETALX.read_bytes())

    first = konvent("import", str(feed))
    second = konvent("import", str(feed))
    feed.write_text(feed.read_text().replace('"title": "Lunch"', '"title": "Dinner"'))
    changed = konvent("import", str(feed))
    published = konvent("publish", "--note", "Mahlzeit")
    twice = konvent("publish")

    assert first.out.endswith("\nPublished as version 1.\n")
    assert second.out.endswith("\nNothing has changed.\n")
    assert "konvent publish --convention town-2026" in changed.out
    assert published.out == "Version 2 of Town 2026 is out.\n  “Lunch” is now called “Dinner”.\n"
    assert (twice.code, twice.err) == (1, "Nothing has changed since the last version.\n")


def test_an_import_says_what_it_created_repaired_and_ignored(konvent):
    answer = konvent("import", str(PRETALX)).out

    assert answer.startswith("Town 2026 (town-2026), read as schedule.json\n")
    assert "\nsessions      3 created\n" in answer
    assert "\nrepaired  Several rooms had the same guid. (schedule.conference.rooms[1])\n" in answer
    assert '\nignored   "answers" may be private and is left out.' in answer


def test_what_is_no_schedule_changes_nothing_and_says_why(konvent):
    done = konvent("import", str(FIXTURES / "invalid.json"), "--json")

    assert done.code == 1
    assert json.loads(done.out)["problems"][0] == {
        "place": 'schedule.conference.days[0].rooms["Winter hall"][0].id',
        "reason": 'a number is expected here, not "2814".',
    }
    assert done.err.startswith("Nothing was imported. schedule.conference.days[0]")
    assert not Convention.objects.exists()


def test_a_dry_run_only_tells(konvent):
    done = konvent("import", "-", "--dry-run", content=gzip.compress(PRETALX.read_bytes()))

    assert "\nsessions      3 created\n" in done.out
    assert done.out.endswith("This was a dry run: nothing has been changed.\n")
    assert not Convention.objects.exists()


def test_a_feed_that_lost_its_sessions_is_imported_when_that_is_right(konvent, tmp_path):
    feed = tmp_path / "feed.json"
    feed.write_bytes(PRETALX.read_bytes())
    konvent("import", str(feed))
    document = json.loads(feed.read_text())
    del document["schedule"]["conference"]["days"][0]["rooms"]["Yard"]
    feed.write_text(json.dumps(document))

    refused = konvent("import", str(feed))
    accepted = konvent("import", str(feed), "--accept-removals")

    assert refused.code == 1
    assert "1 of 3 sessions is missing in this file" in refused.err
    assert "\nsessions      1 removed, 2 unchanged\n" in accepted.out


def test_a_programme_belongs_where_the_operator_says(konvent):
    make_world()

    lost = konvent("import", str(PRETALX))
    new = konvent("import", str(PRETALX), "--convention", "town")

    assert "There is no convention “town-2026” here." in lost.err
    assert new.code == 0
    assert Convention.objects.get(slug="town").sessions.count() == 3


def test_every_format_goes_out(konvent, tmp_path):
    publish(make_world())
    calendar = tmp_path / "all.ics"

    xml = konvent("export", "--format", "frab-xml").out
    document = konvent("export", "--format", "frab-json", "--version", "1").out
    konvent("export", "--format", "ical", "--out", str(calendar))
    day = konvent("export", "--format", "ical", "--day", "2026-10-27").out

    assert len(etree.fromstring(xml.encode()).findall("day/room/event")) == 2
    assert json.loads(document)["schedule"]["version"] == "1"
    assert len(Calendar.from_ical(calendar.read_bytes()).events) == 2
    assert len(Calendar.from_ical(day).events) == 2


def test_the_working_copy_goes_out_when_asked_for(konvent):
    convention = make_world()

    unpublished = konvent("export", "--format", "frab-json")
    working = konvent("export", "--format", "frab-json", "--version", "working")
    calendar = konvent("export", "--format", "ical", "--version", "working")

    assert unpublished.err == f"{convention.title} has no published version.\n"
    assert "Compilers for cities" in working.out
    assert len(Calendar.from_ical(calendar.out).events) == 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("ical", "--day", "2020-01-01"),
            "2020-01-01 is no day of the programme; its days are 2026-10-27.",
        ),
        (("ical", "--sessions", "TALK99"), "There is no session called TALK99."),
        (("frab-xml", "--day", "2026-10-27"), "choose for a calendar: --format ical."),
        (("ical", "--out", "/nowhere/all.ics"), "/nowhere/all.ics cannot be written: No such file"),
    ],
)
def test_an_export_of_what_is_not_there_is_refused(konvent, words, sentence):
    publish(make_world())

    done = konvent("export", "--format", *words)

    assert (done.code, done.out) == (1, "")
    assert sentence in done.err


def test_the_calendar_of_a_session_that_was_dropped_still_cancels_it(konvent):
    convention = make_world()
    publish(convention)
    session = convention.sessions.get(title__en="Compilers for cities")
    code = session.code
    session.delete()
    publish(convention)

    done = konvent("export", "--format", "ical", "--sessions", code)

    assert [event["STATUS"] for event in Calendar.from_ical(done.out).events] == ["CANCELLED"]


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("import", "nowhere.xml"), 1, "nowhere.xml cannot be read: No such file or directory."),
        (("import", "x", "--timezone", "Mars/Olympus"), 2, "no time zone called Mars/Olympus"),
        (("publish", "--convention", "nowhere"), 1, "There is no convention called nowhere."),
        (("export", "--format", "ical", "--version", "7"), 1, "has no version 7."),
        (("export", "--format", "frab-xml", "--version", "working"), 1, "needs a day"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(konvent, words, code, sentence):
    make_convention()

    done = konvent(*words)

    assert done.code == code
    assert sentence in done.err
