# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The manifest of a backup: what is in it, every hash, when and by which Konvent it was made."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import konvent

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = 1
MANIFEST, SEAL = "manifest.json", "manifest.sha256"
"""The second is for ``sha256sum --check``, and for us."""
FILES, DATABASE = "files", "database"
PIECE = 1 << 20


class BackupError(Exception):
    """Why there is no backup, or why it cannot be brought back, in a sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of a backup."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says about itself."""

    made_at: str
    konvent: str
    database: str
    """Its kind: sqlite or postgresql."""
    database_version: str
    migrations: dict[str, list[str]]
    """What each chapter's tables had been through."""
    left_out: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    """Files that somebody deleted while the backup was made."""
    pieces: dict[str, Piece] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def size(self) -> int:
        return sum(piece.size for piece in self.pieces.values())


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it down last: a backup without one is none."""
    text = json.dumps(asdict(manifest), indent=1, ensure_ascii=False) + "\n"
    (folder / MANIFEST).write_text(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    (folder / SEAL).write_text(f"{digest}  {MANIFEST}\n")


def read_manifest(folder: Path) -> Manifest:
    """Read it, or say why this is no backup that can be used here."""
    try:
        text = (folder / MANIFEST).read_text()
        sealed = (folder / SEAL).read_text().split()
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError(f"{folder} is no backup of Konvent: {_reason(error)}.") from None
    if sealed[:1] != [hashlib.sha256(text.encode()).hexdigest()]:
        raise BackupError(f"The backup is damaged: {MANIFEST} is not what it was.")
    facts: dict[str, Any] = json.loads(text)
    if facts.get("format") != FORMAT:
        raise BackupError(_newer(str(facts.get("konvent"))))
    pieces = {name: Piece(**piece) for name, piece in facts.pop("pieces").items()}
    return Manifest(**facts, pieces=pieces)


def refuse_what_is_newer(manifest: Manifest) -> None:
    """Refuse a database that has been through more than this Konvent knows of."""
    known = known_migrations()
    for chapter, names in manifest.migrations.items():
        if not set(names) <= known.get(chapter, set()):
            raise BackupError(_newer(manifest.konvent))


def known_migrations() -> dict[str, set[str]]:
    """Return the names of the migrations that this Konvent brings, by chapter."""
    known: dict[str, set[str]] = {}
    for file in Path(konvent.__file__).parent.glob("*/migrations/[0-9]*.py"):
        known.setdefault(file.parts[-3], set()).add(file.stem)
    return known


def by_chapter(applied: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Put what a database has been through in order; other people's tables are theirs."""
    chapters: dict[str, list[str]] = {}
    ours = known_migrations()
    for chapter, name in sorted(applied):
        if chapter in ours:
            chapters.setdefault(chapter, []).append(name)
    return chapters


def copy_piece(source: Path, target: Path) -> Piece:
    """Copy a file, and say what it was that was copied."""
    digest, size = hashlib.sha256(), 0
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as reading, target.open("wb") as writing:
        while content := reading.read(PIECE):
            digest.update(content)
            size += len(content)
            writing.write(content)
    return Piece(size, digest.hexdigest())


def fingerprint_of(file: Path) -> Piece:
    with file.open("rb") as reading:
        return Piece(file.stat().st_size, hashlib.file_digest(reading, "sha256").hexdigest())


def files_below(folder: Path) -> Iterator[Path]:
    """Yield every plain file below a folder, in order; links are not followed."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path


def _newer(version: str) -> str:
    return (
        f"The backup was made by a newer Konvent ({version}). "
        "Install that version first, then restore."
    )


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return f"it has no {Path(error.filename).name}"
    return getattr(error, "strerror", None) or "its manifest cannot be read"
