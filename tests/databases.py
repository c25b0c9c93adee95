# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What tests that run at the same time share: it is made once, by the first who comes."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

TEMPLATE = "test_konvent_template"


def common_folder(own: pytest.TempPathFactory) -> Path:
    """Return the folder of all who test at once."""
    folder = own.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@contextmanager
def alone(folder: Path, name: str) -> Iterator[None]:
    """Let no other do the same meanwhile."""
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def begin_to_copy(folder: Path, who: str) -> None:
    """Let PostgreSQL copy the test database from one that the first who came made step by step."""
    users = folder / TEMPLATE
    users.mkdir(exist_ok=True)
    with alone(folder, TEMPLATE):
        if not any(users.iterdir()):
            _make_template()
        (users / who).touch()
    connection.settings_dict["TEST"]["TEMPLATE"] = TEMPLATE


def end_copying(folder: Path, who: str) -> None:
    """Leave; the last who does removes what was copied."""
    users = folder / TEMPLATE
    with alone(folder, TEMPLATE):
        (users / who).unlink()
        if not any(users.iterdir()):
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE {TEMPLATE}")


def _make_template() -> None:
    test = connection.settings_dict["TEST"]
    before, own = connection.settings_dict["NAME"], test["NAME"]
    test["NAME"] = TEMPLATE
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.creation.destroy_test_db(before, verbosity=0, keepdb=True)
    test["NAME"] = own
