# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The programme from the command line: import, publish, export."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from icalendar import Calendar

FIXTURES = Path(__file__).resolve().parents[2] / "programme/fixtures"


@pytest.fixture
def house(tmp_path):
    """An empty house, and a way to type commands in it."""

    def konvent(*words, content=None):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("KONVENT_")}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        return subprocess.run(
            [sys.executable, "-m", "konvent", *words, "--data", str(tmp_path / "house")],
            input=content,
            capture_output=True,
            env=environment,
            check=False,
        )

    return konvent


def answer(done):
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_a_programme_comes_in_is_changed_published_and_goes_out(house, tmp_path):
    feed = tmp_path / "feed.json"
    feed.write_bytes((FIXTURES / "pretalx.json").read_bytes())
    calendar = tmp_path / "town.ics"

    first = answer(house("import", str(feed), "--json"))
    feed.write_text(feed.read_text().replace('"title": "Lunch"', '"title": "Dinner"'))
    changed = house("import", str(feed))
    published = house("publish", "--note", "Mahlzeit")
    exported = house("export", "--format", "ical", "--sessions", "LUNCH1", "--out", str(calendar))

    assert (first["convention"], first["is_new"], first["published_version"]) == (
        "town-2026",
        True,
        1,
    )
    assert first["counts"]["sessions"]["created"] == 3
    assert "konvent publish --convention town-2026" in changed.stdout.decode()
    assert published.stdout.decode() == (
        "Version 2 of Town 2026 is out.\n  “Lunch” is now called “Dinner”.\n"
    )
    assert exported.returncode == 0
    (dinner,) = Calendar.from_ical(calendar.read_bytes()).events
    assert (str(dinner["summary"]), dinner["sequence"]) == ("Dinner", 1)


def test_what_is_no_schedule_changes_nothing_and_says_why(house):
    done = house("import", str(FIXTURES / "invalid.json"), "--json")

    assert done.returncode == 1
    assert json.loads(done.stdout)["problems"][0] == {
        "place": 'schedule.conference.days[0].rooms["Winter hall"][0].id',
        "reason": 'a number is expected here, not "2814".',
    }
    assert done.stderr.decode().startswith("Nothing was imported. schedule.conference.days[0]")


def test_a_dry_run_only_tells(house):
    content = gzip.compress((FIXTURES / "frab.xml").read_bytes())

    done = house("import", "-", "--dry-run", content=content)
    published = house("publish")

    assert done.returncode == 0, done.stderr
    assert "sessions      2 created" in done.stdout.decode()
    assert done.stdout.decode().endswith("This was a dry run: nothing has been changed.\n")
    assert (published.returncode, published.stderr.decode()) == (
        1,
        "There is no convention here yet.\n",
    )


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("import", "nowhere.xml"), 1, "No such file or directory"),
        (("import", "x", "--timezone", "Mars/Olympus"), 2, "no time zone called Mars/Olympus"),
        (("export",), 2, "the following arguments are required: --format"),
        (("publish",), 1, "This installation has no database yet"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(house, words, code, sentence):
    done = house(*words)

    assert done.returncode == code
    assert sentence in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
