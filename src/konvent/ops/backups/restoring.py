# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Brings an installation back from a backup: everything is looked at before anything is changed."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from errno import ENOSPC
from typing import TYPE_CHECKING

from konvent.ops.backups.databases import SQLITE
from konvent.ops.backups.manifest import (
    DATABASE,
    FILES,
    BackupError,
    copy_piece,
    fingerprint_of,
    read_manifest,
    refuse_what_is_newer,
)
from konvent.ops.backups.secrets import read_secrets, write_privately

if TYPE_CHECKING:
    from pathlib import Path

    from konvent.ops.backups.databases import Database
    from konvent.ops.backups.manifest import Manifest, Piece

STAGING = ".restoring"
KEY_FILE, SETTINGS_FILE, PAGES = "secret.key", "settings.env", "published"
ASIDE = "before-restore-"
"""How the folder begins in which what was there is put aside; it is no part of any backup."""
OLD_ASIDE = f"{FILES}/{ASIDE}"
"""Where it lies in backups that were made while it was."""
OF_NO_WEIGHT = frozenset({"serve.lock", "run", PAGES})
"""What may lie in a folder that still counts as empty."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of it."""

    manifest: Manifest
    aside: Path | None
    """Where that lies which was there before."""
    has_key: bool
    """Whether the backup brought the key that signs."""


def check(backup: Path) -> Manifest:
    """Look at every file of a backup; raise BackupError when one is not what it was."""
    manifest = read_manifest(backup)
    for name, piece in manifest.pieces.items():
        _require(piece, _found(backup / name), name)
    return manifest


def restore(
    backup: Path, data: Path, database: Database, *, passphrase: str, force: bool
) -> Restored:
    """Bring everything back, or nothing."""
    manifest = read_manifest(backup)
    refuse_what_is_newer(manifest)
    if manifest.database != database.kind:
        raise BackupError(_other_kind(manifest.database))
    key, variables = read_secrets(backup, passphrase)
    is_empty = _is_empty(data) and database.is_empty()
    if not is_empty and not force:
        raise BackupError(
            f"There is an installation here already ({data}). Name another folder with --data, "
            "or replace it with --force."
        )
    staging = data / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    try:
        _stage(backup, manifest, staging)
        _write_secrets(staging / FILES, key, variables)
        aside = _exchange(data, staging, database)
    except OSError as error:
        raise BackupError(_said(error, data)) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    shutil.rmtree(data / PAGES, ignore_errors=True)  # they show what is no more
    return Restored(manifest, aside, bool(key))


def _stage(backup: Path, manifest: Manifest, staging: Path) -> None:
    """Copy everything beside its place, and see on the way that it is what it was."""
    staging.mkdir(mode=0o700, parents=True)
    (staging / FILES).mkdir()
    free = shutil.disk_usage(staging).free
    if free < manifest.size:
        raise OSError(ENOSPC, f"{manifest.size / 1e9:.1f} GB are needed, {free / 1e9:.1f} are free")
    for name, piece in manifest.pieces.items():
        if name.startswith((f"{FILES}/", f"{DATABASE}/")) and not name.startswith(OLD_ASIDE):
            try:
                found = copy_piece(backup / name, staging / name)
            except FileNotFoundError:
                found = None
            _require(piece, found, name)
            moment = (backup / name).stat()
            os.utime(staging / name, ns=(moment.st_atime_ns, moment.st_mtime_ns))
        else:
            _require(piece, _found(backup / name), name)


def _exchange(data: Path, staging: Path, database: Database) -> Path | None:
    """Put what is there aside, and what was staged in its place; if that fails, all as it was.

    The database comes last, for on a server it cannot be put aside.
    """
    there = [path for path in data.iterdir() if _has_weight(path)]
    staged = sorted((staging / FILES).iterdir())
    aside = data / f"{ASIDE}{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    try:
        for path in there:
            aside.mkdir(mode=0o700, exist_ok=True)
            path.rename(aside / path.name)
        for path in staged:
            path.rename(data / path.name)
        database.bring_back(staging / DATABASE / database.file)
    except BaseException:
        for path in staged:
            if not path.exists():
                (data / path.name).rename(path)
        for path in aside.glob("*"):
            path.rename(data / path.name)
        with suppress(FileNotFoundError):
            aside.rmdir()
        raise
    return aside if there else None


def _has_weight(path: Path) -> bool:
    return path.name not in OF_NO_WEIGHT and not path.name.startswith((".", ASIDE))


def _is_empty(data: Path) -> bool:
    return not data.exists() or all(map(_is_of_no_house, data.iterdir()))


def _is_of_no_house(path: Path) -> bool:
    """Whether it says nothing of a house: the first command makes a key and empty folders.

    A key without a database has signed nothing; where that is on a server, it is asked as well.
    """
    is_empty_folder = path.is_dir() and not any(path.iterdir())
    return path.name == KEY_FILE or is_empty_folder or not _has_weight(path)


def _write_secrets(folder: Path, key: str, variables: dict[str, str]) -> None:
    if key:
        write_privately(folder / KEY_FILE, key)
    lines = [f"{name}={value}\n" for name, value in sorted(variables.items())]
    write_privately(folder / SETTINGS_FILE, "".join(lines))


def _found(file: Path) -> Piece | None:
    try:
        return fingerprint_of(file)
    except FileNotFoundError:
        return None


def _require(piece: Piece, found: Piece | None, name: str) -> None:
    if found is None:
        raise BackupError(f"The backup is damaged: {name} is missing. Nothing was changed.")
    if found != piece:
        raise BackupError(f"The backup is damaged: {name} is not what it was. Nothing was changed.")


def _other_kind(kind: str) -> str:
    wants = "no KONVENT_DATABASE_URL" if kind == SQLITE else "KONVENT_DATABASE_URL=postgres://…"
    return f"This is a backup of a house with {kind}: restore it with {wants}."


def _said(error: OSError, data: Path) -> str:
    if error.errno == ENOSPC:
        detail = f" ({error.strerror})" if error.strerror and "GB" in error.strerror else ""
        return f"The disk with {data} has not enough room{detail}. Nothing was changed."
    return f"The backup could not be brought back: {error.filename or data}: {error.strerror}."
