# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A real front on a real port; what stands behind it is in kitchen.py."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import uvloop
from django.db import connections
from tests.foundation.front.blackboard import Blackboard, Tally

from konvent.foundation.access import Access
from konvent.foundation.front.front import Front, Surroundings
from konvent.foundation.front.porter import WAITING, Crowd
from konvent.foundation.intents import Participant
from konvent.foundation.load import Burden

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from konvent.foundation.front.porter import Holder
    from konvent.foundation.intents import IntentKind

PATIENCE = 12.0
ENTRANCES = "konvent/entrances"


def eventually(found: Callable[[], Any], what: str = "", patience: float = PATIENCE) -> Any:
    """Return what is found as soon as it is, or fail."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if result := found():
            return result
        time.sleep(0.005)
    raise AssertionError(f"It did not happen in {patience} s: {what or found}")


@dataclass(frozen=True)
class Guest:
    """Someone with a pass."""

    name: str
    is_staff: bool = False
    is_known: bool = True


class List:
    """A porter who goes by a list of names; the pass is the name itself."""

    def __init__(self) -> None:
        self.houses = {"smart": ("de", "en")}
        self.stages_are_open = False
        self.recordings: dict[str, Access] = {}
        self.shelves: dict[str, str] = {}
        self.full: dict[str, Crowd] = {}
        self.guests = {"ada": Guest("ada"), "grace": Guest("grace", is_staff=True)}
        self.looked = 0
        self.newcomers = 0
        self.line: dict[str, Any] | None = None
        """What is known of the queue; while there is one, everybody waits."""
        self.present: list[tuple[str, Holder]] = []

    def look(self) -> None:
        self.looked += 1

    def conventions(self) -> tuple[str, ...]:
        return tuple(self.houses)

    def languages(self, convention: str) -> tuple[str, ...]:
        return self.houses.get(convention, ())

    def holder(self, cookies: bytes) -> Guest | None:
        _, _, name = cookies.decode().partition("pass=")
        is_known = not name.startswith("visitor")
        return Guest(name, is_staff=name == "grace", is_known=is_known) if name else None

    def objection(self, access: Access, convention: str, holder: Holder | None) -> str:
        if convention not in self.houses:
            return "unknown-convention"
        if access is Access.PUBLIC:
            return ""
        if access is Access.STAGE and self.stages_are_open:
            return WAITING if self.line else ""
        if access is Access.STAFF and holder and not holder.is_staff:
            return "staff-only"
        return self.refuses(holder, convention) if holder else "no-ticket"

    def asks_for(self, convention: str, recording: str) -> Access | None:
        return self.recordings.get(recording) if convention in self.houses else None

    def shelf_of(self, convention: str, recording: str) -> str:
        return self.shelves.get(recording, "") if convention in self.houses else ""

    def refuses(self, holder: Any, convention: str) -> str:
        return "" if holder.name in self.guests and convention in self.houses else "revoked"

    def participant(self, holder: Any, convention: str) -> Participant | None:
        if not holder.name.startswith("visitor") and self.refuses(holder, convention):
            return None
        return Participant(holder.name, frozenset({"moderate"} if holder.is_staff else ()))

    def newcomer(self, convention: str) -> bytes:
        self.newcomers += 1
        return f"pass=visitor{self.newcomers}; Path=/{convention}/".encode()

    def enter(self, convention: str, holder: Holder, cookies: bytes) -> tuple[str, bytes]:  # noqa: ARG002 -- as porters are asked
        return (WAITING, b"place=7") if self.line else ("", b"")

    def queue(self, convention: str) -> dict[str, Any] | None:
        return self.line if convention in self.houses else None

    def crowds(self) -> dict[str, Crowd]:
        return self.full

    def place(self, convention: str, cookies: bytes) -> dict[str, Any]:  # noqa: ARG002 -- as porters are asked
        return {"lane": "usual", "number": 7, "began": 1} if b"pass=" in cookies else {}

    def keep_doors(self, present: Iterable[tuple[str, Holder]] = ()) -> None:
        self.present += present

    def admit(self, convention: str, token: str) -> tuple[str, bytes]:
        if token not in self.guests:
            return "forged", b""
        return "", f"pass={token}; Path=/{convention}/".encode()


class Open:
    """Something of ours that is open on this machine, and how it is asked."""

    port: int
    connections: list[socket.socket]
    patience = PATIENCE
    convention = "smart"

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> Answered:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.patience)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            response = connection.getresponse()
            return Answered(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answered:
        return self.ask(path, **headers)

    def connect(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=self.patience)
        self.connections.append(connection)
        return connection

    def watch(self, topics: str, convention: str = "", **headers: str) -> Watcher:
        return Watcher(
            self.connect(), f"/{convention or self.convention}/live?topics={topics}", headers
        )


class InThread:
    """Writes where a test can look on."""

    def __init__(self) -> None:
        self.thread = ThreadPoolExecutor(1)

    async def do(self, deed: Callable[..., Any], *given: object) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self.thread, deed, *given)

    def close(self) -> None:
        self.thread.submit(connections.close_all)
        self.thread.shutdown(wait=False)


class RunningFront(Open):
    """A front in a thread of its own."""

    def __init__(
        self,
        data: Path,
        sockets: Path,
        porter: Any,
        board: Blackboard,
        door: socket.socket | None = None,
        **given: Any,
    ) -> None:
        self.data, self.given = data, given
        self.sockets = sockets
        self.door = door or socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self.door.getsockname()[1]
        self.porter = porter
        self.board = board
        self.static = data / "static"
        self.intents: dict[str, IntentKind] = {}
        self.counted: list[dict[str, int]] = []
        self.player_sums = Tally()
        self.front: Front | None = None
        self.connections: list[socket.socket] = []
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        eventually(self.answers, "the front answers")

    def _run(self) -> None:
        uvloop.run(self._serve())

    async def _serve(self) -> None:
        given = Surroundings(
            data=self.data,
            sockets=self.sockets,
            public_url=f"http://127.0.0.1:{self.port}",
            build="test",
            languages=("de", "en"),
            entrances=ENTRANCES,
            find_static=self._find_static,
            player_sums=self.player_sums,
            name="front",
            hand=InThread(),
            note_attendance=lambda hub, counted: self.counted.append({hub: dict(counted)}),
            find_topic=self.board.find,
            burden=Burden(),
            intents=self.intents,
            **self.given,
        )
        self.front = Front(given, self.porter)
        self.front.hub.interval = 0.02
        self.front.hub.care_every = 0.1
        self.loop = asyncio.get_running_loop()
        await self.front.run(self.door)

    def _find_static(self) -> dict[str, Path]:
        found = self.static.rglob("*") if self.static.exists() else ()
        return {str(path.relative_to(self.static)): path for path in found if path.is_file()}

    def answers(self) -> bool:
        try:
            return self.get("/health").status == 200
        except OSError:
            return False

    def stop(self) -> None:
        assert self.front is not None
        self.front.server.should_exit = True
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()

    def close(self) -> None:
        """Let it end while the next test begins."""
        for connection in self.connections:
            connection.close()
        assert self.front is not None
        self.front.server.should_exit = True

    def announce(self, *topics: str) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.sendto("\n".join(topics).encode(), str(self.sockets / "bus.sock"))


@dataclass
class Answered:
    status: int
    headers: dict[str, str]
    body: bytes

    def __post_init__(self) -> None:
        self.headers = {name.lower(): value for name, value in self.headers.items()}

    @property
    def text(self) -> str:
        return self.body.decode()


class Watcher:
    """A browser with an open stream: it keeps the states, as the pages' script does."""

    def __init__(self, connection: socket.socket, target: str, headers: dict[str, str]) -> None:
        self.connection = connection
        said = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\n{said}\r\n".encode())
        self.buffer = b""
        self.head = self._until(b"\r\n\r\n").decode()
        self.status = int(self.head[9:12])
        self.states: dict[str, Any] = {}
        self.seqs: dict[str, int] = {}
        self.last_event_id = ""
        self.events: list[dict[str, Any]] = []

    def back_from(self, before: Watcher) -> Watcher:
        """Know what was known before the connection was lost."""
        self.states, self.seqs = dict(before.states), dict(before.seqs)
        return self

    def _until(self, end: bytes) -> bytes:
        while end not in self.buffer:
            piece = self.connection.recv(65536)
            if not piece:
                raise EOFError(self.buffer)
            self.buffer += piece
        part, _, self.buffer = self.buffer.partition(end)
        return part

    def next(self) -> dict[str, Any]:
        """Take the next event that says something about a topic."""
        while True:
            lines = self._until(b"\n\n").decode().split("\n")
            fields = dict(
                line.split(": ", 1) for line in lines if line and not line.startswith(":")
            )
            self.last_event_id = fields.get("id", self.last_event_id)
            if "data" in fields and "event" not in fields:
                event = json.loads(fields["data"])
                self.take(event)
                return event

    def take(self, event: dict[str, Any]) -> None:
        self.events.append(event)
        topic, seq = event["topic"], event["seq"]
        if "state" in event:
            self.states[topic] = event["state"]
        elif seq > self.seqs[topic]:
            assert seq == self.seqs[topic] + 1, "a patch is missing"
            self.states[topic] = apply(self.states[topic], event["patch"])
        self.seqs[topic] = seq

    def until(self, topic: str, state: dict[str, Any]) -> None:
        while self.states.get(topic) != state:
            self.next()

    def rest(self) -> bytes:
        """Everything that still comes until the other side hangs up."""
        deadline = time.monotonic() + PATIENCE
        with suppress(ConnectionResetError):
            while piece := self.connection.recv(65536):
                self.buffer += piece
                assert time.monotonic() < deadline, "the stream goes on"
        return self.buffer

    def leave(self) -> None:
        self.connection.close()


def apply(target: Any, patch: Any) -> Any:
    """Apply a merge patch as RFC 7396 describes it."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = apply(result.get(name), value)
    return result
