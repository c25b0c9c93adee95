# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Have recordings copied to the store for objects, and deleted there.

What is to be done stands in the rows of the recordings themselves, and of what is left over of
deleted ones. So a store that is away for a day only delays it, and nothing is forgotten.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop

from konvent.foundation.events import announce
from konvent.foundation.jobs import ask_for, is_open, newest_job
from konvent.foundation.stored_names import folder_in_store
from konvent.library.events import RecordingChanged
from konvent.library.models import Companion, Leftover, Recording, RecordingState
from konvent.library.places import folder_of, recording_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from django.db import models

STORE, EMPTY, MAKE_ROOM = "store-recording", "empty-store", "make-room"
"""Kinds of jobs; the key of the first and the last is that of a recording or a companion."""
STORE_IS_AWAY = gettext_noop(
    "The store for recordings does not answer. Nothing is lost: all of it is on the server's disk, "
    "and Konvent tries again every ten minutes."
)


def ask_to_store(thing: Recording | Companion, *, at: datetime) -> None:
    """Have a recording or a companion copied as it is now, if there is a store."""
    if settings.STORE:
        ask_for(kind=STORE, key=thing.key, at=at)


def ask_store_to_catch_up(*, at: datetime) -> None:
    """Ask again for all that is not done yet: copies, deletions, and room on the disk."""
    if not settings.STORE:
        return
    for thing in _not_stored():
        ask_to_store(thing, at=at)
    for leftover in Leftover.objects.order_by("deleted_at", "pk"):
        ask_for(kind=EMPTY, key=str(leftover.pk), at=at)
    if settings.DAYS_BESIDE_THE_STORE is not None:
        before = at - timedelta(days=settings.DAYS_BESIDE_THE_STORE)
        for recording in Recording.objects.filter(ended_at__lt=before).by_time():
            _ask_for_room(recording, at)


def note_stored(*, thing: Recording | Companion, shelf: str) -> None:
    """Let what was copied be served from there, if it is still what there is."""
    with transaction.atomic():
        present = _locked(thing).filter(is_stored=False).first()
        if present is None or _state_of(present) != _state_of(thing):
            return
        present.shelf, present.is_stored, present.damaged = shelf, True, []
        present.save(update_fields=["shelf", "is_stored", "damaged"])
        recording = recording_of(present)
        announce(RecordingChanged(recording.convention.slug, recording.session_code))


def note_damage_in_store(
    *, thing: Recording | Companion, damage: Iterable[str], at: datetime
) -> None:
    """Have objects copied anew: the store has them otherwise.

    The marks stand in the row: a copy that is under way writes its manifest, and ends without
    being taken for all there is.
    """
    with transaction.atomic():
        present = _locked(thing).first()
        if present is None:
            return
        present.damaged = sorted({*present.damaged, *damage})
        present.is_stored = False
        present.save(update_fields=["damaged", "is_stored"])
        ask_to_store(thing, at=at)


def is_as_it_was(thing: Recording | Companion) -> bool:
    """Say whether it is there still, and no other files belong to it."""
    present = as_it_is(thing)
    return present is not None and _state_of(present) == _state_of(thing)


def as_it_is(thing: Recording | Companion) -> Recording | Companion | None:
    """Return it as it is now; None when it was deleted."""
    return _all_like(thing).filter(pk=thing.pk).first()


@contextmanager
def held_for_room(thing: Recording | Companion, *, unless: Collection[str]) -> Iterator[bool]:
    """Let nobody change it for a moment, and say whether the store has all of it just now.

    It may not lose files while a job of the kinds ``unless`` makes something of them.
    """
    with transaction.atomic():
        present = _locked(thing).filter(is_stored=True).first()
        is_same = present is not None and _state_of(present) == _state_of(thing)
        yield is_same and not is_open(unless, thing.key)


def note_room(*, recording: Recording) -> None:
    """Write down how much of a recording is still on the disk."""
    with suppress(FileNotFoundError):  # it was deleted meanwhile
        size = sum(file.stat().st_size for file in folder_of(recording).iterdir())
        Recording.objects.filter(pk=recording.pk).update(size=size)


def leave_over(things: Iterable[Recording | Companion], *, at: datetime) -> None:
    """Remember that the store may still have what is being deleted, and have it deleted there."""
    for thing in things:
        if settings.STORE or thing.shelf or thing.is_stored or newest_job(STORE, thing.key):
            folder = folder_in_store(recording_of(thing).convention.slug, thing.key)
            leftover, _ = Leftover.objects.get_or_create(folder=folder, defaults={"deleted_at": at})
            ask_for(kind=EMPTY, key=str(leftover.pk), at=at)


def note_emptied(*, leftover: Leftover) -> None:
    """Forget what is nowhere any more."""
    leftover.delete()


def _not_stored() -> list[Recording | Companion]:
    finished = Recording.objects.exclude(state=RecordingState.RECORDING).exclude(variants=[])
    companions = Companion.objects.filter(is_ready=True, is_stored=False).order_by("pk")
    return [*finished.filter(is_stored=False).by_time(), *companions]


def _ask_for_room(recording: Recording, at: datetime) -> None:
    things: list[Recording | Companion] = [recording, *recording.companions.all()]
    for thing in things:
        if thing.is_stored and any(folder_of(thing).glob("*.m4s")):
            ask_for(kind=MAKE_ROOM, key=thing.key, at=at)


def _all_like(thing: Recording | Companion) -> models.QuerySet[Recording | Companion]:
    """Return all recordings, or all companions."""
    return type(thing)._default_manager.all()  # noqa: SLF001 -- of either


def _locked(thing: Recording | Companion) -> models.QuerySet[Recording | Companion]:
    return _all_like(thing).select_for_update().filter(pk=thing.pk)


def _state_of(thing: Recording | Companion) -> tuple[object, ...]:
    """Return what is another one when other files belong to it, or have to be copied anew."""
    if isinstance(thing, Companion):
        return (thing.is_ready, thing.size, thing.damaged)
    cut = (thing.cut_from, thing.cut_until, thing.ended_at, thing.duration)
    return (*cut, thing.has_preview, thing.download_size, thing.damaged)
