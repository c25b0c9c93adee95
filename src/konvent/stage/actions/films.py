# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Take films in, give them to sessions, and play them into stages."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.foundation import audit
from konvent.foundation.events import announce
from konvent.foundation.refusals import RefusedError
from konvent.stage.events import FilmsChanged, PictureChanged
from konvent.stage.films import folder_of, waiting_files
from konvent.stage.models import Channel, Film

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention
    from konvent.people.models import User
    from konvent.programme.models import Room, Session

LEAD = timedelta(seconds=5)
"""Before a film begins, so that the media process knows of it and nothing of it is missed."""


class CannotPlayError(RefusedError):
    """This film cannot be played there; the message says why."""


class CannotTakeFilmError(RefusedError):
    """This film is not taken; the message says why."""


def add_film(  # noqa: PLR0913 -- a film is these facts
    *,
    film: Film,
    convention: Convention,
    name: str,
    size: int,
    seconds: float,
    at: datetime,
    by: User | None,
) -> Film:
    """Take a film in, whose file lies where ``film`` says; it is made ready beside everything else.

    Raises CannotTakeFilmError.
    """
    if film.origin and film.origin not in {file.name for file in waiting_files()}:
        raise CannotTakeFilmError(_("There is no such file in the folder for films."))
    with transaction.atomic():
        film.convention, film.name, film.added_at = convention, name[:200], at
        film.size, film.seconds, film.state = size, seconds, Film.State.WAITING
        film.save()
        _record("add film", film, before={}, at=at, by=by)
    return film


def give_film(*, film: Film, session: Session | None, at: datetime, by: User | None) -> None:
    """Let a film begin with its session, or (None) only by hand. Raises CannotTakeFilmError."""
    code = session.code if session else ""
    with transaction.atomic():
        film = _locked(film)
        if film.session_code == code:
            return
        others = Film.objects.filter(convention=film.convention, session_code=code)
        if code and others.exclude(pk=film.pk).exists():
            raise CannotTakeFilmError(_("This session has a film already."))
        before = audit.facts(film)
        film.session_code = code
        film.save(update_fields=["session_code"])
        _record("give film", film, before=before, at=at, by=by)


def remove_film(*, film: Film, at: datetime, by: User | None) -> None:
    """Delete a film and its files; an operator's own file stays. Raises CannotTakeFilmError."""
    with transaction.atomic():
        film = _locked(film)
        if film.channels.exists():
            raise CannotTakeFilmError(_("This film is playing. Stop it first."))
        _record("remove film", film, before=audit.facts(film), at=at, by=by, after={})
        folder = folder_of(film)
        film.delete()
        transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))


def play_film(*, film: Film, room: Room, at: datetime, by: User | None) -> None:
    """Play a film into a stage, from its beginning and from a few seconds from now.

    Raises CannotPlayError.
    """
    if room.convention_id != film.convention_id or not room.has_picture:
        raise CannotPlayError(_("This stage cannot show this film."))
    with transaction.atomic():
        film = _locked(film)
        if not film.is_ready:
            raise CannotPlayError(_("This film is not ready yet."))
        channel = _channel(room)
        before = audit.facts(channel)
        begin_film(channel, film, at)
        channel.save(update_fields=["film", "film_began_at"])
        _record_on_stage("play film", channel, before=before, at=at, by=by)


def stop_film(*, room: Room, at: datetime, by: User | None) -> None:
    """End a stage's film before its time; the stage shows what its sources send."""
    with transaction.atomic():
        channel = _channel(room)
        if channel.film is None:
            return
        before = audit.facts(channel)
        channel.film = channel.film_began_at = None
        channel.save(update_fields=["film", "film_began_at"])
        _record_on_stage("stop film", channel, before=before, at=at, by=by)


def end_films(*, at: datetime) -> None:
    """Forget the films that have come to their end. It runs every second and mostly only reads."""
    playing = Channel.objects.filter(film__isnull=False).select_related("film", "room__convention")
    for channel in playing.order_by("pk"):
        if is_over(channel, at):
            stop_film(room=channel.room, at=at, by=None)


def is_over(channel: Channel, at: datetime) -> bool:
    """Whether a stage's film has come to its end."""
    film, began_at = channel.film, channel.film_began_at
    return film is not None and began_at is not None and at >= began_at + film.length


def note_film(*, film: Film, state: str, progress: int, seconds: float | None = None) -> None:
    """Write down how far a film is made ready."""
    with transaction.atomic():
        values: dict[str, Any] = {"state": state, "progress": progress}
        if seconds is not None:
            values["seconds"] = seconds
        Film.objects.filter(pk=film.pk).update(**values)
        announce(FilmsChanged(film.convention.slug))


def follow_session(channel: Channel, at: datetime) -> None:
    """Begin the film of the session that has come on stage, and end that of another one.

    When nothing comes after it, a film plays to its end; so does one that belongs to no session.
    The caller saves the channel.
    """
    before, channel.film_for = channel.film_for, channel.session_code
    if before == channel.session_code or not channel.session_code:
        return
    convention = channel.room.convention
    films = Film.objects.filter(convention=convention, state=Film.State.READY)
    film = films.filter(session_code=channel.session_code).first()
    if film:
        begin_film(channel, film, at)
    elif channel.film and channel.film.session_code:
        channel.film = channel.film_began_at = None
    else:
        return
    announce(PictureChanged(convention.slug, channel.room.slug))


def begin_film(channel: Channel, film: Film, at: datetime) -> None:
    """Set on the channel what it plays."""
    channel.film, channel.film_began_at = film, at + LEAD


def _channel(room: Room) -> Channel:
    Channel.objects.get_or_create(room=room)
    return Channel.objects.select_for_update().get(room=room)


def _locked(film: Film) -> Film:
    return Film.objects.select_for_update().get(pk=film.pk)


def _record(  # noqa: PLR0913 -- an entry has these facts
    verb: str,
    film: Film,
    *,
    before: dict[str, Any],
    at: datetime,
    by: User | None,
    after: dict[str, Any] | None = None,
) -> None:
    slug = film.convention.slug
    audit.record(
        at=at, actor=by, verb=verb, thing=film, convention=slug, before=before, after=after
    )
    announce(FilmsChanged(slug))


def _record_on_stage(
    verb: str, channel: Channel, *, before: dict[str, Any], at: datetime, by: User | None
) -> None:
    slug = channel.room.convention.slug
    audit.record(at=at, actor=by, verb=verb, thing=channel, convention=slug, before=before)
    announce(PictureChanged(slug, channel.room.slug))
    announce(FilmsChanged(slug))
