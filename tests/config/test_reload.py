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
from tests.config.serving import SLOW, Installation, OtherProcess, is_alive, run
from tests.config.test_serve import HOME, NOW, PREPARE, see
from tests.foundation.front.running import eventually

pytestmark = pytest.mark.xdist_group("reload")
"""One house is enough for all of them."""


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


def test_where_nobody_serves_there_is_nothing_to_exchange(tmp_path):
    done = run(tmp_path / "nothing", "reload")

    assert done.returncode == 1
    assert done.stderr.startswith("Nobody serves")
