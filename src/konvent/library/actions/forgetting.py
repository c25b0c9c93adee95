# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Delete recordings: by hand, or when their time is over."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction

from konvent.foundation import records
from konvent.foundation.events import announce
from konvent.foundation.jobs import is_open
from konvent.library.actions.companions import MAKE_READY
from konvent.library.actions.cutting import mend_cut
from konvent.library.actions.guards import require_finished
from konvent.library.actions.making import DOWNLOAD, PREVIEW
from konvent.library.actions.storing import leave_over
from konvent.library.events import RecordingChanged
from konvent.library.media.cut import left_beside
from konvent.library.models import Companion, Recording, RecordingRules
from konvent.library.places import all_recordings, all_workshops, folder_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from konvent.convention.models import Convention
    from konvent.people.models import User

WITH_WORKSHOP = frozenset({DOWNLOAD, PREVIEW, MAKE_READY})
STRAY_AFTER = timedelta(hours=1)
"""A folder that nothing in the database names may be just being made."""


def kept_until(recording: Recording, rules: RecordingRules) -> date:
    """Return the last day on which a recording is there."""
    ended_at = recording.ended_at or recording.began_at
    return ended_at.astimezone(recording.convention.zone).date() + timedelta(days=rules.days_kept)


@transaction.atomic
def change_rules(
    *, convention: Convention, values: dict[str, Any], at: datetime, by: User | None, seen: str = ""
) -> None:
    """Change what becomes of recordings; the time they are kept counts for those there are too."""
    rules, _ = RecordingRules.objects.get_or_create(convention=convention)
    slug = convention.slug
    records.change(rules, values, convention=slug, actor=by, at=at, seen=seen)
    for recording in convention.recordings.select_for_update().exclude(ended_at=None):
        recording.kept_until = kept_until(recording, rules)
        recording.save(update_fields=["kept_until"])
        announce(RecordingChanged(slug, recording.session_code))


def delete_recording(*, recording: Recording, at: datetime, by: User | None) -> None:
    """Delete a finished recording for good. Raises RefusedError."""
    require_finished(recording)
    erase_recording(recording=recording, at=at, by=by)


@transaction.atomic
def erase_recording(*, recording: Recording, at: datetime, by: User | None) -> None:
    """Take a recording away, finished or not, with all its files."""
    companions = list(recording.companions.select_related("recording__convention"))
    folders = [folder_of(recording), *map(folder_of, companions)]
    slug = recording.convention.slug
    leave_over([recording, *companions], at=at)
    announce(RecordingChanged(slug, recording.session_code))
    records.remove(recording, convention=slug, actor=by, at=at)
    for folder in folders:
        transaction.on_commit(partial(shutil.rmtree, folder, ignore_errors=True))


def forget_recordings(*, at: datetime) -> None:
    """Delete what is not to be kept any longer."""
    due = Recording.objects.filter(kept_until__lte=at + timedelta(days=1))
    for recording in due.select_related("convention").prefetch_related("companions"):
        today = at.astimezone(recording.convention.zone).date()
        if recording.kept_until and recording.kept_until < today:
            erase_recording(recording=recording, at=at, by=None)


def forget_strays(*, at: datetime) -> None:
    """Delete folders that belong to no recording: a crash may have left them behind."""
    for folder in _strays():
        if _is_old(folder, at):
            shutil.rmtree(folder, ignore_errors=True)


def forget_exchanges(*, at: datetime) -> None:
    """Clear away what killed processes left beside playlists, and put those right."""
    for folder in all_recordings().glob("*/*"):
        left = [file for file in left_beside(folder) if _is_old(file, at)]
        if not left:
            continue
        recordings = Recording.objects.filter(convention__slug=folder.parent.name)
        for recording in recordings.select_related("convention"):
            if recording.key == folder.name:
                mend_cut(recording)
        for file in left:
            file.unlink(missing_ok=True)


def forget_workshops(*, at: datetime) -> None:
    """Delete what killed jobs left half made, where nobody will take it up again."""
    for folder in all_workshops().glob("*-*"):
        kind, _dash, key = folder.name.rpartition("-")
        if kind in WITH_WORKSHOP and _is_old(folder, at) and not is_open([kind], key):
            shutil.rmtree(folder, ignore_errors=True)


def _is_old(path: Path, at: datetime) -> bool:
    """Whether nobody can still be making it; what has just gone needs nothing."""
    try:
        return path.stat().st_mtime < (at - STRAY_AFTER).timestamp()
    except FileNotFoundError:
        return False


def _strays() -> Iterator[Path]:
    known = {guid.hex for guid in Recording.objects.values_list("guid", flat=True)}
    known |= {guid.hex for guid in Companion.objects.values_list("guid", flat=True)}
    for folder in all_recordings().glob("*/*"):
        if folder.is_dir() and folder.name not in known:
            yield folder
