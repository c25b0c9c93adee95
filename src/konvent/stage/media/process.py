# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The media process: a studio for every stage, as long as there is something to show."""

from __future__ import annotations

import fcntl
import json
import logging
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from konvent.foundation.buses import bell
from konvent.foundation.events import announce
from konvent.foundation.media.index import write_whole
from konvent.foundation.media.memory import (
    clear_stage,
    has_room,
    leave_memory,
    make_place_in_memory,
)
from konvent.foundation.media.names import LEVELS, PICTURE, PLAYLISTS
from konvent.foundation.pulse import Pulse
from konvent.foundation.sealed import CannotUnsealError, unseal
from konvent.foundation.sockets import prepare_socket_folder
from konvent.stage.actions import note_picture
from konvent.stage.disk import look_after_reserve
from konvent.stage.events import LevelsHeard, PictureChanged
from konvent.stage.films import folder_of
from konvent.stage.media.cutter import Cutter
from konvent.stage.media.design import card_of, design_of
from konvent.stage.media.plan import Listening, Plan, Playing
from konvent.stage.media.studio import Studio
from konvent.stage.media.sweep import sweep_closed_stage
from konvent.stage.models import Channel, SourceRole
from konvent.stage.queries import moments_to_forget, slate_shown, stages_with_picture
from konvent.stage.rtmp import stream_name

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Container, Iterator
    from pathlib import Path

    from konvent.programme.models import Room
    from konvent.stage.media.studio import Picture
    from konvent.stage.models import Source

LOOK_EVERY = 0.6
NOTED_EVERY = 1.0
STAGES_READ_EVERY, STAGES_READ_WITHOUT_BELL = 60.0, 3.0
"""Seconds after which the database is asked even when nothing was announced on this machine."""
CLOSED_SWEPT_EVERY = 600.0
"""Seconds between looks at what stages have kept that show nothing any more."""

RESERVE = ".reserve"
"""A file in the data folder that is nothing but room on its disk."""

logger = logging.getLogger(__name__)


def run_media(stop: threading.Event) -> None:
    """Make the picture of every stage until told to stop."""
    with alone(settings.DATA / "run" / "media.lock", stop):
        pulse = Pulse(prepare_socket_folder(settings.DATA), "media")
        door = bell.Bell(bell.address(), concerns_a_stage)
        house = House(settings.DATA / "media", memory_of_the_house(), door.has_rung)
        try:
            while not stop.is_set():
                house.look()
                pulse.beat()
                stop.wait(LOOK_EVERY)
        finally:
            house.close()
            door.close()


def concerns_a_stage(topic: str) -> bool:
    """Say whether a change is one of a stage's picture, of what is on there, or of films."""
    return topic.endswith(("/health", "/now", "/show", "/films"))


