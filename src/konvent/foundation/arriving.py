# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Large files that somebody uploads: whether the disk takes them, and how they get their place."""

from __future__ import annotations

import shutil
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils.translation import gettext_lazy as _

from konvent.foundation.refusals import RefusedError

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

SPARE = 2_000_000_000
"""Bytes that stay free on the disk whatever is uploaded: the stages come first."""


def require_room(size: int) -> None:
    """Raise RefusedError where a file of this size, and what is made of it, has no room."""
    if size > settings.LARGEST_FILM:
        raise RefusedError(_("This film is larger than this installation takes."))
    if not has_room(2 * size):
        raise RefusedError(_("There is no space left for this film on the server."))


def has_room(size: float) -> bool:
    """Whether the disk takes so many bytes, and still has some to spare."""
    return missing_room(size) == 0


def missing_room(size: float) -> int:
    """Return how many bytes the disk has too few to take so many and have some to spare."""
    return max(0, ceil(size + SPARE - shutil.disk_usage(settings.DATA).free))


def keep(upload: UploadedFile[bytes], place: Path) -> None:
    """Move what lies on the disk already; write what was small enough for memory."""
    if isinstance(upload, TemporaryUploadedFile):
        Path(upload.temporary_file_path()).replace(place)
        return
    with place.open("wb") as file:
        for piece in upload.chunks():
            file.write(piece)
