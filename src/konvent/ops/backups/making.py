# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Makes a backup while the house runs: the database first, then the files it speaks of.

What is in the database as it was copied has its files, for they are written before it and deleted
after it. A folder is a backup as soon as it has its name; before, it is called ``.unfinished``.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC
from errno import ENOSPC
from importlib.metadata import version
from typing import TYPE_CHECKING

from konvent.ops.backups.manifest import (
    DATABASE,
    FILES,
    BackupError,
    Manifest,
    Piece,
    by_chapter,
    copy_piece,
    files_below,
    fingerprint_of,
    read_manifest,
    write_manifest,
)
from konvent.ops.backups.restoring import ASIDE
from konvent.ops.backups.secrets import gather, write_secrets

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime
    from pathlib import Path

    from konvent.ops.backups.databases import Database

NAME = re.compile(r"konvent-\d{8}T\d{6}Z")
UNFINISHED = ".unfinished"
MEDIA, INDEX = "media", "index.jsonl"
MADE_ANEW = frozenset({"published", "run", "arriving", "previews", "jobs", "incoming", "outbox"})
"""Folders whose content is rendered again, on its way, or not Konvent's to keep."""
NEVER = frozenset({"secret.key", "serve.lock", "address", "settings.env", "rehearsal.token"})
MAY_BE_LEFT_OUT = ("films", "recordings")


@dataclass(frozen=True, slots=True)
class House:
    """What is backed up."""

    data: Path
    database: Database


def make_backup(
    house: House,
    into: Path,
    *,
    at: datetime,
    passphrase: str = "",
    left_out: Collection[str] = (),
) -> tuple[Path, Manifest]:
    """Make a backup of a house, running or not; return its folder and what is in it."""
    if into.resolve().is_relative_to(house.data.resolve()):
        raise BackupError(f"{into} is a part of the data folder: choose another place.")
    folder = into / f"konvent-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    try:
        into.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(into):
            return folder, _make(house, folder, at, passphrase, left_out)
    except OSError as error:
        raise BackupError(_said(error, into)) from None


def backups_in(folder: Path) -> list[Path]:
    """Return the finished backups in a folder, the oldest first."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if NAME.fullmatch(path.name) and path.is_dir())


def forget_old_backups(folder: Path, *, keep: int) -> list[Path]:
    """Delete all but the newest backups in a folder."""
    old = backups_in(folder)[:-keep]
    for path in old:
        shutil.rmtree(path)
    return old


def _make(
    house: House, folder: Path, at: datetime, passphrase: str, left_out: Collection[str]
) -> Manifest:
    if folder.exists():
        raise BackupError(f"{folder} is there already, and no backup is overwritten.")
    beside = folder.with_name(UNFINISHED)
    shutil.rmtree(beside, ignore_errors=True)  # of one that was killed
    try:
        (beside / DATABASE).mkdir(mode=0o700, parents=True)
        applied = house.database.save(beside / DATABASE)
        manifest = Manifest(
            made_at=at.isoformat(),
            konvent=version("konvent"),
            database=house.database.kind,
            database_version=house.database.version(),
            migrations=by_chapter(applied),
            left_out=sorted(left_out),
        )
        write_secrets(beside, gather(house.data), passphrase)
        manifest = _with_files(manifest, house.data, beside, _newest_before(folder))
        write_manifest(beside, manifest)
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return manifest


def _with_files(manifest: Manifest, data: Path, beside: Path, before: Path | None) -> Manifest:
    """Copy the files; what has not changed since the backup before gets a second name there."""
    pieces = {str(file.relative_to(beside)): fingerprint_of(file) for file in files_below(beside)}
    known = read_manifest(before).pieces if before else {}
    gone = []
    for source in _kept_files(data, manifest.left_out):
        name = f"{FILES}/{source.relative_to(data)}"
        try:
            linked = _link(source, before / name, beside / name) if before else False
            pieces[name] = known[name] if linked and name in known else _copy(source, beside / name)
        except FileNotFoundError:
            gone.append(name)
    return replace(manifest, pieces=pieces, gone=gone)


def _kept_files(data: Path, left_out: Collection[str]) -> Iterator[Path]:
    """Yield what is backed up; of the stages their indexes, for their numbers go on for ever.

    An index comes before the segments beside it, so that none is missing that it names.
    """
    for top in sorted(data.iterdir()):
        if top.name in NEVER | MADE_ANEW | set(left_out) or _is_of_the_moment(top):
            continue
        if top.is_file():
            yield top
        elif top.name == MEDIA:
            yield from sorted(top.rglob(INDEX))
        elif top.is_dir() and not top.is_symlink():
            yield from sorted(top.rglob(INDEX))
            yield from (file for file in files_below(top) if file.name != INDEX)


def _is_of_the_moment(path: Path) -> bool:
    """Whether this is the database itself, or something that will soon be gone."""
    return path.name.startswith(("konvent.sqlite3", ".", ASIDE)) or path.suffix == ".lock"


def _link(source: Path, earlier: Path, target: Path) -> bool:
    """Give an earlier copy a second name if the file is what it was then; say if that was so."""
    try:
        now, then = source.stat(), earlier.stat()
    except FileNotFoundError:
        return False
    if (now.st_size, now.st_mtime_ns) != (then.st_size, then.st_mtime_ns):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):
        os.link(earlier, target)
        return True
    return False


def _copy(source: Path, target: Path) -> Piece:
    moment = source.stat()
    piece = copy_piece(source, target)
    os.utime(target, ns=(moment.st_atime_ns, moment.st_mtime_ns))
    return piece


def _newest_before(folder: Path) -> Path | None:
    """Return the backup before this one, if it can be built upon."""
    for path in reversed(backups_in(folder.parent)):
        with suppress(BackupError):
            read_manifest(path)
            return path
    return None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Have the folder for oneself."""
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise BackupError(f"Another backup into {folder} is being made.") from None
    finally:
        os.close(descriptor)


def _said(error: OSError, into: Path) -> str:
    if error.errno == ENOSPC:
        return f"The disk with {into} is full. Nothing of this backup was left there; make room."
    return f"The backup could not be made: {error.filename or into}: {error.strerror}."
