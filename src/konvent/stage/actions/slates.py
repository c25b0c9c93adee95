# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Prepare what stages show while nothing comes in, and show it once it looks right."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction

from konvent.foundation import audit
from konvent.foundation.afterwards import afterwards
from konvent.foundation.events import announce
from konvent.stage.events import PictureChanged
from konvent.stage.models import Slate

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention
    from konvent.people.models import User
    from konvent.programme.models import Room

PARTS = ("lines", "picture", "music")


def prepare_slate(
    *,
    convention: Convention,
    room: Room | None,
    values: dict[str, Any],
    at: datetime,
    by: User | None,
) -> Slate:
    """Change what is being prepared for a stage (None: for all); nobody but the desk sees it yet.

    It begins with what is shown.
    """
    with transaction.atomic():
        slate = _find(convention, room, is_shown=False)
        if slate is None:
            shown = _find(convention, room, is_shown=True)
            slate = Slate(convention=convention, room=room)
            for name in PARTS if shown else ():
                setattr(slate, name, getattr(shown, name))
        before = audit.facts(slate)
        for name, value in values.items():
            setattr(slate, name, value)
        slate.save()
        _record("prepare slate", slate, before=before, at=at, by=by)
    return slate


def show_slate(*, convention: Convention, room: Room | None, at: datetime, by: User | None) -> None:
    """Let stages show what was prepared. Twice does no harm."""
    with transaction.atomic():
        prepared = _find(convention, room, is_shown=False)
        if prepared is None:
            return
        shown = _find(convention, room, is_shown=True) or Slate(
            convention=convention, room=room, is_shown=True
        )
        before, files = audit.facts(shown), _files(shown)
        for name in PARTS:
            setattr(shown, name, getattr(prepared, name))
        shown.save()
        prepared.delete()
        _throw_away(files, convention)
        _record("show slate", shown, before=before, at=at, by=by)


def drop_slate(*, convention: Convention, room: Room | None, at: datetime, by: User | None) -> None:
    """Go back to the slate that is made from the look, or to that of all stages."""
    with transaction.atomic():
        for slate in Slate.objects.filter(convention=convention, room=room).order_by("pk"):
            before, files = audit.facts(slate), _files(slate)
            _record("drop slate", slate, before=before, at=at, by=by, after={})
            slate.delete()
            _throw_away(files, convention)


def _find(convention: Convention, room: Room | None, *, is_shown: bool) -> Slate | None:
    slates = Slate.objects.select_for_update().filter(convention=convention, room=room)
    return slates.filter(is_shown=is_shown).first()


def _files(slate: Slate) -> list[Any]:
    return [(file.storage, file.name) for file in (slate.picture, slate.music) if file]


def _throw_away(files: list[Any], convention: Convention) -> None:
    """Delete the files that no slate has any more, once that is certain."""
    left = {file[1] for slate in convention.slates.order_by("pk") for file in _files(slate)}
    for storage, name in files:
        if name not in left:
            afterwards(partial(storage.delete, name))


def _record(  # noqa: PLR0913 -- an entry has these facts
    verb: str,
    slate: Slate,
    *,
    before: dict[str, Any],
    at: datetime,
    by: User | None,
    after: dict[str, Any] | None = None,
) -> None:
    slug = slate.convention.slug
    audit.record(
        at=at, actor=by, verb=verb, thing=slate, convention=slug, before=before, after=after
    )
    rooms = [slate.room] if slate.room else slate.convention.rooms.filter(has_picture=True)
    for room in rooms:
        announce(PictureChanged(slug, room.slug))
