# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Writes what the audience wants: many at once, one after the other, answered after the commit."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from konvent.foundation.remembering import remembering

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from konvent.foundation.front.scribe import Hand, Result
    from konvent.foundation.intents import Intent, IntentKind, Outcome

GATHERING = 0.005
"""Seconds in which others may join who wants first; while one is written, the next one gathers."""
MOST_AT_ONCE = 500
TOLD_AT_ONCE = 100
"""Then viewers have their turn."""
MOST_WAITING = 5_000
PATIENCE = 6.0
AGAIN_AFTER = 0.2

AWAY = (OperationalError, InterfaceError)
"""The database is locked, restarting or gone: the same batch may well succeed in a moment."""

logger = logging.getLogger(__name__)


class FullError(Exception):
    """More wait to be written than can be soon."""


class NotWrittenError(Exception):
    """It could not be written."""


class UncertainError(NotWrittenError):
    """The database is away, so nobody knows; asking again does no harm."""


Answered: TypeAlias = "Outcome | NotWrittenError"
Applying: TypeAlias = "Callable[[IntentKind, list[Intent[Any]], datetime], Sequence[Answered]]"


class Wanted(NamedTuple):
    """An intent that waits to be written, and who is told what has become of it."""

    kind: IntentKind
    intent: Intent[Any]
    tell: Callable[[Answered], None] | None = None


class Writer:
    """Writes batch after batch; what it has answered is committed."""

    def __init__(self, hand: Hand, clock: Callable[[], datetime] = timezone.now) -> None:
        self.hand = hand
        self.clock = clock
        self.waiting: deque[Wanted] = deque()
        self.some_wait = asyncio.Event()
        self.first_came_at = 0.0
        """When the longest waiting one of the next batch came, by the loop's clock."""
        self.written = self.batches = 0

    def write(
        self, kind: IntentKind, intent: Intent[Any], tell: Callable[[Answered], None]
    ) -> None:
        """Have it written, and told what has become of it, later. Raises FullError."""
        if len(self.waiting) >= MOST_WAITING:
            raise FullError
        if not self.waiting:
            self.first_came_at = asyncio.get_running_loop().time()
        self.waiting.append(Wanted(kind, intent, tell))
        self.some_wait.set()

    async def run(self) -> None:
        """Write what waits, until cancelled."""
        while True:
            await self.some_wait.wait()
            gathered = asyncio.get_running_loop().time() - self.first_came_at
            if len(self.waiting) < MOST_AT_ONCE and gathered < GATHERING:
                await asyncio.sleep(GATHERING - gathered)
            batch = [self.waiting.popleft() for _ in range(min(len(self.waiting), MOST_AT_ONCE))]
            if not self.waiting:
                self.some_wait.clear()
            answers = await self._commit(batch)
            self.written, self.batches = self.written + len(batch), self.batches + 1
            for start in range(0, len(batch), TOLD_AT_ONCE):
                end = start + TOLD_AT_ONCE
                for wanted, answered in zip(batch[start:end], answers[start:end], strict=True):
                    _tell(wanted, answered)
                await asyncio.sleep(0)

    async def _commit(self, batch: list[Wanted]) -> Sequence[Answered]:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + PATIENCE
        asked = [Wanted(wanted.kind, wanted.intent) for wanted in batch]
        while True:
            try:
                return await self.hand.do(write_all, asked, self.clock())
            except AWAY as error:
                logger.warning("The votes could not be written, trying again: %s", error)
            except Exception:
                logger.exception("The votes could not be written")
                return [NotWrittenError() for _ in batch]
            if loop.time() > deadline:
                return [UncertainError() for _ in batch]
            await asyncio.sleep(AGAIN_AFTER)

    async def do(self, deed: Callable[..., Result], *given: object) -> Result:
        """Have something else done, between two batches."""
        return await self.hand.do(do_alone, deed, *given)

    def close(self) -> None:
        self.hand.close()


def _tell(wanted: Wanted, answered: Answered) -> None:
    try:
        if wanted.tell is not None:
            wanted.tell(answered)
    except Exception:
        logger.exception("The outcome of %s could not be told", wanted.kind.name)


def write_all(batch: list[Wanted], at: datetime) -> list[Answered]:
    """Do what was wanted in one transaction; called by the writer's hand.

    Nearly always all goes well, so it is tried without savepoints, which cost two statements each.
    When something fails all is undone, and done again with care.
    """
    try:
        promise_to_keep()
        try:
            return _write(batch, at, apply_plainly)
        except AWAY:
            raise
        except Exception as error:  # noqa: BLE001 -- the second try says whose fault it is
            logger.warning("A batch is written again with care: %s", error)
            return _write(batch, at, apply_with_care)
    except AWAY:
        connection.close()
        raise


def _write(batch: list[Wanted], at: datetime, apply: Applying) -> list[Answered]:
    by_kind: dict[str, list[int]] = {}
    for number, wanted in enumerate(batch):
        by_kind.setdefault(wanted.kind.name, []).append(number)
    answers: dict[int, Answered] = {}
    with transaction.atomic(), remembering():
        for numbers in by_kind.values():
            kind = batch[numbers[0]].kind
            outcomes = apply(kind, [batch[number].intent for number in numbers], at)
            answers |= zip(numbers, outcomes, strict=True)
    return [answers[number] for number in range(len(batch))]


def do_alone(deed: Callable[..., Result], *given: object) -> Result:
    """Do it; a connection that fails is not used again."""
    try:
        promise_to_keep()
        return deed(*given)
    except AWAY:
        connection.close()
        raise


def promise_to_keep() -> None:
    """Have SQLite flush each commit to the disk: an answer stands even when the power fails."""
    if connection.vendor == "sqlite" and connection.connection is None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")


def apply_plainly(kind: IntentKind, intents: list[Intent[Any]], at: datetime) -> Sequence[Answered]:
    """Apply a batch as if nothing could go wrong."""
    return kind.apply(intents=intents, at=at)


def apply_with_care(
    kind: IntentKind, intents: list[Intent[Any]], at: datetime
) -> Sequence[Answered]:
    """Apply a batch; when it fails, each intent alone, so that one cannot harm the others."""
    try:
        with transaction.atomic():
            outcomes = kind.apply(intents=intents, at=at)
            return [outcome for _, outcome in zip(intents, outcomes, strict=True)]
    except AWAY:
        raise
    except Exception:
        if len(intents) == 1:
            logger.exception("An intent %s could not be done", kind.name)
            return [NotWrittenError()]
    return [answer for intent in intents for answer in apply_with_care(kind, [intent], at)]
