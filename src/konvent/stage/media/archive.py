# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Brings what has been shown from memory to the disk.

What the disk does not take is missing there, and nothing else: the picture goes on from memory, and
what was kept before stays.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from konvent.foundation.media.index import write_whole
from konvent.stage.disk import is_full

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Piece:
    """A file as it was read."""

    size: int
    sha256: str


class Archive:
    """Keeps the files of the folder ``made`` in the folder ``kept``; that can be the same one."""

    def __init__(self, made: Path, kept: Path) -> None:
        self.made, self.kept = made, kept
        self._safe: dict[str, Piece] = {}
        """What was kept last: the next segment of a run needs the same head."""

    @property
    def is_apart(self) -> bool:
        return self.made != self.kept

    def put(self, names: Iterable[str]) -> tuple[dict[str, Piece], bool]:
        """Keep these files; say what they are, and whether all of them are safe."""
        pieces, is_kept = {}, not self.is_apart or self._has_room()
        for name in names:
            if is_kept and name in self._safe:
                pieces[name] = self._safe[name]
                continue
            content = (self.made / name).read_bytes()
            pieces[name] = Piece(len(content), hashlib.sha256(content).hexdigest())
            is_kept = is_kept and self._keep(name, content)
        self._safe = pieces if is_kept else {}
        return pieces, is_kept

    def find(self, name: str) -> Path:
        """Return where a file is: in memory as long as it is new."""
        made = self.made / name
        return made if made.exists() else self.kept / name

    def is_gone(self, name: str) -> bool:
        """Say whether a file that the disk did not take is not in memory any more, either."""
        return not (self.is_apart and (self.made / name).exists())

    def _has_room(self) -> bool:
        try:
            disk = shutil.disk_usage(self.kept)
        except OSError:
            return False
        return not is_full(disk)

    def _keep(self, name: str, content: bytes) -> bool:
        """Write it in one step. It is not waited for until it is on the platter: its hash tells."""
        if not self.is_apart:
            return True
        file = self.kept / name
        try:
            if not file.exists() or file.stat().st_size != len(content):
                write_whole(file, content)
        except OSError:
            return False
        return True
