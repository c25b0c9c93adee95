# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Where the files of recordings are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from konvent.library.models import Companion

if TYPE_CHECKING:
    from pathlib import Path

    from konvent.library.models import Recording
    from konvent.programme.models import Room


def all_recordings() -> Path:
    """Return the folder that has one folder for each convention, with one for each tape."""
    folder: Path = settings.DATA / "recordings"
    return folder


def folder_of(thing: Recording | Companion) -> Path:
    """Return the folder of a recording or a companion; below it there are only files."""
    recording = thing.recording if isinstance(thing, Companion) else thing
    return all_recordings() / recording.convention.slug / thing.key


def folder_of_stage(room: Room) -> Path:
    """Return where the media process writes what a stage shows."""
    folder: Path = settings.DATA / "media" / room.convention.slug / room.slug
    return folder
