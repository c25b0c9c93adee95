# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What happened at the doors, a line each, in a file: so that a front that is killed loses nobody.

It is written by the front alone and without asking the disk to flush: a process may die, the
machine keeps what it was told. When it cannot be written the doors go on from memory, and write
it anew, with everybody in it, as soon as that is possible.
"""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from errno import ENOSPC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

logger = logging.getLogger(__name__)


class Journal:
    """One file; every line is a few words."""

    def __init__(self, path: Path | None) -> None:
        """Write to this file; to none when there is none."""
        self.path = path
        self.lines = 0
        self.file = -1
        self.is_broken = False

    def read(self) -> Iterator[list[str]]:
        """Return the words of each line; a torn last line is left out."""
        if self.path is None or not self.path.exists():
            return
        text = self.path.read_text(errors="replace")
        for line in text.split("\n")[:-1]:
            self.lines += 1
            yield line.split(" ")

    def note(self, *words: object) -> None:
        """Write down what has happened."""
        self.lines += 1
        if self.path is None or self.is_broken:
            return
        try:
            if self.file < 0:
                self.file = self._open(self.path)
            self._write(" ".join(map(str, words)).encode() + b"\n")
        except OSError as error:
            self.is_broken = True
            logger.warning("The doors' journal cannot be written, they go on without: %s", error)

    def begin_anew(self, lines: Iterable[tuple[object, ...]]) -> None:
        """Put these lines in the place of all there are."""
        self.close()
        self.lines = 0
        if self.path is None:
            return
        whole = self.path.with_suffix(".new")
        text = "".join(" ".join(map(str, words)) + "\n" for words in lines)
        was_broken, self.is_broken = self.is_broken, False
        try:
            self._make_folder(self.path)
            whole.write_text(text)
            whole.chmod(0o600)
            whole.replace(self.path)
        except OSError as error:
            self.is_broken = True
            with suppress(OSError):
                whole.unlink()
            if not was_broken:
                logger.warning("The doors' journal cannot be written anew: %s", error)
        self.lines = text.count("\n")

    def throw_away(self) -> None:
        """Write no more, and forget what was written: the house has no limit any more."""
        self.close()
        if self.path is not None:
            self.path.unlink(missing_ok=True)
            self.path = None

    def close(self) -> None:
        file, self.file = self.file, -1  # before its number can be given to another file
        if file >= 0:
            with suppress(OSError):
                os.close(file)

    def _write(self, line: bytes) -> None:
        if os.write(self.file, line) < len(line):
            raise OSError(ENOSPC, os.strerror(ENOSPC))

    @staticmethod
    def _make_folder(path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _open(self, path: Path) -> int:
        self._make_folder(path)
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
