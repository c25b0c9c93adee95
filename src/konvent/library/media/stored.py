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
from konvent.foundation.media.names import MASTER
from konvent.foundation.store import StoreAwayError
from konvent.foundation.stored_names import MANIFEST, folder_in_store, object_of
from konvent.library.files import DOWNLOAD, DOWNLOAD_SOUND, ORIGINAL
from konvent.library.media.cut import there
from konvent.library.media.tape import INDEX
from konvent.library.media.whole import CHANGED, MISSING, Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from konvent.foundation.media.index import Row
    from konvent.foundation.store import Store

    Report = Callable[[float], None]
    Held = Callable[[], AbstractContextManager[bool]]

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

    def put_away(self, report: Report, damaged: Collection[str] = ()) -> str:
        """Copy what is not there yet, delete what is not wanted; return the shelf's name.

        What is ``damaged`` there is copied anew, or proved to be whole again.
        Raises StoreAwayError, or DamagedError when something cannot be copied as it was.
        """
        self._require_its_files()
        shelf, copied, sizes = self._shelf(), self.manifest(), self.store.sizes(self.place)
        hashes = self._hashes() | self._films_on(shelf, sizes)
        wanted = {self._object(name, shelf): digest for name, digest in hashes.items()}
        lost: list[str] = []
        for number, (name, digest) in enumerate(wanted.items()):
            report(number / len(wanted))
            copy = copied.get(name)
            if copy and name not in damaged and _is_there(copy, sizes.get(name), digest):
                continue
            there = copy or Copy(sizes.get(name, 0), digest)  # where the manifest is lost
            done = self._send(name, digest) or self._healed(name, there, digest)
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
            return {name: Copy(*facts[:2]) for name, facts in written.items()}
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

    def make_room(self, report: Report, held: Held) -> list[str]:
        """Delete segments and films from the disk, each when the store has proved to have it.

        ``held`` keeps everybody else from changing the files for a moment, and says whether one may
        be deleted then. Returns what the store has otherwise than it was put there.
        """
        damage = []
        for name, copy in self.manifest().items():
            file = self.folder / name.rpartition("/")[2]
            if not file.exists() or not self._may_leave(name):
                continue
            report(0.0)
            if self._fault(name, copy):
                damage.append(name)
            elif not _take_away(file, copy, held):
                break
        return damage

    def faults(self) -> list[Fault]:
        """Read all that was copied, and say what is not what it was."""
        found = (self._fault(name, copy) for name, copy in self.manifest().items())
        return [fault for fault in found if fault]

    def _require_its_files(self) -> None:
        """Where the files of a recording are not, nothing may be concluded from that."""
        if not all((self.folder / name).is_file() for name in (INDEX, MASTER)):
            raise DamagedError(f"{self.folder} is not on this machine")

    def _may_leave(self, name: str) -> bool:
        """Whether a file may leave the disk at all; of films, only those of the present cut."""
        file = name.rpartition("/")[2]
        is_present = file in FILMS and name == self._object(file, self._shelf())
        return is_present or file.endswith(".m4s")

    def _fault(self, name: str, copy: Copy) -> Fault | None:
        """Read what the store really has."""
        try:
            return None if self.store.fingerprint(name) == copy.sha256 else Fault(name, CHANGED)
        except FileNotFoundError:
            return Fault(name, MISSING)

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

    def _films_on(self, shelf: str, sizes: dict[str, int]) -> dict[str, str]:
        """Return films of the present cut that are in the store, and not on the disk any more."""
        return {
            film: ""
            for film in FILMS
            if self._object(film, shelf) in sizes and not (self.folder / film).exists()
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
            self._require_its_files()
            logger.warning("%s is not on the disk any more, so it cannot be copied.", file)
            return None
        if digest not in {"", copy.sha256}:
            logger.warning("%s is not what it was, so it is not copied.", file)
            return None
        self.store.put(name, file)
        return copy

    def _healed(self, name: str, copy: Copy, digest: str) -> Copy | None:
        """Return a copy that was damaged, or of which no manifest says anything, if it is whole.

        What has no hash anywhere is taken as it is: it is all that there is.
        """
        try:
            found = self.store.fingerprint(name)
        except FileNotFoundError:
            return None
        if found != (copy.sha256 or found) or digest not in {"", found}:
            return None
        return Copy(copy.size, found)

    def _note(self, copied: dict[str, Copy]) -> None:
        self.store.put(f"{self.place}/{MANIFEST}", json.dumps(copied).encode())

    def _prove(self, wanted: Iterable[str], lost: Iterable[str]) -> None:
        """Compare what the store lists with what it was given, and delete what is too much."""
        copied, sizes = self.manifest(), self.store.sizes(self.place)
        for name in set(wanted) - set(lost):
            if name not in copied or sizes.get(name) != copied[name].size:
                raise StoreAwayError(f"it does not have {name} as it was sent")
        kept = {*wanted, f"{self.place}/{MANIFEST}"}
        self.store.delete(name for name in sizes if name not in kept)


def _is_there(copy: Copy, size: int | None, digest: str) -> bool:
    """Whether the store needs nothing: as far as is known, it has this."""
    return size == copy.size and digest in {"", copy.sha256}


def _take_away(file: Path, copy: Copy, held: Held) -> bool:
    """Delete a file if it is what was copied; False when none may be deleted now."""
    try:
        seen = _version_of(file)
        is_copied = file.stat().st_size == copy.size and fingerprint(file) == copy.sha256
        with held() as may_go:
            if may_go and is_copied and _version_of(file) == seen:
                file.unlink()
    except FileNotFoundError:
        return True
    return may_go


def _version_of(file: Path) -> tuple[int, ...]:
    """Return what is another one as soon as another file has this name."""
    facts = file.stat()
    return (facts.st_ino, facts.st_mtime_ns, facts.st_size)


def empty(store: Store, folder: str) -> None:
    """Delete everything below a folder; raises StoreAwayError as long as something is left."""
    store.delete(store.sizes(folder))
    if left := store.sizes(folder):
        raise StoreAwayError(f"it still has {len(left)} objects of {folder}")


def _is_of_the_moment(name: str) -> bool:
    return name.startswith(".") or name == ORIGINAL
