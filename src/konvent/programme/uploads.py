# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Keeps an uploaded programme between looking at what it would change and changing it."""

from __future__ import annotations

import re
import secrets
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from pathlib import Path

LASTS = 24 * 60 * 60
NAME = re.compile(r"[A-Za-z0-9_-]{20,60}")


def keep(content: bytes) -> str:
    """Keep a file for a day; return the name under which `take` finds it."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        with suppress(FileNotFoundError):
            if old.stat().st_mtime < time.time() - LASTS:
                old.unlink()
    name = secrets.token_urlsafe(24)
    (folder / name).write_bytes(content)
    return name


def look(name: str) -> bytes | None:
    """Return a file that was kept, or None when it is gone."""
    if not NAME.fullmatch(name):
        return None
    with suppress(FileNotFoundError):
        return (_folder() / name).read_bytes()
    return None


def forget(name: str) -> None:
    """Throw a file away that has served."""
    if NAME.fullmatch(name):
        (_folder() / name).unlink(missing_ok=True)


def _folder() -> Path:
    folder: Path = settings.DATA / "incoming"
    return folder
