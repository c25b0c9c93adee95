# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the worker makes of recordings: a film to download, and small pictures."""

from __future__ import annotations

import logging
import shutil
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop

from konvent.foundation.jobs import JobFailedError, Lane, Run, is_open, job
from konvent.foundation.media.probe import NotPlayableError
from konvent.foundation.store import SpoiltError, StoreAwayError
from konvent.library.actions.companions import MAKE_READY, forget_upload, note_ready
from konvent.library.actions.guards import NO_ROOM
from konvent.library.actions.making import (
    DOWNLOAD,
    PREVIEW,
    ask_for_films,
    note_download,
    note_preview,
    room_for_film,
    rows_shown,
)
from konvent.library.actions.storing import (
    EMPTY,
    MAKE_ROOM,
    STORE,
    STORE_IS_AWAY,
    held_for_room,
    is_as_it_was,
    note_damage_in_store,
    note_emptied,
    note_room,
    note_stored,
)
from konvent.library.files import ORIGINAL
from konvent.library.media.film import BrokenFilmError, make_film
from konvent.library.media.preview import make_preview
from konvent.library.media.second import BrokenSecondError, make_second
from konvent.library.media.stored import DamagedError, empty
from konvent.library.models import Companion, Leftover, Recording
from konvent.library.places import all_workshops, folder_of, tape_in_store, the_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from konvent.foundation.media.index import Row

BROKEN = gettext_noop(
    "The film did not become what was shown, so it is not offered. The recording itself is fine; "
    "the server's log says more to its operator."
)
NOT_HERE = gettext_noop(
    "The files of this recording are not on this server, so no film can be made of it."
)
DAMAGED = gettext_noop(
    "A file of this recording is not what it was when it was kept, so it was not copied to the "
    "store. All others were; konvent media verify names it."
)
SPOILT = gettext_noop(
    "A file of this recording is not in the store as it was put there. What the server's disk "
    "still has is copied anew; konvent media verify names the rest."
)
UNPLAYABLE = gettext_noop(
    "This file cannot be made playable. Export it again, for example as MP4, and upload that."
)

logger = logging.getLogger(__name__)


@job(DOWNLOAD, lane=Lane.LONG)
def download(run: Run) -> None:
    """Make the film of a recording as it is cut."""
    recording = _find(run)
    if recording is None:
        return
    folder, rows = folder_of(recording), rows_shown(recording)
    if not rows:
        raise JobFailedError(NOT_HERE)
    if shutil.disk_usage(folder).free < room_for_film(folder, rows):
        raise JobFailedError(NO_ROOM)
    _bring_back(recording, rows, run)
    with _workshop(DOWNLOAD, run) as workshop:
        try:
            files = make_film(folder, rows, workshop, run.report)
        except BrokenFilmError as error:
            logger.error("The film of %s is broken: %s", recording, error)  # noqa: TRY400 -- the reason is in it
            raise JobFailedError(BROKEN) from None
        note_download(recording=recording, files=files, at=timezone.now())
    ask_for_films(at=timezone.now(), made=recording.key)


@job(PREVIEW, lane=Lane.QUICK)
def preview(run: Run) -> None:
    """Make the small pictures of a recording as it is cut."""
    recording = _find(run)
    rows = rows_shown(recording) if recording else ()
    if recording is None or not rows:
        return
    _bring_back(recording, rows, run)
    with _workshop(PREVIEW, run) as workshop:
        files = make_preview(folder_of(recording), rows, workshop, run.report)
        note_preview(recording=recording, files=files, at=timezone.now())


