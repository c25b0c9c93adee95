# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Films: where their files are, and how each of them stands."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.db.models import Q

from konvent.stage.models import Channel, Film, Quality

if TYPE_CHECKING:
    from pathlib import Path

    from konvent.convention.models import Convention
    from konvent.foundation.topics import State

ORIGINAL = "original"
LONGEST_ARRIVAL = 3600.0
"""Seconds after which a folder without an entry belongs to nobody."""


class Waiting(NamedTuple):
    """A file that the operator has laid into the folder for films."""

    name: str
    size: int


def incoming() -> Path:
    """Return the folder into which operators lay films by hand."""
    return settings.DATA / "incoming"


def folder_of(film: Film) -> Path:
    """Return the folder of a film: its original until it is ready, then its segments."""
    return settings.DATA / "films" / str(film.guid)


def original_of(film: Film) -> Path:
    """Return the file as it came: uploaded, or still in the folder for films."""
    return incoming() / film.origin if film.origin else folder_of(film) / ORIGINAL


def waiting_files() -> list[Waiting]:
    """Return what lies in the folder for films, by name; only plain files of its own."""
    if not incoming().is_dir():
        return []
    files = [file for file in incoming().iterdir() if file.is_file() and not file.is_symlink()]
    found = [Waiting(file.name, file.stat().st_size) for file in files if file.name[0] != "."]
    return sorted(found)


def sweep_films(now: float) -> None:
    """Delete what an upload left that broke off between its arrival and its entry."""
    folders = [folder for folder in (settings.DATA / "films").glob("*") if folder.is_dir()]
    known = {str(guid) for guid in Film.objects.values_list("guid", flat=True)}
    for folder in folders:
        if folder.name not in known and folder.stat().st_mtime < now - LONGEST_ARRIVAL:
            shutil.rmtree(folder, ignore_errors=True)


def films_of(convention: str) -> State:
    """Return the state of the topic ``films``: how far each is, and where it plays."""
    channels = Channel.objects.filter(film__convention__slug=convention).select_related("room")
    playing = {channel.film_id: channel for channel in channels.order_by("pk")}
    films = Film.objects.filter(convention__slug=convention).order_by("added_at", "pk")
    return {"films": {str(film.guid): _film(film, playing.get(film.pk)) for film in films}}


def _film(film: Film, channel: Channel | None) -> State:
    state: State = {"state": str(film.state), "progress": film.progress}
    if channel and channel.film_began_at:
        state["room"] = channel.room.slug
        state["began"] = channel.film_began_at.isoformat()
        state["ends"] = (channel.film_began_at + film.length).isoformat()
    return state


def next_to_prepare() -> Film | None:
    """Return the film to make ready next: one that was begun, else the oldest that waits."""
    begun, waiting = Q(state=Film.State.PREPARING), Q(state=Film.State.WAITING)
    films = Film.objects.filter(begun | waiting).select_related("convention")
    return films.order_by("state", "added_at", "pk").first()


def films_to_renew() -> list[Film]:
    """Return the films that are ready and on no stage, the oldest first."""
    ready = Film.objects.filter(state=Film.State.READY, channels=None)
    return list(ready.select_related("convention").order_by("added_at", "pk"))


def quality_for(convention: Convention) -> Quality:
    """Return the richest quality of a convention's stages: a film is made for all of them."""
    chosen = set(
        Channel.objects.filter(room__convention=convention).values_list("quality", flat=True)
    )
    return next(
        (quality for quality in (Quality.THREE, Quality.TWO, Quality.SOUND) if quality in chosen),
        Quality.COPY,
    )
