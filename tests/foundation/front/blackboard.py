# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the front under test reads: a board that the test writes on, and sums that players say."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from konvent.foundation.access import Access, Backstage
from konvent.foundation.topics import Topic

if TYPE_CHECKING:
    from konvent.foundation.load import Part
    from konvent.foundation.wishes import Body


class Blackboard:
    """Topics whose state is whatever was written on it last."""

    def __init__(self) -> None:
        self.states: dict[str, dict[str, Any]] = {}
        self.broken: set[str] = set()
        self.parts: dict[str, Part] = {}
        self.read_at: list[float] = []
        """The moments of all readings, by the machine's own clock."""

    @property
    def reads(self) -> int:
        return len(self.read_at)

    def find(self, convention: str, name: str) -> Topic | None:
        kinds = {"stage": Access.PUBLIC, "secret": Access.STAGE, "moderation": Access.MODERATE}
        kind, _, rest = name.partition("/")
        access = Backstage(rest.partition("/")[0]) if kind == "line" else kinds.get(kind)
        if access is None:
            return None
        full = f"{convention}/{name}"
        is_counted = name.endswith("/watching")
        part = self.parts.get(full)
        return Topic(full, access, convention, lambda: self.read(full), is_counted, part)

    def read(self, full: str) -> dict[str, Any] | None:
        self.read_at.append(time.monotonic())
        if full in self.broken:
            raise OSError("the blackboard is being wiped")
        state = self.states.get(full)
        return None if state is None else json.loads(json.dumps(state))


class Tally:
    """Adds up what players say: their stalls, by stage."""

    def __init__(self) -> None:
        self.stalls: dict[tuple[str, str], list[int]] = {}

    def add(self, convention: str, stage: str, body: Body, *, now: float) -> None:  # noqa: ARG002 -- as sums are called
        stalls = body.number("stalls", least=0)
        self.stalls.setdefault((convention, stage), []).append(stalls)

    def topics(self, *, now: float) -> list[str]:  # noqa: ARG002 -- as sums are called
        return [f"{convention}/stage/{stage}/players" for convention, stage in self.stalls]