def memory_of_the_house() -> Path | None:
    """Return where to make what is live; None means on the disk. What is not used is given back."""
    place = make_place_in_memory(settings.MEMORY, settings.DATA)
    if place and has_room(place):
        return place
    if settings.MEMORY:
        logger.warning("There is no memory to rely on in %s: live needs the disk.", settings.MEMORY)
    leave_memory(settings.MEMORY, settings.DATA)
    return None


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

    def __init__(
        self, folder: Path, memory: Path | None = None, has_news: Callable[[], bool] = bool
    ) -> None:
        self._folder, self._memory, self._has_news = folder, memory, has_news
        self._studios: dict[str, Studio] = {}
        self._rooms: dict[str, Room] = {}
        self._noted: dict[str, Picture] = {}
        self._laid_out: dict[str, Picture] = {}
        self._on_air_since: dict[str, datetime] = {}
        self._heard: dict[str, dict[str, int]] = {}
        self._read_at = self._note_at = self._sweep_at = 0.0
        self._troubles: dict[str, str] = {}
        self._cutter = Cutter()

    def look(self) -> None:
        now = time.monotonic()
        if has_news := self._has_news():
            self._cutter.wake()
        if has_news or now >= self._read_at:
            self._read_at = now + (STAGES_READ_WITHOUT_BELL if settings.BUS else STAGES_READ_EVERY)
            self._bring_up_to_date()
        self._cut()
        if is_noted := now >= self._note_at:
            self._note_at = now + NOTED_EVERY
            self._keep_reserve()
        for place, studio in self._studios.items():
            try:
                studio.look()
                if is_noted:
                    self._note(place, studio.picture())
                    self._tell_levels(place, studio.levels())
                    self._troubles.pop(place, None)
            except Exception as error:  # noqa: BLE001 -- no stage may take another with it
                self._say(place, error)

    def close(self) -> None:
        self._cutter.close()
        for studio in self._studios.values():
            studio.close()

    def _cut(self) -> None:
        """Make films ready; whatever happens to one, the stages go on."""
        try:
            self._cutter.look(time.monotonic())
            self._troubles.pop("films", None)
        except (OSError, DatabaseError) as error:
            self._say("films", error)

    def _keep_reserve(self) -> None:
        """Keep some bytes for the database, whatever else the disk takes."""
        try:
            look_after_reserve(self._folder.parent / RESERVE)
        except OSError as error:
            self._say("the reserve", error)

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
        self._rooms = {f"{room.convention.slug}/{room.slug}": room for room in rooms}
        wanted = {place: self._plan(place, room) for place, room in self._rooms.items()}
        for place in self._studios.keys() - wanted.keys():
            self._studios.pop(place).close()
            self._noted.pop(place, None)
            self._laid_out.pop(place, None)
            self._sweep_at = 0.0
        for place, plan in wanted.items():
            self._open(place, plan)
        self._hide_strangers(wanted)
        if (now := time.monotonic()) >= self._sweep_at:
            self._sweep_at = now + CLOSED_SWEPT_EVERY
            self._sweep_strangers(wanted)

    def _plan(self, place: str, room: Room) -> Plan:
        try:
            return plan_of(room)
        except CannotUnsealError as error:
            self._say(place, error)
            return Plan(card_of(room))

    def _open(self, place: str, plan: Plan) -> None:
        try:
            if studio := self._studios.get(place):
                studio.apply(plan)
            else:
                self._studios[place] = self._new(place, plan)
        except OSError as error:
            self._say(place, error)

    def _new(self, place: str, plan: Plan) -> Studio:
        memory = self._memory / place if self._memory else None
        if memory:
            hide(self._folder / place)  # from before there was memory
        return Studio(self._folder / place, plan, memory)

    def _note(self, place: str, picture: Picture) -> None:
        """Write down what the producer wants to know, when it has changed."""
        if picture == self._noted.get(place):
            return
        is_new, at = picture != self._laid_out.get(place), timezone.now()
        health = {name: _health(*facts) for name, facts in picture.sources.items()}
        if is_new:
            self._lay_out(place, picture, health, at)
        room, troubles = self._rooms[place], dict.fromkeys(picture.troubles, "")
        try:
            note_picture(room=room, on_air=picture.on_air, troubles=troubles, health=health, at=at)
        except DatabaseError as error:
            self._say(f"{place} in the database", error)
            if is_new:
                announce(PictureChanged(room.convention.slug, room.slug))
        else:
            self._noted[place] = picture
            self._troubles.pop(f"{place} in the database", None)

    def _lay_out(self, place: str, picture: Picture, health: dict[str, Any], at: datetime) -> None:
        """Say the same in a file in memory, which a full disk cannot take away."""
        before = self._laid_out.pop(place, None)
        if before is None or before.on_air != picture.on_air:
            self._on_air_since[place] = at
        since = self._on_air_since[place].isoformat()
        facts = {"on_air": picture.on_air, "since": since, "sources": health}
        facts["troubles"] = dict.fromkeys(picture.troubles, "")
        file = (self._memory or self._folder) / place / PICTURE
        try:
            write_whole(file, json.dumps(facts))
        except OSError:
            file.unlink(missing_ok=True)  # better nothing than what is not true any more
        else:
            self._laid_out[place] = picture

    def _tell_levels(self, place: str, levels: dict[str, int]) -> None:
        """Pass on how loud the sources are, in a file: it is worth no line in the database."""
        if levels == self._heard.get(place, {}):
            return
        self._heard[place] = levels
        write_whole((self._memory or self._folder) / place / LEVELS, json.dumps(levels))
        room = self._rooms[place]
        announce(LevelsHeard(room.convention.slug, room.slug))

    def _hide_strangers(self, wanted: Container[str]) -> None:
        """Take away the playlists of what is no stage, or no longer, and all it has in memory."""
        for folder in self._strangers(self._folder, wanted):
            self._without_fail(folder, hide)
        for folder in self._strangers(self._memory, wanted) if self._memory else ():
            self._without_fail(folder, hide)
            self._without_fail(folder, clear_stage)

    def _sweep_strangers(self, wanted: Container[str]) -> None:
        """Delete what they have kept, when its time is over."""
        try:
            moments = moments_to_forget()
        except DatabaseError as error:
            self._say("closed stages", error)
            return
        for folder in self._strangers(self._folder, wanted):
            until = _moment(moments.get(str(folder.relative_to(self._folder))))
            self._without_fail(folder, partial(sweep_closed_stage, now=time.time(), until=until))

    def _without_fail(self, folder: Path, tidy: Callable[[Path], None]) -> None:
        """Tidy a folder up; one that lets nobody do that stops no stage that is on."""
        try:
            tidy(folder)
        except OSError as error:
            self._say(str(folder), error)
        else:
            self._troubles.pop(str(folder), None)

    def _strangers(self, root: Path, wanted: Container[str]) -> list[Path]:
        folders = (folder for folder in root.glob("*/*") if folder.is_dir())
        return [folder for folder in folders if str(folder.relative_to(root)) not in wanted]


