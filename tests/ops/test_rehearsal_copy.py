# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a rehearsal takes with it: the database as it is, and a poll of its own."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.db import connection
from tests.factories import make_world, publish

from konvent.audience.models import Poll, PollState
from konvent.ops.backups.databases import Postgres
from konvent.ops.rehearsal.copying import NoCopyError, copied_database
from konvent.ops.rehearsal.furnishing import ask_for_a_vote

NOW = datetime(2026, 10, 27, 7, 0, tzinfo=UTC)
postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="not this database")


def databases():
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'konvent_rehearsal_%%'")
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.django_db
def test_a_copy_asks_people_to_vote():
    world = make_world()
    publish(world)

    number = ask_for_a_vote(world, world.sessions.first().code, NOW)

    poll = Poll.objects.get()
    assert (poll.number, poll.state) == (number, PollState.OPEN)
    assert sorted(poll.options.values_list("place", flat=True)) == [1, 2]


def test_a_file_is_copied_while_it_is_used(tmp_path, settings, monkeypatch):
    there = tmp_path / "there.sqlite3"
    monkeypatch.setattr(connection, "vendor", "sqlite")
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", there)
    with pytest.raises(NoCopyError), copied_database(tmp_path):
        pass
    with closing(sqlite3.connect(there)) as writer:
        writer.executescript("CREATE TABLE votes (person); INSERT INTO votes VALUES ('ada')")

        with copied_database(tmp_path) as told:
            copy = sqlite3.connect(tmp_path / "konvent.sqlite3")

    with closing(copy):
        assert told == {}
        assert copy.execute("SELECT person FROM votes").fetchall() == [("ada",)]


@postgres
@pytest.mark.django_db(transaction=True)
def test_a_database_on_a_server_is_copied_beside_itself_and_the_copy_goes(tmp_path):
    make_world()

    with copied_database(tmp_path) as told:
        (name,) = databases()
        copy = Postgres(connection.settings_dict | {"NAME": name})
        there = copy._ask("SELECT slug FROM convention_convention")

    assert urlsplit(told["KONVENT_DATABASE_URL"]).path == f"/{name}"
    assert there == [("smart-2026",)]
    assert databases() == []
    assert list(tmp_path.iterdir()) == []


@postgres
@pytest.mark.django_db(transaction=True)
def test_whoever_may_make_no_database_is_told_what_to_do(tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE poor_of_a_test")
        cursor.execute("SET ROLE poor_of_a_test")
        try:
            with pytest.raises(NoCopyError, match="CREATEDB"), copied_database(tmp_path):
                pass
        finally:
            cursor.execute("RESET ROLE")
            cursor.execute("DROP ROLE poor_of_a_test")
