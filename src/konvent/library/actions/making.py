# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Ask for what is made of a recording, and put it in its place."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from konvent.foundation import audit, records
from konvent.foundation.jobs import ask_for, is_any_open, keys_that_failed
from konvent.library.actions.guards import NO_ROOM, require_finished, require_something
from konvent.library.actions.storing import STORE_IS_AWAY, ask_to_store
from konvent.library.actions.telling import tell_of_change
from konvent.library.media.cut import cut, there
from konvent.library.media.tape import Tape
from konvent.library.models import Recording
from konvent.library.places import folder_of
from konvent.library.queries import span_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from konvent.foundation.media.index import Row
    from konvent.people.models import User

DOWNLOAD, PREVIEW = "recording-download", "recording-preview"
"""Kinds of jobs; their key is the recording's."""
ROOM_FOR_A_FILM = 2.5
"""How many times the size of what is shown has to be free."""
SPARE = 500_000_000
"""Bytes that have to be free besides."""
STAYS_FREE = 0.2
"""Share of the disk that films nobody asked for leave to the stages."""
PASS_BY_THEMSELVES = frozenset({NO_ROOM, STORE_IS_AWAY})
"""Why a film failed that is tried again without being asked for."""


@transaction.atomic
def ask_for_download(*, recording: Recording, at: datetime, by: User | None) -> None:
    """Have a film made for downloading. Raises RefusedError."""
    present = records.locked(recording)
    require_finished(present)
    require_something(present)
    ask_for(kind=DOWNLOAD, key=present.key, at=at)
    slug = present.convention.slug
    audit.record(at=at, actor=by, verb="make download", thing=present, convention=slug, after={})


def ask_for_films(*, at: datetime, made: str = "") -> None:
    """Have a film made of the recording that waits longest for one, where nothing else goes on.

    One at a time (that of the key ``made`` is done), not while a session is being recorded, not
    where one failed or only the store has the media, and only as long as enough of the disk stays
    free afterwards.
    """
    if Recording.objects.running().exists() or is_any_open(DOWNLOAD, besides=made):
        return
    passed_over = {made, *keys_that_failed(DOWNLOAD, not_for=PASS_BY_THEMSELVES)}
    for recording in Recording.objects.without_film().select_related("convention").by_time():
        if recording.key not in passed_over and _may_become_a_film(recording):
            ask_for(kind=DOWNLOAD, key=recording.key, at=at)
            return


def _may_become_a_film(recording: Recording) -> bool:
    """Whether its media is on the disk, and enough stays free for the stages."""
    folder, rows = folder_of(recording), rows_shown(recording)
    if bytes_away(folder, rows):
        return False
    disk = shutil.disk_usage(settings.DATA)
    return disk.free - room_for_film(folder, rows) > STAYS_FREE * disk.total


def rows_shown(recording: Recording) -> list[Row]:
    """Return the rows of a recording as it is cut."""
    return list(cut(Tape(folder_of(recording)).rows, span_of(recording)).rows)


def room_for_film(folder: Path, rows: Sequence[Row]) -> float:
    """Return how many bytes have to be free for a film of these rows, and for what comes back."""
    needed = ROOM_FOR_A_FILM * sum(row.size for row in there(rows)) + SPARE
    return needed + bytes_away(folder, rows)


def bytes_away(folder: Path, rows: Sequence[Row]) -> int:
    """Return how many bytes of these rows are not on the disk."""
    sizes: dict[str, int] = {}
    for row in there(rows):
        sizes |= {other.uri: other.size for other in row.others.values()} | {row.uri: row.size}
    return sum(size for name, size in sizes.items() if not (folder / name).exists())


def ask_for_preview(*, recording: Recording, at: datetime) -> None:
    """Have small pictures made."""
    if recording.variants:
        ask_for(kind=PREVIEW, key=recording.key, at=at)


def note_download(*, recording: Recording, files: Iterable[Path], at: datetime) -> None:
    """Put a finished film in its place, if the recording is still cut as it was."""
    with transaction.atomic():
        present = _if_unchanged(recording)
        if present is None:
            return
        film, *_others = [_put(file, present) for file in files]
        present.download_size = film.stat().st_size
        present.size = sum(file.stat().st_size for file in film.parent.iterdir())
        present.is_stored = False
        present.save(update_fields=["download_size", "size", "is_stored"])
        ask_to_store(present, at=at)
        tell_of_change(present, at=at)


def note_preview(*, recording: Recording, files: Iterable[Path], at: datetime) -> None:
    """Put finished pictures in their place, if the recording is still cut as it was."""
    with transaction.atomic():
        present = _if_unchanged(recording)
        if present is None:
            return
        for file in files:
            _put(file, present)
        present.has_preview, present.is_stored = True, False
        present.save(update_fields=["has_preview", "is_stored"])
        ask_to_store(present, at=at)
        tell_of_change(present, at=at)


def _if_unchanged(recording: Recording) -> Recording | None:
    """Return the recording, held; None when it was cut otherwise, went on, or was deleted."""
    present = Recording.objects.select_for_update().filter(pk=recording.pk).first()
    if present is None or _cut_of(present) != _cut_of(recording):
        return None
    return present


def _cut_of(recording: Recording) -> tuple[object, ...]:
    return (recording.cut_from, recording.cut_until, recording.ended_at, recording.duration)


def _put(file: Path, recording: Recording) -> Path:
    """Move a file to the recording's others, all of it or nothing."""
    target = folder_of(recording) / file.name
    beside = target.with_name(f".{target.name}.new")
    shutil.move(file, beside)
    return beside.replace(target)
