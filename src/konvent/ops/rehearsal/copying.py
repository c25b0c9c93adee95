# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A copy of the database as it is now, for a rehearsal alone, which is gone afterwards."""

from __future__ import annotations

import logging
import secrets
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from konvent.ops.backups.databases import Postgres
from konvent.ops.backups.manifest import BackupError

if TYPE_CHECKING:
    from collections.abc import Iterator

ITS_OWN = "konvent_rehearsal_"

logger = logging.getLogger(__name__)


class NoCopyError(Exception):
    """The copy could not be made; the message says why."""


@contextmanager
def copied_database(data: Path) -> Iterator[dict[str, str]]:
    """Have a copy; give what a house must be told to use it. Raises NoCopyError."""
    if connection.vendor == "sqlite":
        _copy_file(data)
        yield {}
        return
    name = f"{ITS_OWN}{secrets.token_hex(6)}"
    _make(name)
    try:
        _fill(name, data)
        address = urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}")
        yield {"KONVENT_DATABASE_URL": address.geturl()}
    finally:
        _drop(name)


def _copy_file(data: Path) -> None:
    there = Path(str(settings.DATABASES["default"]["NAME"]))
    if not there.exists():
        raise NoCopyError(_("There is no convention here yet."))
    with (
        closing(sqlite3.connect(f"{there.resolve().as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(data / "konvent.sqlite3")) as copy,
    ):
        source.backup(copy)


def _make(name: str) -> None:
    """Make a database beside this one, on the same server."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
    except DatabaseError as error:
        message = _(
            "PostgreSQL makes no database for the rehearsal: %(reason)s. Allow it to Konvent's "
            "user (ALTER ROLE … CREATEDB), or restore a backup beside it and rehearse in that, "
            "or use --target."
        )
        reason = str(error).strip().partition("\n")[0]
        raise NoCopyError(message % {"reason": reason}) from None


def _drop(name: str) -> None:
    """Delete the copy; say how, where that cannot be done from here."""
    connection.close()  # it was idle for the whole rehearsal, and may have been cut off
    statement = f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        logger.error(  # noqa: TRY400 -- a sentence for the operator, no traceback
            "The rehearsal's copy is still there, with everything in it (%s). Delete it: %s;",
            str(error).strip().partition("\n")[0],
            statement,
        )


def _fill(name: str, data: Path) -> None:
    here = Postgres(connection.settings_dict)
    try:
        here.save(data)
        Postgres(connection.settings_dict | {"NAME": name}).bring_back(data / here.file)
    except BackupError as error:
        raise NoCopyError(str(error)) from None
    (data / here.file).unlink()
