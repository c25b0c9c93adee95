# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Say where a recording starts and ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.foundation import audit, records
from konvent.foundation.events import announce
from konvent.foundation.jobs import ask_for
from konvent.foundation.refusals import RefusedError
from konvent.library.actions.guards import require_finished
from konvent.library.actions.making import DOWNLOAD, ask_for_preview
from konvent.library.actions.storing import ask_to_store
from konvent.library.events import RecordingChanged
from konvent.library.files import MADE_OF_A_CUT
from konvent.library.media.cut import cut, write_playlists
from konvent.library.media.tape import Tape
from konvent.library.places import folder_of
from konvent.library.queries import span_between

if TYPE_CHECKING:
    from konvent.library.models import Recording
    from konvent.people.models import User


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

    What is cut off stays on the tape. Raises RefusedError.
    """
    records.require_unchanged(recording, seen)
    require_finished(recording)
    if cut_from and cut_until and cut_from >= cut_until:
        raise RefusedError(_("It has to end after it starts."), field="cut_until")
    if not cut(Tape(folder_of(recording)).rows, span_between(cut_from, cut_until)).rows:
        raise RefusedError(_("Nothing was recorded between these moments."), field="cut_from")
    facts = show_cut(recording, cut_from, cut_until)
    with transaction.atomic():
        present = records.locked(recording)
        before = audit.facts(present)
        for name, value in {**facts, "cut_from": cut_from, "cut_until": cut_until}.items():
            setattr(present, name, value)
        present.save()
        slug = present.convention.slug
        audit.record(at=at, actor=by, verb="cut", thing=present, convention=slug, before=before)
        ask_for_preview(recording=present, at=at)
        ask_to_store(present, at=at)
        if before["download_size"]:
            ask_for(kind=DOWNLOAD, key=present.key, at=at)
        announce(RecordingChanged(slug, present.session_code))


def show_cut(
    recording: Recording, cut_from: datetime | None, cut_until: datetime | None
) -> dict[str, Any]:
    """Write the playlists of a cut; return what is true of the recording then."""
    tape = Tape(folder_of(recording))
    tape.folder.mkdir(parents=True, exist_ok=True)
    shown = cut(tape.rows, span_between(cut_from, cut_until))
    begins = cut_from or recording.began_at
    for name in MADE_OF_A_CUT:
        (tape.folder / name).unlink(missing_ok=True)
    variants = write_playlists(tape.folder, shown, begins=begins.timestamp())
    return {
        "starts_in": shown.starts_in,
        "duration": timedelta(seconds=round(shown.duration, 3)),
        "size": tape.size(),
        "variants": variants,
        "has_preview": False,
        "download_size": None,
        "shelf": "",
        "is_stored": False,
    }
