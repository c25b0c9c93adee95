# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A tape in the store for objects: copied file by file, proved, and brought back when needed.

A manifest in the store says what was copied, with hashes. It is written last and in between, so a
copy that was interrupted goes on, and one that is made twice sends nothing twice.
"""

from __future__ import annotations

import hashlib
import json
import logging
from typing import TYPE_CHECKING, NamedTuple

from konvent.foundation.media.index import fingerprint, read_rows
from konvent.foundation.store import StoreAwayError
from konvent.foundation.stored_names import MANIFEST, folder_in_store, object_of
from konvent.library.files import DOWNLOAD, DOWNLOAD_SOUND, ORIGINAL
from konvent.library.media.cut import there
from konvent.library.media.tape import INDEX
from konvent.library.media.whole import CHANGED, MISSING, Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from konvent.foundation.media.index import Row
    from konvent.foundation.store import Store

    Report = Callable[[float], None]

NOTE_EVERY = 100
"""Files after which the manifest is written in between."""
FILMS = (DOWNLOAD, DOWNLOAD_SOUND)
SIZE_OF_A_NAME = 16

logger = logging.getLogger(__name__)


class DamagedError(Exception):
    """Files are not what they were when they were kept; everything else is copied."""


class Copy(NamedTuple):
    """What was copied."""

    size: int
    sha256: str


class StoredTape:
    """The folder of a recording or a companion, and its place in the store."""

    def __init__(self, store: Store, folder: Path, convention: str, key: str) -> None:
        self.store, self.folder = store, folder
        self.convention, self.key = convention, key
        self.place = folder_in_store(convention, key)

    def put_away(self, report: Report) -> str:
        """Copy what is not there yet, delete what is not wanted; return the shelf's name.

        Raises StoreAwayError, or DamagedError when something cannot be copied as it was.
        """
        if not (self.folder / INDEX).is_file():
            raise DamagedError(f"{self.folder} is not on this machine")
        shelf, copied, sizes = self._shelf(), self.manifest(), self.store.sizes(self.place)
        hashes = self._hashes() | self._films_on(shelf, copied)
        wanted = {self._object(name, shelf): digest for name, digest in hashes.items()}
        lost: list[str] = []
        for number, (name, digest) in enumerate(wanted.items()):
            report(number / len(wanted))
            copy = copied.get(name)
            if copy and sizes.get(name) == copy.size and digest in {"", copy.sha256}:
                continue
            done = self._send(name, digest)
            if done is None:
                lost.append(name)
                continue
            copied[name] = done
            if number % NOTE_EVERY == NOTE_EVERY - 1:
                self._note(copied)
        self._note({name: copied[name] for name in wanted if name in copied})
        self._prove(wanted, lost)
        if lost:
            raise DamagedError(", ".join(lost[:3]))
        return shelf

    def manifest(self) -> dict[str, Copy]:
        """Return what was copied, by the names of the objects."""
        try:
            written = json.loads(self.store.read(f"{self.place}/{MANIFEST}"))
            return {name: Copy(*facts) for name, facts in written.items()}
        except (FileNotFoundError, ValueError, TypeError):
            return {}

    def rows(self) -> list[Row]:
        """Return the rows of the tape where only the store has its index."""
        for name, copy in self.manifest().items():
            if name.endswith(f"/{INDEX}"):
                self.folder.mkdir(parents=True, exist_ok=True)
                self.store.fetch(name, self.folder / INDEX, copy.sha256)
        return read_rows(self.folder / INDEX)

    def bring_back(self, rows: Iterable[Row]) -> None:
        """Bring what these rows need onto the disk again. Raises StoreAwayError."""
        names = dict.fromkeys(name for row in there(rows) for name in row.files)
        gone = [name for name in names if not (self.folder / name).exists()]
        copied = self.manifest() if gone else {}
        for name in gone:
            if copy := copied.get(f"{self.place}/{name}"):
                self.store.fetch(f"{self.place}/{name}", self.folder / name, copy.sha256)

    def make_room(self, report: Report) -> None:
        """Delete segments and films from the disk, each when the store has proved to have it."""
        for name, copy in self.manifest().items():
            file = self.folder / name.rpartition("/")[2]
            may_go = file.suffix == ".m4s" or file.name in FILMS
            if may_go and file.exists():
                report(0.0)
                if self.store.fingerprint(name) != copy.sha256:
                    raise StoreAwayError(f"{name} is not what was stored")
                file.unlink()

    def faults(self) -> list[Fault]:
        """Read all that was copied, and say what is not what it was."""
        found = []
        for name, copy in self.manifest().items():
            try:
                if self.store.fingerprint(name) != copy.sha256:
                    found.append(Fault(name, CHANGED))
            except FileNotFoundError:
                found.append(Fault(name, MISSING))
        return found

    def _hashes(self) -> dict[str, str]:
        """Return what belongs to it by name; a hash is empty where nobody wrote one down."""
        rows = there(read_rows(self.folder / INDEX))
        hashes = dict.fromkeys((name for row in rows for name in row.files), "")
        for row in rows:
            hashes |= {name: digest for name, digest in row.hashes.items() if digest}
        small = (file for file in self.folder.iterdir() if file.is_file())
        for file in sorted(small):
            if file.name not in hashes and not _is_of_the_moment(file.name):
                hashes[file.name] = fingerprint(file)
        return hashes

    def _films_on(self, shelf: str, copied: dict[str, Copy]) -> dict[str, str]:
        """Return films of the present cut that are in the store, and not on the disk any more."""
        return {
            film: copied[name].sha256
            for film in FILMS
            if (name := self._object(film, shelf)) in copied and not (self.folder / film).exists()
        }

    def _shelf(self) -> str:
        """Name the shelf after the playlists: another cut is another shelf."""
        digest = hashlib.sha256()
        for file in sorted(self.folder.glob("*.m3u8")):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
        return digest.hexdigest()[:SIZE_OF_A_NAME]

    def _object(self, file: str, shelf: str) -> str:
        return object_of(self.convention, self.key, file, shelf)

    def _send(self, name: str, digest: str) -> Copy | None:
        """Copy a file; None when it is not what it was, or nowhere."""
        file = self.folder / name.rpartition("/")[2]
        try:
            copy = Copy(file.stat().st_size, fingerprint(file))
        except FileNotFoundError:
            logger.error("%s is neither on the disk nor in the store.", file)  # noqa: TRY400 -- the reason is in it
            return None
        if digest not in {"", copy.sha256}:
            logger.error("%s is not what it was, so it is not copied.", file)
            return None
        self.store.put(name, file)
        return copy

    def _note(self, copied: dict[str, Copy]) -> None:
        self.store.put(f"{self.place}/{MANIFEST}", json.dumps(copied).encode())

    def _prove(self, wanted: Iterable[str], lost: Iterable[str]) -> None:
        """Compare what the store lists with what it was given, and delete what is too much."""
        copied, sizes = self.manifest(), self.store.sizes(self.place)
        for name in set(wanted) - set(lost):
            if sizes.get(name) != copied[name].size:
                raise StoreAwayError(f"it does not have {name} as it was sent")
        kept = {*wanted, f"{self.place}/{MANIFEST}"}
        self.store.delete(name for name in sizes if name not in kept)


def empty(store: Store, folder: str) -> None:
    """Delete everything below a folder; raises StoreAwayError as long as something is left."""
    store.delete(store.sizes(folder))
    if left := store.sizes(folder):
        raise StoreAwayError(f"it still has {len(left)} objects of {folder}")


def _is_of_the_moment(name: str) -> bool:
    return name.startswith(".") or name == ORIGINAL
