# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A house goes on with another version: nobody is turned away, and viewers have their state."""

from __future__ import annotations

import json
import shutil
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from tests.config import voting
from tests.config.serving import SLOW, Installation, OtherProcess, is_alive, run
from tests.config.test_serve import HOME, NOW, PREPARE, see
from tests.foundation.front.running import eventually

pytestmark = pytest.mark.xdist_group("reload")
"""One house is enough for all of them."""
SHOWS_A_PICTURE = """
from konvent.convention.models import Day
Day.objects.update(ends_at="2099-12-31T18:00:00Z")  # what is over shows none
"""
BACK_UP = """
from pathlib import Path
from django.conf import settings
from django.utils import timezone
from konvent.ops.backups.databases import database_of
from konvent.ops.backups.making import House, make_backup
house = House(settings.DATA, database_of(settings.DATABASES["default"]))
print(make_backup(house, Path("{shelf}"), at=timezone.now())[0])
"""
VERIFY = """
from konvent.ops.verify import verify
print(verify(as_json=True))
"""


@pytest.fixture(scope="module")
def place(migrated):
    with tempfile.TemporaryDirectory(prefix="kv-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        shutil.copy(migrated, data)
        yield data


@pytest.fixture(scope="module")
def elsewhere(place):
    process = OtherProcess(place)
    process.do(PREPARE)
    process.do(SHOWS_A_PICTURE)
    yield process
    process.end()


@pytest.fixture(scope="module")
def konvent(place, elsewhere):
    installation = Installation(place)
    yield installation
    installation.end()


class Asking(threading.Thread):
    """A visitor who asks for a page of each lane, again and again."""

    def __init__(self, konvent):
        super().__init__()
        self.konvent, self.is_over = konvent, threading.Event()
        self.answers = []

    def run(self):
        while not self.is_over.is_set():
            for path in ("/health", HOME, "/account/login/"):
                try:
                    self.answers.append((path, self.konvent.get(path).status))
                except OSError as error:
                    self.answers.append((path, repr(error)))


def test_the_parts_are_exchanged_and_nobody_is_turned_away(konvent, elsewhere, place):
    names = ("front", "application", "worker", "media")
    konvent.get(HOME)
    before = {name: konvent.part(name) for name in names}
    elsewhere.put_on_stage("Opening")
    ada = konvent.watch(NOW)
    see(ada, "Opening")
    asking = Asking(konvent)
    asking.start()
    try:
        done = run(place, "reload", "--json")
    finally:
        asking.is_over.set()
        asking.join()

    assert json.loads(done.stdout) == {"is_renewed": True, "says": "renewed"}
    eventually(lambda: not any(is_alive(before[name]) for name in names[:3]), "they left", SLOW)
    after = {name: konvent.part(name) for name in names}
    assert {name for name in names if after[name] != before[name]} == set(names[:3])
    assert {answer for _, answer in asking.answers} == {200}
    assert {path for path, _ in asking.answers} == {"/health", HOME, "/account/login/"}
    see_the_end(ada)
    back = konvent.watch(NOW, last_event_id=ada.last_event_id).back_from(ada)
    back.next()
    see(back, "Opening")
    elsewhere.put_on_stage("Compilers for cities")
    see(back, "Compilers for cities")


def see_the_end(watcher):
    with suppress(EOFError):
        while True:
            watcher.next()


def test_what_cannot_begin_replaces_nothing(konvent, place):
    front = konvent.part("front")
    (place / "konvent.sqlite3").rename(place / "elsewhere.sqlite3")
    (place / "konvent.sqlite3").mkdir()
    try:
        done = run(place, "reload")
    finally:
        (place / "konvent.sqlite3").rmdir()
        (place / "elsewhere.sqlite3").rename(place / "konvent.sqlite3")

    assert done.returncode == 1
    assert "could not be brought up to date" in done.stderr
    assert konvent.part("front") == front
    assert konvent.get("/health").status == 200


def test_a_backup_of_a_house_that_serves_has_every_vote_before_it_and_whole_recordings(
    konvent, elsewhere, place
):
    code = elsewhere.do(voting.PREPARE)
    passes = elsewhere.do(voting.PASSES).split("\n")
    elsewhere.put_on_stage("Opening")
    recorded = place / "recordings"
    eventually(lambda: len([*recorded.rglob("*.m4s")]) >= 2, "it is recorded", SLOW)
    voters = voting.Voters(konvent.port, code, passes)
    try:
        voters.more(200)
        before = sorted(voters.acknowledged)
        made = elsewhere.do(BACK_UP.format(shelf=place.parent / "shelf"))
        voters.more(50)
    finally:
        voters.end()

    there = place.parent / "there"
    done = run(there, "restore", made)
    restored = OtherProcess(there)
    counted, tally = restored.do(voting.COUNT.format(acknowledged=before)).split("\n")
    looked_at = restored.do(VERIFY).splitlines()
    restored.end()
    votes, persons, lost = map(int, counted.split())
    assert done.returncode == 0
    assert lost == 0
    assert len(before) <= votes == persons == int(tally)
    assert '"session"' in "".join(looked_at)
    assert looked_at[-1] == "0"


def test_where_nobody_serves_there_is_nothing_to_exchange(tmp_path):
    done = run(tmp_path / "nothing", "reload")

    assert done.returncode == 1
    assert done.stderr.startswith("Nobody serves")