def hide(folder: Path) -> None:
    """Take the playlists in a folder away: there is no picture here any more."""
    for name in (*PLAYLISTS, PICTURE):
        (folder / name).unlink(missing_ok=True)


def _health(state: str, troubles: dict[str, float]) -> dict[str, Any]:
    moments = {
        code: datetime.fromtimestamp(since, UTC).isoformat(timespec="seconds")
        for code, since in troubles.items()
    }
    return {"state": state, "troubles": moments}


def plan_of(room: Room) -> Plan:
    """Say what a stage's studio is asked for. Raises CannotUnsealError."""
    channel = getattr(room, "channel", None) or Channel()
    preferred = sorted(room.sources.all(), key=lambda source: source.role != SourceRole.PRIMARY)
    began = channel.since if channel.session_code else None
    design = design_of(room, slate_shown(room))
    return Plan(
        card=design.card,
        sources=tuple(_listening(s, channel) for s in preferred if s.is_on),
        film=_playing(channel),
        held=channel.held_source,
        quality=channel.quality,
        slate_lines=design.lines,
        slate_picture=design.picture,
        slate_logo=design.logo,
        slate_music=design.music,
        since=began.timestamp() if began else 0.0,
        forgets_until=_moment(getattr(room, "forgets_until", None)),
    )


def _moment(at: datetime | None) -> float:
    return at.timestamp() if at else 0.0


def _playing(channel: Channel) -> Playing | None:
    if channel.film is None or channel.film_began_at is None:
        return None
    return Playing(folder_of(channel.film), channel.film_began_at.timestamp())


def _listening(source: Source, channel: Channel) -> Listening:
    return Listening(
        role=source.role,
        kind=source.kind,
        port=source.port or settings.RTMP_PORT,
        stream=stream_name(source),
        passphrase=unseal(source.sealed_passphrase),
        latency=source.latency,
        connections=source.connections,
        quality=channel.quality,
    )
