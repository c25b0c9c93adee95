# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Measures how late the front is, and puts parts of the house aside before the picture suffers.

What is measured is what visitors feel: by how much the loop is late for an appointment. A level
more comes soon, a level less comes late and from much further below, so that nothing flickers.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from typing import TYPE_CHECKING

from konvent.foundation.load import HIGHEST

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from konvent.foundation.intents import IntentKind
    from konvent.foundation.load import Burden, Part
    from konvent.foundation.topics import Topic

EVERY = 0.1
LATE, EARLY = 0.15, 0.04
"""Seconds: a level more when half of the appointments are later; a level less when none is."""
FULL, ROOMY = 0.95, 0.7
"""Share of a core that the loop's thread uses, likewise."""
MORE_AFTER, LESS_AFTER = 3.0, 20.0
KNOWN_AFTER = 0.8
"""Share of that time over which it must have been measured."""

logger = logging.getLogger(__name__)


class Resting:
    """Says what rests: topics whose changes are kept for later, pages that are not made."""

    def __init__(self, burden: Burden, parts: Mapping[bytes, Part]) -> None:
        self.burden = burden
        self.parts = parts

    def rests_topic(self, topic: Topic) -> bool:
        """Whether a topic's changes wait."""
        return self.burden.rests(topic.part, topic.convention)

    def rests_intent(self, kind: IntentKind, convention: str) -> bool:
        """Whether what people want is not taken in."""
        return self.burden.rests(kind.part, convention)

    def rests(self, words: list[bytes]) -> bool:
        """Whether an address of the application belongs to a part that rests."""
        match words:
            case [convention, b"my", word, *_] | [convention, b"public", b"events", word]:
                return self.burden.rests(self.parts.get(word), convention.decode("latin-1"))
        return False


class Scale:
    """Decides the level from what was measured; it knows no clock."""

    def __init__(self, *, more_after: float = MORE_AFTER, less_after: float = LESS_AFTER) -> None:
        self.more_after, self.less_after = more_after, less_after
        self.level = 0
        self.lags: deque[tuple[float, float]] = deque()
        self.changed_at = float("-inf")

    def weigh(self, now: float, lag: float, share: float) -> int:
        """Take in how late an appointment was, and what share of a core is used."""
        self.lags.append((now, lag))
        while self.lags[0][0] < now - self.less_after:
            self.lags.popleft()
        if self.level < HIGHEST and self._is_too_much(now, share):
            self._change(self.level + 1, now)
        elif self.level > 0 and self._is_easy(now, share):
            self._change(self.level - 1, now)
        return self.level

    def _change(self, level: int, now: float) -> None:
        self.level, self.changed_at = level, now

    def _is_too_much(self, now: float, share: float) -> bool:
        recent = sorted(lag for at, lag in self.lags if at >= now - self.more_after)
        has_settled = now - self.changed_at >= self.more_after
        is_known = now - self.lags[0][0] >= self.more_after * KNOWN_AFTER
        is_late = recent[len(recent) // 2] > (LATE if share < FULL else EARLY)
        return has_settled and is_known and is_late

    def _is_easy(self, now: float, share: float) -> bool:
        has_settled = now - self.changed_at >= self.less_after
        return has_settled and share < ROOMY and max(lag for _, lag in self.lags) < EARLY


class Shedding:
    """Keeps the burden's level as it should be, and has it told."""

    def __init__(self, burden: Burden, tell: Callable[[], None]) -> None:
        self.burden = burden
        self.tell = tell
        self.scale = Scale()
        self.used = (0.0, 0.0)

    async def run(self) -> None:
        """Measure, until cancelled."""
        loop = asyncio.get_running_loop()
        self.used = (loop.time(), time.thread_time())
        while True:
            due = loop.time() + EVERY
            await asyncio.sleep(EVERY)
            now = loop.time()
            self.take(self.scale.weigh(now, now - due, self._share(now)))

    def take(self, level: int) -> None:
        """Put aside what this level says; nothing new is told to nobody."""
        if level == self.burden.measured:
            return
        before = self.burden.measured
        logger.warning("What is put aside: level %s of %s, after %s", level, HIGHEST, before)
        self.burden.measured = level
        self.tell()

    def _share(self, now: float) -> float:
        """Return the share of a core that this thread has used since it was asked last."""
        (then, used), used_now = self.used, time.thread_time()
        self.used = (now, used_now)
        return (used_now - used) / max(now - then, 1e-6)
