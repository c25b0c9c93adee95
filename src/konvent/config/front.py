# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The front's process: the front, and what it must be told by the chapters."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import re
import signal
import socket
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, cast

import uvloop
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.utils import timezone

from konvent.audience.actions import crowd as actions
from konvent.audience.models.crowd import LONGEST_HUB
from konvent.convention.events import ENTRANCES
from konvent.foundation.access import Access
from konvent.foundation.built import MANIFEST
from konvent.foundation.front.front import Front, Surroundings
from konvent.foundation.front.porter import WAITING, Crowd
from konvent.foundation.front.scribe import Scribe, fork_scribe, wait_for
from konvent.foundation.load import BURDEN, Part
from konvent.foundation.media.memory import make_place_in_memory
from konvent.foundation.processes import die_with_parent
from konvent.foundation.pulse import say_ready
from konvent.foundation.sockets import prepare_socket_folder
from konvent.library.queries import recordings_at_the_door, shelves
from konvent.registration.admission import (
    PLACE_COOKIE,
    PLACE_LASTS,
    Admission,
    place_in,
    seal_place,
)
from konvent.registration.gate import Gate, Verdict, pass_in, read_gate
from konvent.registration.links import visitor_pass
from konvent.registration.tickets import COOKIE, Pass, check, sign
from konvent.stage.players import SUMS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from konvent.foundation.access import Asked
    from konvent.foundation.front.porter import Holder
    from konvent.foundation.intents import Participant
    from konvent.foundation.topics import State

PARTS = {
    b"search": Part.SEARCH,
    b"library": Part.SEARCH,
    b"chat": Part.CHAT,
    b"questions": Part.QUESTIONS,
    b"polls": Part.QUESTIONS,
    b"hands": Part.QUESTIONS,
}
"""What a personal page belongs to, by the word in its address."""
WATCHING = re.compile(r"([^/]+)/stage/([^/]+)/watching")
SLOWED = "KONVENT_SLOWED_HUB"
"""Seconds by which a test slows the hub, to see a rehearsal notice it; no setting for anybody."""
NAME = "front"
HELP = "run only the front, which owns the port (a part of serve)"

logger = logging.getLogger(__name__)


def configure(parser: argparse.ArgumentParser) -> None:
    """Say where to listen; the supervisor hands over a socket instead."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (%(default)s)")
    parser.add_argument("--listening", type=int, help="number of a socket that listens already")
    parser.add_argument("--parent", type=int, help="end when this process does")


def run(options: argparse.Namespace) -> int:
    """Answer visitors until told to stop."""
    if options.parent:
        die_with_parent(options.parent)
    door = (
        socket.socket(fileno=options.listening)
        if options.listening is not None
        else socket.create_server((options.host, options.port))
    )
    scribe, line = fork_scribe([door])
    uvloop.run(serve(door, line))
    wait_for(scribe)
    return 0


async def serve(door: socket.socket, line: socket.socket) -> None:
    """Run the front in its surroundings, with a line to its scribe."""
    given = Surroundings(
        data=settings.DATA,
        sockets=prepare_socket_folder(settings.DATA),
        public_url=settings.PUBLIC_URL,
        build=build(),
        languages=tuple(code for code, _ in settings.LANGUAGES),
        entrances=ENTRANCES,
        find_static=static_files,
        memory=make_place_in_memory(settings.MEMORY, settings.DATA),
        player_sums=SUMS,
        name=hub_name(door),
        hand=Scribe(line, lost=leave_at_once),
        note_attendance=note_attendance,
        parts=PARTS,
        largest_film=settings.LARGEST_FILM,
        is_burden_measured=settings.PUTS_ASIDE_BY_ITSELF,
        metrics_token=settings.METRICS_TOKEN,
        store=settings.STORE,
    )
    read_shelves = shelves if settings.STORE else dict
    front = Front(given, TicketPorter(folder=settings.DATA / "doors", read_shelves=read_shelves))
    front.hub.slowed_by = float(os.environ.get(SLOWED, "0"))
    front.server.has_opened = lambda: say_ready(given.sockets, NAME, os.getpid())
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, front.leave)
    await front.run(door)


def leave_at_once() -> None:
    """End, to be started again: nothing can be written any more."""
    logger.error("The front's scribe is gone, so the front begins anew")
    os._exit(1)


def hub_name(door: socket.socket) -> str:
    """Name this hub among others that share its database; started again, it is the same."""
    return f"{socket.gethostname()}:{door.getsockname()[1]}"[:LONGEST_HUB]


def note_attendance(hub: str, counted: Mapping[str, int]) -> None:
    """Have the audience's chapter write down how many watch its stages."""
    watching = {
        (found[1], found[2]): count
        for name, count in counted.items()
        if (found := WATCHING.fullmatch(name))
    }
    actions.note_attendance(hub=hub, watching=watching, at=timezone.now())


def build() -> str:
    """Name this build of Konvent: pages of another one refer to scripts that are gone."""
    digest = hashlib.blake2b(version("konvent").encode(), digest_size=8)
    if MANIFEST.exists():
        digest.update(MANIFEST.read_bytes())
    return digest.hexdigest()


def static_files() -> dict[str, Path]:
    """Find every file that pages may refer to."""
    return {
        name: Path(storage.path(name))
        for finder in get_finders()
        for name, storage in finder.list([])
    }


