# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The two kinds of database, as a backup needs them: one consistent copy, and back again."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, Protocol, cast

from konvent.ops.backups.manifest import BackupError

if TYPE_CHECKING:
    from collections.abc import Mapping

APPLIED = "SELECT app, name FROM django_migrations"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
EMPTY = """
BEGIN;
DO $$ DECLARE ours text; BEGIN
    IF to_regclass('django_migrations') IS NULL THEN RETURN; END IF;
    FOR ours IN
        SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND EXISTS (
            SELECT FROM django_migrations WHERE starts_with(tablename, app || '_')
        )
    LOOP EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', ours); END LOOP;
END $$;
"""
"""Of a database that has been through more than its backup knows, all of Konvent's tables go."""

LEAVE_OUT = """
RESET search_path;
DO $$ DECLARE ours record; BEGIN
    FOR ours IN
        SELECT format('%I.%I', schemaname, sequencename)::regclass AS numbers,
               coalesce(last_value, 0) AS last
        FROM pg_sequences WHERE schemaname = current_schema() AND EXISTS (
            SELECT FROM django_migrations WHERE starts_with(sequencename, app || '_')
        )
    LOOP PERFORM setval(ours.numbers, ours.last + 1000000); END LOOP;
END $$;
COMMIT;
"""
LEAVE_OUT_OF_SQLITE = """
INSERT INTO sqlite_sequence (name, seq) SELECT name, 0 FROM sqlite_master
    WHERE sql LIKE '%AUTOINCREMENT%' AND name NOT IN (SELECT name FROM sqlite_sequence);
UPDATE sqlite_sequence SET seq = seq + 1000000;
"""
"""Once a backup is back a million numbers are nobody's: links of the time since name some of them.

A ticket's link says a number. Were it given to somebody else, the link would open their page.
"""

TO_THE_LETTER = ("--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1")


class Database(Protocol):
    """A database that can be copied while it is used."""

    kind: str
    file: str
    """How its copy is called in a backup."""

    def save(self, folder: Path) -> list[tuple[str, str]]:
        """Write its copy into a folder; return what the copy has been through."""
        ...

    def version(self) -> str:
        """Return whose database it is, in its own words."""
        ...

    def is_empty(self) -> bool:
        """Whether nothing would be lost by bringing something back."""
        ...

    def bring_back(self, copy: Path) -> None:
        """Make it what it was; what is new afterwards gets numbers that nothing had before."""
        ...


def database_of(settings: Mapping[str, Any]) -> Database:
    """Return the database that Django's settings name."""
    if settings["ENGINE"].endswith(POSTGRESQL):
        return Postgres(settings)
    return Sqlite(Path(settings["NAME"]))


@dataclass(slots=True)
class Sqlite:
    """A file; its copy is one transaction's view of it, whoever writes meanwhile."""

    path: Path
    kind: str = SQLITE
    file: str = "konvent.sqlite3"

    def save(self, folder: Path) -> list[tuple[str, str]]:
        if not self.path.is_file():
            raise BackupError(f"There is no installation here: {self.path} does not exist.")
        with (
            closing(sqlite3.connect(self.path, timeout=60)) as source,
            closing(sqlite3.connect(folder / self.file)) as copy,
        ):
            try:
                source.backup(copy)  # in one step: more of them would begin anew at each write
                copy.execute("PRAGMA journal_mode=DELETE")
                (answer,) = copy.execute("PRAGMA quick_check(1)").fetchone()
                applied = copy.execute(APPLIED).fetchall()
            except sqlite3.Error as error:
                raise BackupError(_of_sqlite(error)) from None
        if answer != "ok":
            raise BackupError(f"The database is damaged: {answer}. No backup was made of it.")
        return applied

    def version(self) -> str:
        return sqlite3.sqlite_version

    def is_empty(self) -> bool:
        return not self.path.exists()

    def bring_back(self, copy: Path) -> None:
        for ending in ("-wal", "-shm"):  # of the database that was there, and no part of this one
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
        try:
            with closing(sqlite3.connect(copy)) as database:
                database.executescript(LEAVE_OUT_OF_SQLITE)
        except sqlite3.Error as error:
            raise BackupError(_of_sqlite(error)) from None
        copy.replace(self.path)