@job(MAKE_READY, lane=Lane.LONG)
def companion(run: Run) -> None:
    """Make a companion that was uploaded playable."""
    companions = Companion.objects.filter(guid=run.key)
    found = companions.select_related("recording__convention").first()
    if found is None:
        return
    if found.is_ready:
        forget_upload(companion=found)
        return
    shown_at = found.recording.began_at.timestamp() + found.pieces[0][0]
    with _workshop(MAKE_READY, run) as workshop:
        try:
            rows = make_second(
                folder_of(found) / ORIGINAL,
                workshop,
                run.report,
                has_picture=found.has_picture,
                starts=shown_at,
            )
        except (BrokenSecondError, NotPlayableError) as error:
            logger.error("%s cannot be made playable: %s", found, error)  # noqa: TRY400 -- the reason is in it
            raise JobFailedError(UNPLAYABLE) from None
        note_ready(companion=found, rows=rows, workshop=workshop, at=timezone.now())


@job(STORE, lane=Lane.STORE)
def store_recording(run: Run) -> None:
    """Copy a recording or a companion to the store for objects."""
    thing = _thing(run)
    if thing is None or thing.is_stored:
        return
    with _answering(run):
        try:
            shelf = tape_in_store(thing).put_away(run.report, thing.damaged)
        except (DamagedError, FileNotFoundError):
            if is_as_it_was(thing):
                raise
            return  # cut or deleted meanwhile: what there is now was asked for
        note_stored(thing=thing, shelf=shelf)


@job(EMPTY, lane=Lane.STORE)
def empty_store(run: Run) -> None:
    """Delete in the store what was deleted here."""
    leftover = Leftover.objects.filter(pk=int(run.key)).first()
    if leftover is None or settings.STORE is None:
        return
    is_being_copied = is_open([STORE], leftover.folder.rpartition("/")[2])
    with _answering(run):
        empty(the_store(), leftover.folder)
    if not is_being_copied:  # otherwise another worker may still put something there
        note_emptied(leftover=leftover)


@job(MAKE_ROOM, lane=Lane.STORE)
def make_room(run: Run) -> None:
    """Take from the disk what the store has proved to have."""
    thing = _thing(run)
    if thing is None or not thing.is_stored:
        return
    with _answering(run):
        held = partial(held_for_room, thing, unless=(DOWNLOAD, PREVIEW))
        damage = tape_in_store(thing).make_room(run.report, held)
        if isinstance(thing, Recording):
            note_room(recording=thing)
        if damage:
            note_damage_in_store(thing=thing, damage=damage, at=timezone.now())
            raise SpoiltError(", ".join(damage[:3]))


def _thing(run: Run) -> Recording | Companion | None:
    """Return what a job of the store is about, if there is a store and it is still there."""
    if settings.STORE is None:
        return None
    companions = Companion.objects.filter(guid=run.key, is_ready=True)
    return _find(run) or companions.select_related("recording__convention").first()


@contextmanager
def _answering(run: Run) -> Iterator[None]:
    """Say in a sentence what the store lacks; the worker asks again by itself."""
    try:
        yield
    except SpoiltError as error:
        logger.error("The store has files otherwise than they were put there: %s", error)  # noqa: TRY400 -- the reason is in it
        raise JobFailedError(SPOILT) from None
    except StoreAwayError as error:
        logger.warning("The store for recordings is away (%s): %s", run.job.kind, error)
        raise JobFailedError(STORE_IS_AWAY) from None
    except DamagedError as error:
        logger.error("Not everything can be copied to the store: %s", error)  # noqa: TRY400 -- the reason is in it
        raise JobFailedError(DAMAGED) from None


def _find(run: Run) -> Recording | None:
    """Return the recording; it may have been deleted meanwhile."""
    found = Recording.objects.filter(guid=run.key).exclude(ended_at=None)
    return found.select_related("convention").first()


def _bring_back(recording: Recording, rows: Sequence[Row], run: Run) -> None:
    """Have on the disk again what only the store has."""
    if settings.STORE:
        with _answering(run):
            tape_in_store(recording).bring_back(rows)


@contextmanager
def _workshop(kind: str, run: Run) -> Iterator[Path]:
    """Give an empty folder; what an earlier attempt left there is cleared away."""
    folder = all_workshops() / f"{kind}-{run.key}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