class TicketPorter:
    """Knows tickets and entrances: the gate, as the front asks it."""

    def __init__(
        self,
        read: Callable[[], Gate] = read_gate,
        read_recordings: Callable[[], Mapping[tuple[str, str], Access]] = recordings_at_the_door,
        folder: Path | None = None,
        read_shelves: Callable[[], Mapping[tuple[str, str], str]] = dict,
    ) -> None:
        """Keep the journals of full houses in this folder."""
        self.read, self.read_recordings, self.read_shelves = read, read_recordings, read_shelves
        self.admission = Admission(folder)
        self.gate = Gate()
        self.recordings: Mapping[tuple[str, str], Access] = {}
        self.shelves: Mapping[tuple[str, str], str] = {}

    def look(self) -> None:
        gate, self.recordings = self.read(), self.read_recordings()
        self.shelves = self.read_shelves()
        self.admission.look(gate, time.time())
        BURDEN.by_hand = {slug: at_door.puts_aside for slug, at_door in gate.entrances.items()}
        self.gate = gate

    def conventions(self) -> Sequence[str]:
        return tuple(self.gate.entrances)

    def languages(self, convention: str) -> Sequence[str]:
        entrance = self.gate.entrances.get(convention)
        if entrance is None:
            return ()
        first = entrance.default_language
        return (first, *(language for language in entrance.languages if language != first))

    def holder(self, cookies: bytes) -> Pass | None:
        shown = pass_in(cookies.decode("latin-1")) if cookies else None
        return self.gate.present(shown) if shown else None

    def objection(self, access: Asked, convention: str, holder: Holder | None) -> str:
        known = cast("Pass | None", holder)
        now = time.time()
        verdict = self.gate.admits(access, convention, known, now=now)
        if verdict is not Verdict.WELCOME:
            return str(verdict.value)
        is_stage = access is Access.STAGE and bool(self.admission.houses)
        if not is_stage or self.gate.is_on_stage(known, convention, now=now):
            return ""
        if known and self.gate.accepts(known, convention, now=now) is not Verdict.WELCOME:
            known = None  # open stages ask for no pass, a full house does
        return "" if self.admission.is_inside(convention, known, now) else WAITING

    def asks_for(self, convention: str, recording: str) -> Access | None:
        return self.recordings.get((convention, recording))

    def shelf_of(self, convention: str, recording: str) -> str:
        return self.shelves.get((convention, recording), "")

    def refuses(self, holder: Holder, convention: str) -> str:
        verdict = self.gate.accepts(cast("Pass", holder), convention, now=time.time())
        return "" if verdict is Verdict.WELCOME else verdict.value

    def participant(self, holder: Holder, convention: str) -> Participant | None:
        return self.gate.participant(cast("Pass", holder), convention, now=time.time())

    def newcomer(self, convention: str) -> bytes:
        return self._cookie(visitor_pass(convention, now=time.time()))

    def admit(self, convention: str, token: str) -> tuple[str, bytes]:
        holder = check("ticket", token)
        if holder is None:
            return Verdict.FORGED.value, b""
        if objection := self.refuses(holder, convention):
            return objection, b""
        return "", self._cookie(holder)

    def enter(self, convention: str, holder: Holder, cookies: bytes) -> tuple[str, bytes]:
        shown = place_in(convention, cookies)
        place = self.admission.come(convention, cast("Pass", holder), shown, time.time())
        if place is not None:
            token = seal_place(convention, place)
            return WAITING, _cookie(PLACE_COOKIE, token, convention, PLACE_LASTS)
        return "", _cookie(PLACE_COOKIE, "", convention, 0) if shown else b""

    def queue(self, convention: str) -> State | None:
        return self.admission.state(convention, time.time())

    def crowds(self) -> Mapping[str, Crowd]:
        return {
            slug: Crowd(
                places=house.holds.people,
                inside=house.holds.people - house.free,
                waiting=sum(line.waiting for line in house.lines.values()),
                let_in=house.let_in,
            )
            for slug, house in sorted(self.admission.houses.items())
        }

    def place(self, convention: str, cookies: bytes) -> State:
        shown, holder = place_in(convention, cookies), self.holder(cookies)
        place = self.admission.place(convention, holder, shown)
        if place is None:
            return {}
        return {"lane": place.lane or "usual", "number": place.number, "began": place.began}

    def sees(self, convention: str, keys: Iterable[str]) -> None:
        self.admission.sees(convention, keys, time.time())

    def keep_doors(self, present: Iterable[tuple[str, Holder]] = ()) -> None:
        if not self.admission.houses:
            return
        now = time.time()
        passes = cast("Iterable[tuple[str, Pass]]", present)
        self.admission.keep(
            (
                (convention, holder)
                for convention, holder in passes
                if self.gate.admits(Access.STAGE, convention, holder, now=now) is Verdict.WELCOME
            ),
            now,
        )
        if present:
            self.admission.have_counted()

    def _cookie(self, holder: Pass) -> bytes:
        lifetime = max(0, holder.expires - int(time.time()))
        return _cookie(COOKIE, sign("pass", holder), holder.convention, lifetime)


def _cookie(name: str, token: str, convention: str, lifetime: int) -> bytes:
    secure = "; Secure" if settings.SESSION_COOKIE_SECURE else ""
    return (
        f"{name}={token}; Path=/{convention}/; Max-Age={lifetime}; HttpOnly; SameSite=Lax{secure}"
    ).encode()
