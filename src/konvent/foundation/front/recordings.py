# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The files of recordings: from memory, from the disk, and from the store what is not there."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from konvent.foundation.access import Access
from konvent.foundation.front.downloads import DOWNLOADS, Download, FilmOnDisk
from konvent.foundation.front.files import (
    CHANGING_TYPES,
    NO_SUCH_FILE,
    SEGMENT_NAME,
    SEGMENT_TYPES,
    StageFiles,
)

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from pathlib import Path

    from konvent.foundation.front.answers import Answer, Headers
    from konvent.foundation.front.stored import StoredFiles

MOST_BYTES = 96 << 20
PUBLIC = frozenset({b"thumbnail.jpg"})
"""What of a published recording stands on pages for everybody, beside its title."""
KEY = re.compile(rb"[0-9a-f]{32}")


class RecordingFiles:
    """Everything below the folder of the recordings. Who may have it is asked before."""

    def __init__(self, folder: Path, threads: Executor, stored: StoredFiles | None = None) -> None:
        self.folder = folder
        self.threads = threads
        self.small = StageFiles([folder], threads, MOST_BYTES)
        self.stored = stored

    def quick(self, name: str, headers: Headers) -> Answer | None:
        """Return what is in memory and surely current."""
        return self.small.quick(name, headers)

    async def answer(self, name: str, headers: Headers) -> Answer | Download:
        """Return a small file, or what will be sent of a large one; the disk comes first."""
        answer = await self._on_disk(name, headers)
        if answer is not NO_SUCH_FILE or self.stored is None:
            return answer
        return self.stored.quick(name) or await self.stored.answer(name, headers)

    async def _on_disk(self, name: str, headers: Headers) -> Answer | Download:
        kind = DOWNLOADS.get(name.rpartition("/")[2].encode())
        if kind is None:
            return await self.small.answer(name, headers)
        loop = asyncio.get_running_loop()
        try:
            file = await loop.run_in_executor(self.threads, self.folder.joinpath(name).open, "rb")
        except OSError:
            return NO_SUCH_FILE
        return Download(FilmOnDisk(file, self.threads), kind, headers)


def recording_file(convention: bytes, parts: list[bytes]) -> str | None:
    """Return the name of a file below the folder of the recordings, when this can be one."""
    if len(parts) != 2 or not KEY.fullmatch(parts[0]):  # noqa: PLR2004 -- recording, file
        return None
    names = [part.decode("latin-1") for part in (convention, *parts)]
    if not all(map(SEGMENT_NAME.fullmatch, names)):
        return None
    ending = "." + names[-1].rpartition(".")[2]
    is_known = ending in SEGMENT_TYPES or ending in CHANGING_TYPES or parts[1] in DOWNLOADS
    return "/".join(names) if is_known else None


def access_to(file: bytes, recording: Access) -> Access:
    """Return what a file asks for when its recording asks for so much."""
    is_public = file in PUBLIC and recording is Access.STAGE
    return Access.PUBLIC if is_public else recording
