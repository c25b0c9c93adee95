# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Write captions down, as a whole, so that two who write at once never lose each other's lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.foundation import audit, records
from konvent.foundation.refusals import RefusedError
from konvent.library.actions.guards import require_finished
from konvent.library.actions.telling import tell_of_change
from konvent.library.captions import moved, read_captions, write_webvtt
from konvent.library.models import Caption

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.library.captions import Cue
    from konvent.library.models import Recording
    from konvent.people.models import User

NEW = "new"
"""What somebody saw who saw no captions in this language."""


class CaptionsThereError(RefusedError):
    """There are captions in this language already."""

    def __init__(self) -> None:
        super().__init__(
            _("There are captions in this language already. Open them to change them."),
            field="language",
        )


def write_captions(  # noqa: PLR0913 -- captions have these facts
    *,
    recording: Recording,
    language: str,
    content: bytes | str,
    is_published: bool,
    at: datetime,
    by: User | None,
    seen: str = NEW,
) -> Caption:
    """Keep a WebVTT or SubRip text, whose times are the player's, as the captions of a language.

    What the cut hides keeps its captions. ``seen`` is the state that was opened, NEW for none.
    Raises CaptionsRefusedError, ChangedMeanwhileError and CaptionsThereError.
    """
    require_finished(recording)
    cues = read_captions(content, length=recording.duration.total_seconds())
    with transaction.atomic():
        present = records.locked(recording)
        caption = present.captions.filter(language=language).first()
        if caption is not None and seen == NEW:
            raise CaptionsThereError
        if caption is not None:
            records.require_unchanged(caption, seen)
        else:
            caption = Caption(recording=present, language=language)
        before = _facts(caption)
        caption.content = write_webvtt(_on_tape(present, caption.content, cues))
        caption.is_published = is_published
        caption.save()
        _announce("write captions", caption, before, _facts(caption), at=at, by=by)
    return caption


@transaction.atomic
def delete_captions(*, caption: Caption, at: datetime, by: User | None) -> None:
    """Take the captions of a language away for good."""
    _announce("remove", caption, _facts(caption), {}, at=at, by=by)
    caption.delete()


def _on_tape(recording: Recording, before: str, cues: list[Cue]) -> list[Cue]:
    """Put the captions of what is shown between those of what the cut hides."""
    starts = recording.starts_in
    ends = starts + recording.duration.total_seconds()
    hidden = read_captions(before) if before else []
    shown = moved(cues, starts)
    return [
        *(cue for cue in hidden if cue.ends <= starts),
        *shown,
        *(cue for cue in hidden if cue.starts >= ends),
    ]


def _facts(caption: Caption) -> dict[str, object]:
    """Say in the log how much there is; the words themselves would bury it."""
    if not caption.content:
        return {}
    return {
        "language": caption.language,
        "number": len(read_captions(caption.content)),
        "is_published": caption.is_published,
    }


def _announce(  # noqa: PLR0913 -- an entry has these facts
    verb: str,
    caption: Caption,
    before: dict[str, object],
    after: dict[str, object],
    *,
    at: datetime,
    by: User | None,
) -> None:
    recording = caption.recording
    slug = recording.convention.slug
    audit.record(
        at=at, actor=by, verb=verb, thing=caption, convention=slug, before=before, after=after
    )
    tell_of_change(recording, at=at)
