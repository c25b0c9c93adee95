# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What is answered is on the disk, whatever was written first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from konvent.foundation.front.writer import do_alone, write_all

FULL = 2
"""SQLite's word for a commit that is on the disk before it is answered."""


def synchronous():
    with connection.cursor() as cursor:
        return cursor.execute("PRAGMA synchronous").fetchone()[0]


@pytest.mark.parametrize("first", ["a vote", "a count"])
def test_every_commit_is_flushed_whatever_was_written_first(open_database, first):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL is asked for nothing: it flushes each commit by itself")

    def write():
        if first == "a vote":
            write_all([], None)
        else:
            do_alone(lambda: None)
        try:
            return synchronous()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as scribe:
        assert scribe.submit(write).result() == FULL