class Postgres:
    """A server; its copy is what pg_dump makes in one snapshot."""

    kind = POSTGRESQL
    file = "konvent.pgdump"

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = settings

    def save(self, folder: Path) -> list[tuple[str, str]]:
        applied: list[tuple[str, str]] = self._ask(APPLIED)
        self._run("pg_dump", "--format=custom", "--no-owner", f"--file={folder / self.file}")
        return applied

    def version(self) -> str:
        return str(self._ask("SHOW server_version")[0][0])

    def is_empty(self) -> bool:
        tables = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
        return self._ask(tables) == [(0,)]

    def bring_back(self, copy: Path) -> None:
        """Empty it and fill it in one transaction, which ends well only if everything was read."""
        options = ["--clean", "--if-exists", "--no-owner", "--file=-", str(copy)]
        with (
            TemporaryFile("w+") as complaints,
            self._start("psql", *TO_THE_LETTER, stdin=PIPE, stderr=complaints) as writing,
            self._start("pg_restore", *options, stdout=PIPE, stderr=complaints) as reading,
        ):
            script = cast("IO[bytes]", reading.stdout)
            with suppress(BrokenPipeError), cast("IO[bytes]", writing.stdin) as into:
                into.write(EMPTY.encode())
                shutil.copyfileobj(script, into)
                if not reading.wait():
                    into.write(LEAVE_OUT.encode())
            script.close()
            if writing.wait() or reading.wait():
                complaints.seek(0)
                raise BackupError(_of_postgres(complaints.read()))

    def _ask(self, question: str) -> list[Any]:
        import psycopg  # noqa: PLC0415 -- optional dependency

        names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password"} | {
            "HOST": "host",
            "PORT": "port",
        }
        said = {ours: self.settings[name] for name, ours in names.items() if self.settings[name]}
        try:
            with psycopg.connect(**said) as connection:
                return connection.execute(question).fetchall()
        except psycopg.Error as error:
            raise BackupError(_of_postgres(str(error))) from None

    def _run(self, program: str, *options: str) -> None:
        """Run one of PostgreSQL's own programs; the password is seen in no list of processes."""
        with self._start(program, *options, stdout=DEVNULL, stderr=PIPE) as running:
            _, said = running.communicate()
        if running.returncode:
            raise BackupError(_of_postgres(said.decode(errors="replace")))

    def _start(self, program: str, *options: str, **streams: Any) -> Popen[bytes]:  # noqa: ANN401 -- as Popen takes them
        found = _program(program)
        if not found:
            raise BackupError(
                f"{program} is not here. Install PostgreSQL's programs of the server's version: "
                "apt-get install postgresql-client"
            )
        return Popen([found, *options], env=self._environment(), **streams)

    def _environment(self) -> dict[str, str]:
        names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGDATABASE": "NAME"}
        said = {theirs: str(self.settings[name]) for theirs, name in names.items()}
        return {
            **os.environ,
            **{name: value for name, value in said.items() if value},
            **({"PGPASSWORD": password} if (password := self.settings["PASSWORD"]) else {}),
        }


def _program(name: str) -> str | None:
    """Find the newest: one that is older than the server refuses to speak with it."""
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest = max(versions, key=lambda path: float(path.parts[-3]), default=None)
    return str(newest) if newest else shutil.which(name)


def _of_sqlite(error: sqlite3.Error) -> str:
    if "full" in str(error):
        return "The disk is full."
    return f"The database could not be copied: {error}."


def _of_postgres(said: str) -> str:
    """Say in one line what PostgreSQL says in many, without the password that may be in it."""
    lines = [line for line in said.strip().splitlines() if line.strip()] or ["it says nothing"]
    if "No space left" in said:
        return "The disk is full."
    reason = re.sub(r"password=\S+", "password=…", lines[0])
    return f"PostgreSQL did not do it: {reason.rstrip('.')}."
