# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Published pages on disk, so that a front that starts can show them before the application does.

A page is one file: a line of JSON that says what it is, then its bytes in each encoding.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from konvent.foundation.access import Access
from konvent.foundation.front.page import Page
from konvent.foundation.front.variants import Content

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

logger = logging.getLogger(__name__)


class PageFiles:
    """The folder of published pages. Pages of another build of Konvent are not shown again."""

    def __init__(self, folder: Path, build: str) -> None:
        self.folder = folder
        self.build = build

    def load(self) -> Iterator[Page]:
        """Yield every page of this build as stale, and remove what is none."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(self.folder.iterdir()):
            page = self._read(path) if path.suffix == ".page" else None
            if page is None:
                with suppress(OSError):
                    path.unlink()
            else:
                yield page

    def save(self, page: Page) -> None:
        """Write a page so that a reader finds all of it or the one before."""
        facts = {
            "build": self.build,
            "path": page.path.decode("latin-1"),
            "access": str(page.access),
            "topics": page.topics,
            "name": page.name.decode(),
            "headers": [[part.decode("latin-1") for part in pair] for pair in page.headers],
            "sizes": [len(body) for body in page.content],
        }
        target = self._place(page.path)
        beside = target.with_suffix(f".{os.getpid()}")
        try:
            beside.write_bytes(b"".join((json.dumps(facts).encode(), b"\n", *page.content)))
            beside.replace(target)
        except OSError as error:
            logger.warning("A published page could not be written to disk: %s", error.strerror)

    def remove(self, path: bytes) -> None:
        """Forget a page."""
        with suppress(OSError):
            self._place(path).unlink()

    def _place(self, path: bytes) -> Path:
        return self.folder / f"{hashlib.blake2b(path, digest_size=16).hexdigest()}.page"

    def _read(self, path: Path) -> Page | None:
        try:
            line, _, rest = path.read_bytes().partition(b"\n")
            facts = json.loads(line)
            if facts["build"] != self.build or sum(facts["sizes"]) != len(rest):
                return None
            first, second, _ = facts["sizes"]
            content = Content(rest[:first], rest[first : first + second], rest[first + second :])
            return Page(
                facts["path"].encode("latin-1"),
                Access(facts["access"]),
                tuple(facts["topics"]),
                [
                    (name.encode("latin-1"), value.encode("latin-1"))
                    for name, value in facts["headers"]
                ],
                content,
                facts["name"].encode(),
                is_stale=True,
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None
