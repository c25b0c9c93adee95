# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Say where a recording starts and ends."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import DatabaseError, transaction
from django.utils.translation import gettext_lazy as _

from konvent.foundation import audit, disks, records
from konvent.foundation.afterwards import afterwards
from konvent.foundation.jobs import ask_for, forget_failures
from konvent.foundation.refusals import RefusedError
from konvent.library.actions.guards import NO_ROOM, require_finished
from konvent.library.actions.making import DOWNLOAD, ask_for_preview
from konvent.library.actions.storing import ask_to_store
from konvent.library.actions.telling import tell_of_change
from konvent.library.files import MADE_OF_A_CUT
from konvent.library.media.cut import cut, exchange, master_first, playlists_of
from konvent.library.media.tape import Tape
from konvent.library.models import RecordingState
from konvent.library.places import folder_of
from konvent.library.queries import span_between

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from konvent.library.models import Recording
    from konvent.people.models import User


class NewCut(NamedTuple):
    """What a cut makes of a recording."""

    playlists: dict[str, str]
    facts: dict[str, Any]


def cut_recording(  # noqa: PLR0913 -- a cut has these facts
    *,
    recording: Recording,
    cut_from: datetime | None,
    cut_until: datetime | None,
    at: datetime,
    by: User | None,
    seen: str = "",
) -> None:
    """Show a recording from one moment to another, to a segment; None means all there is.

    What is cut off stays on the tape. Raises RefusedError, on a full disk as well.
    """
    require_finished(recording)
    if cut_from and cut_until and cut_from >= cut_until:
        raise RefusedError(_("It has to end after it starts."), field="cut_until")
    new = new_cut(recording, cut_from, cut_until)
    if not new.playlists:
        raise RefusedError(_("Nothing was recorded between these moments."), field="cut_from")
    try:
        _write_down(recording, new, at, by, seen)
    except (OSError, DatabaseError) as error:
        if disks.is_full(error):
            raise RefusedError(_(NO_ROOM)) from None
        raise


def _write_down(
    recording: Recording, new: NewCut, at: datetime, by: User | None, seen: str
) -> None:
    with exchange(folder_of(recording)) as put, transaction.atomic():
        present = records.locked(recording)
        records.require_unchanged(present, seen)
        if present.ended_at != recording.ended_at:
            raise RefusedError(_("The session went on meanwhile. Look at the recording again."))
        before = audit.facts(present)
        show_cut(present, new)
        slug = present.convention.slug
        audit.record(at=at, actor=by, verb="cut", thing=present, convention=slug, before=before)
        ask_for_preview(recording=present, at=at)
        ask_to_store(present, at=at)
        if before["download_size"]:
            ask_for(kind=DOWNLOAD, key=present.key, at=at)
        tell_of_change(present, at=at)
        put(new.playlists)


def mend_cut(recording: Recording) -> None:
    """Let the playlists be those of the cut that is written down, after a kill in between."""
    folder = folder_of(recording)
    with exchange(folder) as put, transaction.atomic():
        present = records.locked(recording)
        texts = new_cut(present, present.cut_from, present.cut_until).playlists
        if present.state != RecordingState.RECORDING and texts != _playlists_on(folder):
            put(texts)


def _playlists_on(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in folder.glob("*.m3u8")}


def new_cut(recording: Recording, cut_from: datetime | None, cut_until: datetime | None) -> NewCut:
    """Return what another cut would make of a recording, before anything is changed."""
    folder = folder_of(recording)
    shown = cut(Tape(folder).rows, span_between(cut_from, cut_until))
    begins = cut_from or recording.began_at
    playlists = playlists_of(folder, shown, begins=begins.timestamp())
    return NewCut(
        playlists,
        {
            "cut_from": cut_from,
            "cut_until": cut_until,
            "starts_in": shown.starts_in,
            "duration": timedelta(seconds=round(shown.duration, 3)),
            "size": _size_of_tape(folder) + sum(len(text.encode()) for text in playlists.values()),
            "variants": master_first(playlists),
            "has_preview": False,
            "download_size": None,
            "shelf": "",
            "is_stored": False,
        },
    )


def show_cut(recording: Recording, new: NewCut) -> None:
    """Let a recording be what a cut makes of it, and let go of what was made of the one before."""
    for name, value in new.facts.items():
        setattr(recording, name, value)
    recording.save()
    forget_failures(kind=DOWNLOAD, key=recording.key)
    folder = folder_of(recording)
    for name in MADE_OF_A_CUT:
        afterwards(partial((folder / name).unlink, missing_ok=True))


def _size_of_tape(folder: Path) -> int:
    """Return the bytes of what stays when it is cut anew."""
    files = folder.iterdir() if folder.exists() else ()
    return sum(
        file.stat().st_size
        for file in files
        if file.suffix != ".m3u8" and file.name not in MADE_OF_A_CUT
    )
