# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Let a second source play in step with a recording: a sign-language picture, another sound."""

from __future__ import annotations

import shutil
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.foundation import audit, records
from konvent.foundation.jobs import ask_for
from konvent.foundation.refusals import RefusedError
from konvent.library.actions.guards import require_finished, require_something
from konvent.library.actions.storing import ask_to_store, leave_over
from konvent.library.actions.telling import tell_of_change
from konvent.library.elsewhere import refused_spans
from konvent.library.files import ORIGINAL
from konvent.library.media.cut import Cut, cut, there, without, write_alone, write_playlists
from konvent.library.media.step import Piece, pieces_in_step
from konvent.library.media.tape import Span, Tape
from konvent.library.models import Companion, CompanionKind
from konvent.library.places import folder_of, folder_of_stage
from konvent.library.queries import EVERYTHING
from konvent.programme.models import Session

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from django.db import models

    from konvent.foundation.media.index import Row
    from konvent.library.models import Recording
    from konvent.people.models import User
    from konvent.programme.models import Room

MAKE_READY = "companion"
"""The kind of job that makes an upload playable; its key is the companion's."""

_heard: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
"""Which companions there were, and which sessions were refused, when it was looked at last."""

NOTHING_SHOWN = _(
    "That stage showed nothing while the session was on, or has not kept it any more."
)
ONLY_REFUSED = _(
    "All that stage showed meanwhile belongs to sessions that are marked as not to be recorded."
)


@transaction.atomic
def attach_companion(  # noqa: PLR0913 -- a companion has these facts
    *,
    recording: Recording,
    room: Room,
    kind: str,
    language: str,
    later: float = 0.0,
    at: datetime,
    by: User | None,
) -> Companion:
    """Take what another stage showed meanwhile as a companion, in step by the wall clock.

    What that stage showed of sessions that are not to be recorded is left out. ``later`` moves it
    by so many seconds. The same kind in the same language takes the place of
    the one before. Raises RefusedError.
    """
    present = _open_to_companions(recording)
    if present.room_id == room.pk:
        raise RefusedError(_("That is the stage of the recording itself."), field="room")
    companion = Companion(recording=present, kind=kind, language=language, room=room)
    tape = Tape(folder_of(companion))
    tape.keep(folder_of_stage(room), _span_of(present))
    is_refused = _leave_out_refused(tape, room)
    shown = cut(tape.rows, EVERYTHING)
    pieces = pieces_in_step(Tape(folder_of(present)).rows, shown.rows, later=later)
    if not pieces:
        shutil.rmtree(tape.folder, ignore_errors=True)
        raise RefusedError(ONLY_REFUSED if is_refused else NOTHING_SHOWN, field="room")
    _write(tape.folder, shown, has_picture=kind == CompanionKind.SIGN_LANGUAGE)
    _make_ready(companion, shown.rows, pieces, at=at, by=by)
    _record("attach companion", companion, at=at, by=by)
    return companion


@transaction.atomic
def take_upload(
    *, companion: Companion, begins: float, seconds: float, at: datetime, by: User | None
) -> None:
    """Take a file in that lies in the companion's folder, and have it made playable.

    ``begins`` is the viewers' second at which it begins, ``seconds`` how long it is. What there is
    of the same kind in the same language plays on until then. Raises RefusedError.
    """
    present = _open_to_companions(companion.recording)
    if not -seconds < begins < present.duration.total_seconds():
        raise RefusedError(_("Then nothing of it would play with the recording."), field="begins")
    for earlier in _of_its_kind(companion).filter(is_ready=False):
        detach_companion(companion=earlier, at=at, by=by)
    companion.has_picture = companion.kind == CompanionKind.SIGN_LANGUAGE
    companion.pieces = [Piece(begins + present.starts_in, 0.0, seconds)]
    companion.duration = timedelta(seconds=round(seconds, 3))
    companion.size = (folder_of(companion) / ORIGINAL).stat().st_size
    companion.save()
    ask_for(kind=MAKE_READY, key=companion.key, at=at)
    _record("upload companion", companion, at=at, by=by)


def note_ready(*, companion: Companion, rows: Sequence[Row], workshop: Path, at: datetime) -> None:
    """Put what was made of an upload in its place, if it is still wanted."""
    with transaction.atomic():
        waiting = Companion.objects.select_for_update().filter(is_ready=False)
        present = waiting.filter(pk=companion.pk).select_related("recording__convention").first()
        if present is None:
            return
        tape = Tape(folder_of(present))
        _clear(tape.folder)
        for name in dict.fromkeys(name for row in rows for name in row.files):
            shutil.move(workshop / name, tape.folder / name)
        tape.fill(rows)
        write_alone(tape.folder, rows)
        begins, _own, _length = present.pieces[0]
        pieces = [Piece(begins, 0.0, sum(row.duration for row in rows))]
        _make_ready(present, rows, pieces, at=at, by=None)
        tell_of_change(present.recording, at=at)
        transaction.on_commit(partial(forget_upload, companion=present))


def forget_upload(*, companion: Companion) -> None:
    """Delete the file as it came; what was made of it is there for good."""
    (folder_of(companion) / ORIGINAL).unlink(missing_ok=True)


