# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A backup of a house with PostgreSQL: one snapshot while others write, brought back elsewhere."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection
from tests.factories import make_user

from konvent.ops.backups.databases import Postgres
from konvent.ops.backups.making import House, make_backup
from konvent.ops.backups.manifest import BackupError
from konvent.ops.backups.restoring import restore
from konvent.people.models import User

NOW = datetime(2026, 10, 27, 7, 0, tzinfo=UTC)
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the database is another one"),
]


@pytest.fixture
def data(tmp_path):
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


@pytest.fixture
def here():
    return Postgres(connection.settings_dict)


@pytest.fixture
def elsewhere():
    """A database in which nothing is yet; each process that tests has one of its own."""
    name = f"{connection.settings_dict['NAME']}_elsewhere"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield Postgres(connection.settings_dict | {"NAME": name})
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Hiring(threading.Thread):
    """Somebody who adds one person after the other, as long as they are let."""

    def __init__(self):
        super().__init__()
        self.acknowledged = 0
        self.some, self.is_over = threading.Event(), threading.Event()

    def run(self):
        while not self.is_over.is_set():
            User.objects.create(email=f"{self.acknowledged + 1:06}@example.org")
            self.acknowledged += 1
            if self.acknowledged == 20:
                self.some.set()
        connection.close()


def test_a_backup_under_load_is_a_state_that_really_was(here, elsewhere, data, tmp_path):
    hiring = Hiring()
    hiring.start()
    try:
        assert hiring.some.wait(20)
        before = hiring.acknowledged
        backup, manifest = make_backup(House(data, here), tmp_path / "shelf", at=NOW)
        after = hiring.acknowledged
    finally:
        hiring.is_over.set()
        hiring.join()

    (tmp_path / "empty").mkdir()
    restore(backup, tmp_path / "empty", elsewhere, passphrase="", force=False)

    emails = [email for (email,) in elsewhere._ask("SELECT email FROM people_user ORDER BY email")]
    assert emails == [f"{number:06}@example.org" for number in range(1, len(emails) + 1)]
    assert before <= len(emails) <= after + 1
    assert before < after, "nobody could write meanwhile"
    assert "0001_initial" in manifest.migrations["people"]


def test_a_database_in_use_is_replaced_only_by_force(here, elsewhere, data, tmp_path):
    make_user("Grace")
    backup, _ = make_backup(House(data, here), tmp_path / "shelf", at=NOW)
    lost = make_user("Ada")
    User.objects.all().delete()
    (tmp_path / "empty").mkdir()

    with pytest.raises(BackupError, match="--force"):
        restore(backup, tmp_path / "empty", here, passphrase="", force=False)
    assert not User.objects.exists()

    connection.close()
    restore(backup, tmp_path / "empty", here, passphrase="", force=True)

    assert User.objects.get().name == "Grace"
    assert make_user("Olga").pk > lost.pk, "what names a number of then would open what is Olga's"


def test_what_came_with_a_newer_konvent_goes_when_an_older_one_is_brought_back(
    here, elsewhere, data, tmp_path
):
    make_user("Grace")
    backup, _ = make_backup(House(data, here), tmp_path / "shelf", at=NOW)
    (tmp_path / "there").mkdir()
    restore(backup, tmp_path / "there", elsewhere, passphrase="", force=False)
    upgrade = """
        CREATE TABLE people_badge (holder bigint REFERENCES people_user);
        CREATE TABLE till_receipt (buyer bigint);
        ALTER TABLE people_user ADD COLUMN pronoun text;
        DELETE FROM people_user;
    """
    elsewhere._run("psql", f"--command={upgrade}")

    torn = tmp_path / "torn"
    torn.write_bytes((backup / "database/konvent.pgdump").read_bytes()[:-2_000])
    with pytest.raises(BackupError):
        elsewhere.bring_back(torn)
    assert elsewhere._ask("SELECT pronoun FROM people_badge, people_user") == []

    restore(backup, tmp_path / "there", elsewhere, passphrase="", force=True)

    assert elsewhere._ask("SELECT name FROM people_user") == [("Grace",)]
    tables = [name for (name,) in elsewhere._ask("SELECT tablename FROM pg_tables")]
    assert "people_badge" not in tables
    assert "till_receipt" in tables, "another's table is not ours to drop"


def test_a_database_that_does_not_answer_is_said_without_its_password(tmp_path):
    secret = "not-for-the-log"  # noqa: S105 -- the point of the test
    away = Postgres(
        {"NAME": "x", "USER": "x", "PASSWORD": secret, "HOST": str(tmp_path), "PORT": ""}
    )

    with pytest.raises(BackupError) as refusal:
        make_backup(House(tmp_path, away), tmp_path.parent / "shelf", at=NOW)

    assert str(refusal.value).startswith("PostgreSQL did not do it:")
    assert secret not in str(refusal.value)
