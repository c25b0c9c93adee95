# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Makes a backup of the installation, also while it runs."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from konvent.ops.amounts import counted, sized
from konvent.ops.backups.databases import database_of
from konvent.ops.backups.making import MAY_BE_LEFT_OUT, House, forget_old_backups, make_backup
from konvent.ops.backups.manifest import BackupError
from konvent.ops.backups.secrets import read_passphrase

if TYPE_CHECKING:
    from konvent.ops.backups.manifest import Manifest

NAME = "backup"
HELP = "make a backup of everything, also while the house runs"


def configure(parser: argparse.ArgumentParser) -> None:
    """Ask where to, and what belongs to it."""
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        help="where backups are collected (default: KONVENT_BACKUPS)",
    )
    parser.add_argument(
        "--leave-out",
        action="append",
        choices=MAY_BE_LEFT_OUT,
        default=[],
        help="leave these files out; may be said twice",
    )
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="seal the secrets with the passphrase in this file",
    )
    parser.add_argument(
        "--keep", type=_at_least_one, metavar="N", help="afterwards keep the newest N, no others"
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(options: argparse.Namespace) -> int:
    """Print where the backup is; return 1 when there is none."""
    into: Path | None = options.folder or settings.BACKUPS
    if into is None:
        sys.stderr.write("Say where to: konvent backup FOLDER, or set KONVENT_BACKUPS.\n")
        return 1
    house = House(settings.DATA, database_of(settings.DATABASES["default"]))
    try:
        folder, manifest = make_backup(
            house,
            into.absolute(),
            at=timezone.localtime(),
            passphrase=read_passphrase(options.passphrase_file),
            left_out=set(options.leave_out),
        )
    except BackupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    forgotten = forget_old_backups(into, keep=options.keep) if options.keep else []
    write = _as_json if options.json else _in_words
    is_sealed = options.passphrase_file is not None
    sys.stdout.write(write(folder, manifest, forgotten, is_sealed=is_sealed))
    return 0


def _as_json(folder: Path, manifest: Manifest, forgotten: list[Path], *, is_sealed: bool) -> str:
    facts = {
        "backup": str(folder),
        "made_at": manifest.made_at,
        "database": manifest.database,
        "files": len(manifest.pieces),
        "bytes": manifest.size,
        "left_out": manifest.left_out,
        "not_in_it": ["store"] if settings.STORE else [],
        "gone": manifest.gone,
        "secrets_are_sealed": is_sealed,
        "forgotten": [str(path) for path in forgotten],
    }
    return json.dumps(facts, ensure_ascii=False) + "\n"


def _in_words(folder: Path, manifest: Manifest, forgotten: list[Path], *, is_sealed: bool) -> str:
    lines = [f"{folder}: {counted(len(manifest.pieces), 'file')}, {sized(manifest.size)}."]
    if manifest.left_out:
        lines.append(f"Left out: {', '.join(manifest.left_out)}.")
    if manifest.gone:
        lines.append(f"Deleted while it was made: {counted(len(manifest.gone), 'file')}.")
    if settings.STORE:
        lines.append("What only the store for recordings has is not in it.")
    if forgotten:
        lines.append(f"Older backups deleted: {len(forgotten)}.")
    if not is_sealed:
        lines.append("Its secrets lie open in secrets.json: keep it as safe as the server.")
    return "\n".join(lines) + "\n"


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least one has to stay")
    return number
