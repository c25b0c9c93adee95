# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A house that has seen a convention, and where its backups go."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from konvent.ops.backups.databases import Sqlite
from konvent.ops.backups.making import House

TABLES = """
PRAGMA journal_mode=WAL;
CREATE TABLE django_migrations (app TEXT, name TEXT);
INSERT INTO django_migrations VALUES ('stage', '0001_initial'), ('auth', '0001_initial');
CREATE TABLE ledger (number INTEGER PRIMARY KEY);
CREATE TABLE weight (content BLOB);
CREATE TABLE ticket (id INTEGER PRIMARY KEY AUTOINCREMENT);
CREATE TABLE letter (id INTEGER PRIMARY KEY AUTOINCREMENT);
INSERT INTO letter DEFAULT VALUES;
"""


@pytest.fixture
def data(tmp_path):
    """The data folder of a house that has seen a convention."""
    folder = tmp_path / "data"
    files = {
        "secret.key": "k" * 60,
        "uploads/logo.png": "a picture",
        "films/7/original": "a film",
        "recordings/smart/a1/index.jsonl": "rows",
        "recordings/smart/a1/20261027T080000000-00001.m4s": "a segment",
        "media/smart/plaza/index.jsonl": "rows",
        "media/smart/plaza/20261027T080000000-00001.m4s": "a segment",
        "published/page.html": "a page",
        "outbox/1.log": "a letter",
        "address": "http://127.0.0.1:8000",
        "rehearsal.token": "1800000000 opens-the-doors-to-ten-thousand",
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    with closing(sqlite3.connect(folder / "konvent.sqlite3")) as database:
        database.executescript(TABLES)
    return folder


@pytest.fixture
def house(data):
    return House(data, Sqlite(data / "konvent.sqlite3"))


@pytest.fixture
def shelf(tmp_path):
    return tmp_path / "shelf"


@pytest.fixture
def empty(tmp_path):
    (tmp_path / "empty").mkdir()
    return tmp_path / "empty"
