# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Questions about recordings."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from math import inf
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Prefetch

from konvent.foundation.access import Access
from konvent.foundation.store import StoreAwayError
from konvent.library.captions import moved, read_captions, within
from konvent.library.media.cut import cut
from konvent.library.media.tape import Span, Tape
from konvent.library.models import Caption, Companion, Recording, RecordingRules, RecordingState
from konvent.library.places import folder_of, tape_in_store
from konvent.programme.models import Session
from konvent.programme.queries import published_schedule
from konvent.programme.rehearsals import was_rehearsal

if TYPE_CHECKING:
    from konvent.convention.models import Convention
    from konvent.foundation.media.index import Row
    from konvent.foundation.texts import Text
    from konvent.library.captions import Cue
    from konvent.programme.schedule import Schedule

logger = logging.getLogger(__name__)

EVERYTHING = Span(-inf)
"""From the beginning of a tape to its end."""
WHICH_CAPTIONS = Prefetch("captions", Caption.objects.defer("content"))
"""Which captions there are, without their texts: a long list needs no more."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a recording as a viewer's player counts: 0 is where the recording starts."""

    starts_in: float
    ends_in: float
    title: Text


def published_recordings(convention: str) -> list[Recording]:
    """Return what visitors of a convention may see, by time, with all that belongs to it."""
    return list(
        Recording.objects.filter(convention__slug=convention)
        .published()
        .select_related("convention", "room")
        .prefetch_related("chapters", WHICH_CAPTIONS, "companions")
        .by_time()
    )


def published_recording(convention: str, session: str) -> Recording | None:
    """Return a session's recording, when visitors may see it."""
    found = Recording.objects.filter(convention__slug=convention, session_code=session)
    return (
        found.published()
        .select_related("convention", "room")
        .prefetch_related("chapters", "captions", "companions")
        .first()
    )


def span_between(cut_from: datetime | None, cut_until: datetime | None) -> Span:
    """Return a stretch of time; None means that it is open at that end."""
    begins = cut_from.timestamp() if cut_from else -inf
    return Span(begins, cut_until.timestamp() if cut_until else inf)


def span_of(recording: Recording) -> Span:
    """Return the stretch of time that is shown."""
    return span_between(recording.cut_from, recording.cut_until)


def rules_of(convention: Convention) -> RecordingRules:
    """Return a convention's rules; those of the house where nobody made any."""
    made = RecordingRules.objects.filter(convention=convention).first()
    return made or RecordingRules(convention=convention)


def may_be_recorded(convention: Convention, session: str) -> bool:
    """Whether nobody in a session said no; the working copy knows it first."""
    known = Session.objects.filter(convention=convention, code=session).first()
    if known is not None:
        return not known.do_not_record
    schedule = published_schedule(convention.slug)
    published = schedule.session.get(session) if schedule else None
    return not (published and published.do_not_record)


def is_rehearsal(recording: Recording, schedule: Schedule | None) -> bool:
    """Whether it was only a rehearsal of its session, by what is published."""
    session = schedule.session.get(recording.session_code) if schedule else None
    if session is None or session.starts_at is None or recording.ended_at is None:
        return False
    planned = {"starts_at": session.starts_at, "ends_at": session.ends_at or session.starts_at}
    return was_rehearsal(recording.resumed_at or recording.began_at, recording.ended_at, **planned)


def recordings_at_the_door() -> dict[tuple[str, str], Access]:
    """Return what each recording, and each of its companions, asks of viewers.

    They are named by the convention's slug and their key. Nobody sees what is being recorded.
    """
    finished = Recording.objects.exclude(state=RecordingState.RECORDING)
    doors: dict[tuple[str, str], Access] = {}
    for recording in finished.select_related("convention").prefetch_related("companions"):
        is_published = recording.state == RecordingState.PUBLISHED
        access = Access.STAGE if is_published else Access.STAFF
        slug = recording.convention.slug
        doors[slug, recording.key] = access
        for companion in recording.companions.all():
            doors[slug, companion.key] = Access.STAFF if companion.is_withheld else access
    return doors


def shelves() -> dict[tuple[str, str], str]:
    """Return where in the store lies what was made of each recording's cut, and of companions.

    They are named by the convention's slug and their key.
    """
    recordings = Recording.objects.exclude(shelf="").values_list(
        "convention__slug", "guid", "shelf"
    )
    companions = Companion.objects.exclude(shelf="").values_list(
        "recording__convention__slug", "guid", "shelf"
    )
    return {(slug, guid.hex): shelf for slug, guid, shelf in (*recordings, *companions)}


def chapters_of(recording: Recording) -> list[Chapter]:
    """Return the chapters of what is shown; one that begins before the cut begins with it."""
    length = recording.duration.total_seconds()
    marks = sorted(recording.chapters.all(), key=lambda mark: mark.position)
    starts = [max(0.0, mark.position - recording.starts_in) for mark in marks]
    ends = [*starts[1:], length] if starts else []
    return [
        Chapter(start, min(end, length), mark.title)
        for mark, start, end in zip(marks, starts, ends, strict=True)
        if start < min(end, length)
    ]


def shown_captions(recording: Recording) -> dict[str, list[Cue]]:
    """Return the published captions by language, as a viewer's player counts."""
    return {
        caption.language: as_shown(recording, read_captions(caption.content))
        for caption in sorted(recording.captions.all(), key=lambda caption: caption.language)
        if caption.is_published
    }


def as_shown(recording: Recording, cues: list[Cue]) -> list[Cue]:
    """Return what a viewer reads of captions that are written for the tape."""
    length = recording.duration.total_seconds()
    return within(moved(cues, -recording.starts_in), 0.0, length)


def rows_of(thing: Recording | Companion) -> list[Row]:
    """Return the rows of a tape; a house that has not recorded it asks the store for its index."""
    rows = Tape(folder_of(thing)).rows
    if rows or not thing.shelf or settings.STORE is None:
        return rows
    try:
        return tape_in_store(thing).rows()
    except StoreAwayError as error:
        logger.warning("The index of %s could not be fetched: %s", thing, error)
        return []


@dataclass(frozen=True, slots=True)
class Stretch:
    """An unbroken piece of what is shown, on the player's clock and on the wall's."""

    starts_in: float
    starts_at: datetime
    seconds: float


def stretches_of(recording: Recording) -> list[Stretch]:
    """Return the unbroken pieces of what is shown, in their order."""
    shown = cut(rows_of(recording), span_of(recording)).rows
    found: list[Stretch] = []
    position = 0.0
    for _, group in groupby(shown, key=lambda row: row.stretch):
        rows = list(group)
        seconds = sum(row.duration for row in rows)
        began = datetime.fromtimestamp(rows[0].starts, UTC)
        found.append(Stretch(position, began, seconds))
        position += seconds
    return found
