# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Keeps an uploaded table or programme between looking at what it would change and changing it.

Only who uploaded a file finds it again, and only in the convention it was uploaded for: both are in
the name that it has on the disk.
"""

from __future__ import annotations

import re
import secrets
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from pathlib import Path

    from konvent.convention.models import Convention
    from konvent.people.models import User

LASTS = timedelta(days=1)
NAME = re.compile(r"[A-Za-z0-9_-]{32}")
ON_DISK = re.compile(rf"\d+\.\d+\.{NAME.pattern}")


def keep(content: bytes, *, convention: Convention, by: User) -> str:
    """Keep a file for a day; return the name under which `look` finds it."""
    name = secrets.token_urlsafe(24)
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    _place(name, convention, by).write_bytes(content)
    return name


def look(name: str, *, convention: Convention, by: User) -> bytes | None:
    """Return what somebody uploaded for a convention, or None when it is gone, or not theirs."""
    if not NAME.fullmatch(name):
        return None
    with suppress(FileNotFoundError):
        return _place(name, convention, by).read_bytes()
    return None


def forget(name: str, *, convention: Convention, by: User) -> None:
    """Throw a file away that has served."""
    if NAME.fullmatch(name):
        _place(name, convention, by).unlink(missing_ok=True)


def forget_uploads(now: float) -> None:
    """Throw away what was looked at and left; whatever else lies here is somebody else's."""
    for file in _folder().glob("*.*.*"):
        with suppress(FileNotFoundError):  # taken in meanwhile
            is_ours = ON_DISK.fullmatch(file.name) and file.is_file()
            if is_ours and file.stat().st_mtime < now - LASTS.total_seconds():
                file.unlink()


def _place(name: str, convention: Convention, by: User) -> Path:
    return _folder() / f"{convention.pk}.{by.pk}.{name}"


def _folder() -> Path:
    folder: Path = settings.DATA / "previews"
    return folder
