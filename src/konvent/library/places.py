# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Where the files of recordings are."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from konvent.foundation.store import Store
from konvent.library.media.stored import StoredTape
from konvent.library.models import Companion

if TYPE_CHECKING:
    from pathlib import Path

    from konvent.foundation.store import StorePlace
    from konvent.library.models import Recording
    from konvent.programme.models import Room


def all_recordings() -> Path:
    """Return the folder that has one folder for each convention, with one for each tape."""
    folder: Path = settings.DATA / "recordings"
    return folder


def all_workshops() -> Path:
    """Return the folder that has one folder for each job at work on a recording."""
    folder: Path = settings.DATA / "jobs"
    return folder


def folder_of(thing: Recording | Companion) -> Path:
    """Return the folder of a recording or a companion; below it there are only files."""
    return all_recordings() / recording_of(thing).convention.slug / thing.key


def recording_of(thing: Recording | Companion) -> Recording:
    """Return the recording itself, or the one that a companion belongs to."""
    return thing.recording if isinstance(thing, Companion) else thing


def tape_in_store(thing: Recording | Companion) -> StoredTape:
    """Return a recording's or a companion's place in the store; only where there is a store."""
    slug = recording_of(thing).convention.slug
    return StoredTape(the_store(), folder_of(thing), slug, thing.key)


@cache
def _opened(place: StorePlace) -> Store:
    return Store(place)


def the_store() -> Store:
    """Return the store that the operator has set up."""
    return _opened(settings.STORE)


def folder_of_stage(room: Room) -> Path:
    """Return where the media process writes what a stage shows."""
    folder: Path = settings.DATA / "media" / room.convention.slug / room.slug
    return folder
