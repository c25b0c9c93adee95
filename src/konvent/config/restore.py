# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Brings an installation back from a backup, on this machine or on an empty one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import dj_database_url

from konvent.config.door import CannotServeError
from konvent.config.environment import Environment
from konvent.config.serve import prepare_data_folder, take_lock
from konvent.ops.amounts import counted, sized
from konvent.ops.backups.databases import Sqlite, database_of
from konvent.ops.backups.making import backups_in
from konvent.ops.backups.manifest import BackupError
from konvent.ops.backups.restoring import SETTINGS_FILE, check, restore
from konvent.ops.backups.secrets import read_passphrase

if TYPE_CHECKING:
    import argparse

    from konvent.ops.backups.databases import Database
    from konvent.ops.backups.manifest import Manifest
    from konvent.ops.backups.restoring import Restored

NAME = "restore"
HELP = "bring the installation back from a backup"


def configure(parser: argparse.ArgumentParser) -> None:
    """Ask which backup, and how far to go."""
    parser.add_argument("backup", type=Path, help="the folder konvent-… that konvent backup made")
    parser.add_argument(
        "--check", action="store_true", help="only look whether the backup is whole"
    )
    parser.add_argument(
        "--force", action="store_true", help="replace the installation that is here"
    )
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="open the secrets with the passphrase in this file",
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(options: argparse.Namespace) -> int:
    """Say what is back; return 1 when nothing was changed."""
    try:
        _require_one(options.backup)
        if options.check:
            return _say_whole(check(options.backup), as_json=options.json)
        data = prepare_data_folder()
        with take_lock(data):
            restored = restore(
                options.backup,
                data,
                _database(data),
                passphrase=read_passphrase(options.passphrase_file),
                force=options.force,
            )
    except (BackupError, CannotServeError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    write = _as_json if options.json else _in_words
    sys.stdout.write(write(restored, data))
    return 0


def _require_one(folder: Path) -> None:
    """Refuse the folder that backups are collected in: one of them is to be named."""
    if there := backups_in(folder):
        holds = f"{folder} holds {counted(len(there), 'backup')}."
        raise BackupError(f"{holds} Name one, such as the newest: {there[-1]}")


def _database(data: Path) -> Database:
    url = Environment().database_url
    return (
        database_of(dict(dj_database_url.parse(url))) if url else Sqlite(data / "konvent.sqlite3")
    )


def _say_whole(manifest: Manifest, *, as_json: bool) -> int:
    facts = {"is_whole": True, "made_at": manifest.made_at, "bytes": manifest.size}
    words = f"The backup of {_moment(manifest)} is whole: {sized(manifest.size)}.\n"
    sys.stdout.write(json.dumps(facts) + "\n" if as_json else words)
    return 0


def _moment(manifest: Manifest) -> str:
    return manifest.made_at[:16].replace("T", " at ")


def _as_json(restored: Restored, data: Path) -> str:
    manifest = restored.manifest
    facts = {
        "data": str(data),
        "made_at": manifest.made_at,
        "files": len(manifest.pieces),
        "bytes": manifest.size,
        "left_out": manifest.left_out,
        "brought_key": restored.has_key,
        "aside": str(restored.aside) if restored.aside else None,
    }
    return json.dumps(facts, ensure_ascii=False) + "\n"


def _in_words(restored: Restored, data: Path) -> str:
    manifest = restored.manifest
    lines = [f"{data} is again what it was on {_moment(manifest)}."]
    if manifest.left_out:
        lines.append(f"The backup has no {' and no '.join(manifest.left_out)}.")
    if not restored.has_key:
        lines.append(
            f"The key that signs tickets was in KONVENT_SECRET_KEY: set it as in "
            f"{data / SETTINGS_FILE}, or every ticket stops working."
        )
    lines.append(f"The settings it had are in {data / SETTINGS_FILE}: compare, then delete it.")
    if restored.aside:
        lines.append(f"What was here before is in {restored.aside}: delete it when all is well.")
    lines.append("Start it with konvent serve, and look it over with konvent doctor.")
    return "\n".join(lines) + "\n"
