# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The media process: a studio for every stage, as long as there is something to show."""

from __future__ import annotations

import fcntl
import logging
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone, translation
from django.utils.translation import gettext

from konvent.foundation.media.names import PLAYLISTS
from konvent.stage.media.card import Card
from konvent.stage.media.studio import Studio
from konvent.stage.queries import stages_with_picture

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator
    from pathlib import Path

    from konvent.programme.models import Room

LOOK_EVERY = 0.2
STAGES_READ_EVERY = 3.0

logger = logging.getLogger(__name__)


def run_media(stop: threading.Event) -> None:
    """Make the picture of every stage until told to stop."""
    house = House(settings.DATA / "media")
    with alone(settings.DATA / "run" / "media.lock", stop):
        try:
            while not stop.is_set():
                house.look()
                stop.wait(LOOK_EVERY)
        finally:
            house.close()


@contextmanager
def alone(file: Path, stop: threading.Event) -> Iterator[None]:
    """Wait until no other media process works here."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as lock:
        while not stop.is_set():
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                logger.warning("Another media process works here; waiting for its end.")
                stop.wait(1)
        yield


class House:
    """The studios of all stages. Trouble in one is trouble of that one alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._studios: dict[str, Studio] = {}
        self._read_at = 0.0
        self._troubles: dict[str, str] = {}

    def look(self) -> None:
        now = time.monotonic()
        if now >= self._read_at:
            self._read_at = now + STAGES_READ_EVERY
            self._bring_up_to_date()
        for place, studio in self._studios.items():
            try:
                studio.look()
                self._troubles.pop(place, None)
            except Exception as error:  # noqa: BLE001 -- no stage may take another with it
                self._say(place, error)

    def close(self) -> None:
        for studio in self._studios.values():
            studio.close()

    def _say(self, place: str, error: Exception) -> None:
        """Log a trouble once, not five times a second."""
        if self._troubles.get(place) != str(error):
            self._troubles[place] = str(error)
            logger.error("%s: %s", place, error)

    def _bring_up_to_date(self) -> None:
        """Open a studio for each new stage; close those whose stage is gone or has a new card."""
        try:
            close_old_connections()
            rooms = stages_with_picture(at=timezone.now())
        except DatabaseError as error:
            self._say("stages", error)
            return
        wanted = {f"{room.convention.slug}/{room.slug}": card_of(room) for room in rooms}
        for place in [p for p, studio in self._studios.items() if wanted.get(p) != studio.card]:
            self._studios.pop(place).close()
        for place, card in wanted.items():
            if place not in self._studios:
                self._open(place, card)
        self._hide_strangers(wanted)

    def _open(self, place: str, card: Card) -> None:
        try:
            self._studios[place] = Studio(self._folder / place, card)
        except OSError as error:
            self._say(place, error)

    def _hide_strangers(self, wanted: dict[str, Card]) -> None:
        """Take away the playlists of what is no stage, or no longer."""
        for folder in self._folder.glob("*/*"):
            if str(folder.relative_to(self._folder)) not in wanted:
                for name in PLAYLISTS:
                    (folder / name).unlink(missing_ok=True)


def card_of(room: Room) -> Card:
    """Say what is on a stage's test card, in the convention's languages."""
    convention = room.convention
    first = convention.default_language
    captions = []
    for language in (first, *(other for other in convention.languages if other != first)):
        with translation.override(language):
            captions.append(gettext("Test card"))
    return Card(
        stage=room.name.within(first),
        convention=convention.title.within(first),
        caption=" · ".join(dict.fromkeys(captions)),
        colour=room.colour,
        timezone=convention.timezone,
    )
