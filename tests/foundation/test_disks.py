# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A full disk is told from all other troubles, whoever met it."""

import sqlite3
from pathlib import Path

import pytest
from django.db import OperationalError
from psycopg.errors import DiskFull

from konvent.config import cli
from konvent.foundation.disks import is_full


def fill_a_file():
    with Path("/dev/full").open("w") as full:
        full.write("x")


def fill_a_database():
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA max_page_count = 1")
    connection.execute("CREATE TABLE a (b)")


def met(trouble):
    """The error as Django passes it on."""
    try:
        try:
            trouble()
        except Exception as error:
            raise OperationalError from error
    except OperationalError as passed_on:
        return passed_on


def raise_(error):
    raise error


@pytest.mark.parametrize("trouble", [fill_a_file, fill_a_database, lambda: raise_(DiskFull())])
def test_want_of_room_is_seen_through_what_was_made_of_it(trouble):
    assert is_full(met(trouble))


@pytest.mark.parametrize(
    "trouble",
    [
        lambda: Path("/nowhere/at/all").read_text(),
        lambda: sqlite3.connect(":memory:").execute("SELECT nothing"),
        lambda: raise_(ValueError()),
    ],
)
def test_other_troubles_are_none_of_it(trouble):
    assert not is_full(met(trouble))


def test_a_command_says_it_in_a_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("KONVENT_DATA", str(tmp_path))
    monkeypatch.setattr("konvent.ops.commands.export.run", lambda _options: fill_a_file())

    assert cli.main(["export", "--format", "ical"]) == cli.NOT_DONE
    assert f"The disk that holds {tmp_path} is full" in capsys.readouterr().err