@transaction.atomic
def detach_companion(*, companion: Companion, at: datetime, by: User | None) -> None:
    """Delete a companion with its files."""
    folder = folder_of(companion)
    leave_over([companion], at=at)
    _record("detach companion", companion, at=at, by=by)
    companion.delete()
    transaction.on_commit(partial(shutil.rmtree, folder, ignore_errors=True))


def hear_refusals_elsewhere(*, at: datetime) -> None:
    """Withhold companions as soon as somebody says no; it costs two looks where nobody did.

    When sessions were on elsewhere, which may change as well, is looked at now and then.
    """
    companions = tuple(_of_stages().order_by("pk").values_list("pk", flat=True))
    refused = Session.objects.filter(do_not_record=True) if companions else Session.objects.none()
    news = (companions, tuple(refused.order_by("pk").values_list("pk", flat=True)))
    if _heard != [news]:
        honour_refusals_elsewhere(at=at)
        _heard[:] = [news]


def honour_refusals_elsewhere(*, at: datetime) -> None:
    """Withhold companions of whose stage somebody said no meanwhile, until that is taken back."""
    spans: dict[Room, list[Span]] = {}
    for companion in _of_stages().select_related("recording__convention", "room__convention"):
        if (room := companion.room) is None:
            continue
        if room not in spans:
            spans[room] = refused_spans(room)
        if _shows(companion, spans[room]) != companion.is_withheld:
            _withhold(companion, at=at)


def _of_stages() -> models.QuerySet[Companion]:
    """Return what other stages showed; of older ones nobody wrote down which."""
    return Companion.objects.filter(is_ready=True).exclude(room=None)


def _shows(companion: Companion, spans: Sequence[Span]) -> bool:
    """Whether a companion shows something of these spans; its tape is read only where it may."""
    whole = _span_of(companion.recording)
    near = [span for span in spans if span.begins < whole.ends and span.ends > whole.begins]
    rows = Tape(folder_of(companion)).rows if near else ()
    return any(span.touches(row) for row in there(rows) for span in near)


@transaction.atomic
def _withhold(companion: Companion, *, at: datetime) -> None:
    """Withhold a companion, or offer it again."""
    present = Companion.objects.select_for_update().filter(pk=companion.pk).first()
    if present is None:
        return
    present.is_withheld = not companion.is_withheld
    present.save(update_fields=["is_withheld"])
    _record("withhold" if present.is_withheld else "publish", present, at=at, by=None)


def _clear(folder: Path) -> None:
    """Delete what an attempt left that the database never heard of; the upload stays."""
    for file in folder.iterdir():
        if file.name != ORIGINAL:
            file.unlink()


def _leave_out_refused(tape: Tape, room: Room) -> bool:
    """Delete what a stage showed of sessions that are not to be recorded; say if there was some."""
    kept = without(tape.rows, refused_spans(room))
    names = {name for row in there(kept) for name in row.files}
    gone = {name for row in tape.rows for name in row.files} - names
    if gone:
        tape.fill(kept)
        for name in gone:
            (tape.folder / name).unlink(missing_ok=True)
    return bool(gone)


def _open_to_companions(recording: Recording) -> Recording:
    present = records.locked(recording)
    require_finished(present)
    require_something(present)
    return present


def _write(folder: Path, shown: Cut, *, has_picture: bool) -> None:
    """Write playlists of what a stage showed, or of its sound where that exists alone."""
    if has_picture or not shown.can_be_heard_alone:
        write_playlists(folder, shown, begins=shown.rows[0].starts)
    else:
        write_alone(folder, shown.as_sound)


def _make_ready(
    companion: Companion,
    rows: Sequence[Row],
    pieces: list[Piece],
    *,
    at: datetime,
    by: User | None,
) -> None:
    """Let it play from now on, in the place of what there was of its kind."""
    for earlier in _of_its_kind(companion).filter(is_ready=True):
        detach_companion(companion=earlier, at=at, by=by)
    companion.pieces = pieces
    companion.has_picture = companion.kind == CompanionKind.SIGN_LANGUAGE
    companion.duration = timedelta(seconds=round(sum(row.duration for row in rows), 3))
    companion.size, companion.is_ready = Tape(folder_of(companion)).size(), True
    companion.is_stored = False
    companion.save()
    ask_to_store(companion, at=at)


def _of_its_kind(companion: Companion) -> models.QuerySet[Companion]:
    """Return the others of the same kind in the same language."""
    companions = companion.recording.companions.select_related("recording__convention")
    same = companions.filter(kind=companion.kind, language=companion.language)
    return same.exclude(guid=companion.guid)


def _span_of(recording: Recording) -> Span:
    """Return the time in which the session was on."""
    ends = recording.ended_at or recording.began_at
    return Span(recording.began_at.timestamp(), ends.timestamp())


def _record(verb: str, companion: Companion, *, at: datetime, by: User | None) -> None:
    recording = companion.recording
    slug = recording.convention.slug
    audit.record(at=at, actor=by, verb=verb, thing=companion, convention=slug, after={})
    tell_of_change(recording, at=at)
