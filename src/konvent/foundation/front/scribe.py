# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The front's other half: a process that does for it whatever needs the database for long.

Beside the loop, a thread that writes waits for its turn after each statement, and takes the loop's
in return. A process has a core of its own. It is forked before the front does anything, so it
costs neither a start nor memory of its own; it ends with the front, and the front with it.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import pickle
import signal
import socket
import struct
import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, Protocol, TypeVar, cast

from django.db import InterfaceError, OperationalError, connections

from konvent.foundation.processes import call_oneself, die_with_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Result = TypeVar("Result")

NAME = "konvent-scribe"
SECONDS_TO_FINISH = 1.0
LENGTH = struct.Struct("!I")
WAYS_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1)
"""Meant for the front; its scribe ends when the front has nothing more to ask."""

FORESEEN = (OperationalError, InterfaceError)
"""The database is away, which whoever asked knows what to do about."""

logger = logging.getLogger(__name__)


class Hand(Protocol):
    """Does what takes long, one deed after the other, away from the loop."""

    async def do(self, deed: Callable[..., Result], *given: object) -> Result:
        """Return what a deed returns, raise what it raises."""
        ...

    def close(self) -> None:
        """Do no more."""
        ...


class Scribe(asyncio.Protocol):
    """The process, as the front sees it.

    Its answer wakes whoever waits for it and nobody else: on a full loop each step takes a turn.
    """

    def __init__(self, line: socket.socket, lost: Callable[[], None]) -> None:
        """Speak on a line; ``lost`` is called when nobody is there any more."""
        self.line = line
        self.lost = lost
        self.opening = asyncio.Lock()
        self.transport: asyncio.Transport | None = None
        self.said = bytearray()
        self.asked: deque[asyncio.Future[bytes]] = deque()
        """Who waits, in the order of their deeds."""
        self.is_closed = False

    async def do(self, deed: Callable[..., Result], *given: object) -> Result:
        """Have a deed done: a function of a module, given what can be pickled."""
        async with self.opening:
            if self.transport is None and not self.is_closed:
                loop = asyncio.get_running_loop()
                await loop.create_connection(lambda: self, sock=self.line)
        if self.transport is None or self.transport.is_closing():
            raise ConnectionResetError
        asked = pickle.dumps((deed, given))
        told: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.asked.append(told)
        self.transport.writelines((LENGTH.pack(len(asked)), asked))
        result, error = pickle.loads(await told)  # noqa: S301 -- from our own other half
        if error is not None:
            raise error
        return cast("Result", result)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self.said += data
        while len(self.said) >= LENGTH.size:
            end = LENGTH.size + LENGTH.unpack_from(self.said)[0]
            if len(self.said) < end:
                return
            answer = bytes(self.said[LENGTH.size : end])
            del self.said[:end]
            told = self.asked.popleft()
            if not told.done():  # whoever asked may have left
                told.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 -- asyncio's signature
        for told in self.asked:
            if not told.done():
                told.set_exception(ConnectionResetError())
        self.asked.clear()
        if not self.is_closed:
            self.is_closed = True
            self.lost()

    def close(self) -> None:
        self.is_closed = True
        if self.transport is not None:
            self.transport.close()
        else:
            self.line.close()


def fork_scribe(not_its: Iterable[socket.socket]) -> tuple[int, socket.socket]:
    """Begin the process; return its number and the line to it. What is ``not_its``, it closes.

    To be called before there are threads, a loop, or connections to the database.
    """
    here, there = socket.socketpair()
    front = os.getpid()
    if number := os.fork():
        there.close()
        return number, here
    try:
        die_with_parent(front)
        call_oneself(NAME)
        here.close()
        for one in not_its:
            one.close()
        for number in WAYS_TO_STOP:
            signal.signal(number, signal.SIG_IGN)
        gc.freeze()
        with there, suppress(OSError):
            serve(there)
        connections.close_all()
    except BaseException:
        logger.exception("The scribe has ended")
    finally:
        os._exit(0)


def wait_for(scribe: int) -> None:
    """Let it finish what it has begun, for a moment: our end would be its end."""
    until = time.monotonic() + SECONDS_TO_FINISH
    with suppress(ChildProcessError):
        while os.waitpid(scribe, os.WNOHANG) == (0, 0) and time.monotonic() < until:
            time.sleep(0.01)


def serve(line: socket.socket) -> None:
    """Do what is asked on a line, until nobody asks any more."""
    with line.makefile("rb") as stream:
        while asked := _next(stream):
            said = answer(asked)
            line.sendall(LENGTH.pack(len(said)) + said)


def _next(stream: BinaryIO) -> bytes:
    head = stream.read(LENGTH.size)
    return stream.read(*LENGTH.unpack(head)) if len(head) == LENGTH.size else b""


def answer(asked: bytes) -> bytes:
    """Do a deed; return what it returned, or what went wrong."""
    try:
        deed, given = pickle.loads(asked)  # noqa: S301 -- from our own other half
        return pickle.dumps((deed(*given), None))
    except Exception as error:
        if not isinstance(error, FORESEEN):
            logger.exception("The scribe could not do what it was asked for")
        return _told(error)


def _told(error: Exception) -> bytes:
    try:
        said = pickle.dumps((None, error))
        pickle.loads(said)  # noqa: S301 -- our own: not everything that can be packed is unpacked
    except Exception:  # noqa: BLE001 -- whatever keeps it from being told
        return pickle.dumps((None, RuntimeError(repr(error))))
    return said
