# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A topic that somebody watches: its last state, and the patches that led there."""

from __future__ import annotations

import json
import logging
from collections import deque
from typing import TYPE_CHECKING, Any

from konvent.foundation.front.merge_patch import State, diff, without_nulls

if TYPE_CHECKING:
    from konvent.foundation.front.viewers import Group
    from konvent.foundation.topics import Topic

MOST_PATCHES = 64
MOST_BYTES = 65_536

logger = logging.getLogger(__name__)


class LiveTopic:
    """What the hub keeps of a topic; unread until the database was asked for the first time."""

    __slots__ = (
        *("_event", "groups", "idle_since", "known_from", "name", "patches"),
        *("seq", "size", "state", "topic"),
    )

    def __init__(self, topic: Topic) -> None:
        self.topic = topic
        self.name = topic.name.removeprefix(f"{topic.convention}/")
        self.groups: set[Group] = set()
        self.idle_since: float | None = None
        self.state: State | None = None
        self.seq = 0
        self.patches: deque[tuple[int, bytes]] = deque()
        self.size = 0
        self.known_from = 0
        """From this tick on, `patches` has every one."""
        self._event = b""

    @property
    def is_read(self) -> bool:
        return self.state is not None

    def open(self, state: State, tick: int) -> None:
        """Take the first state."""
        state = without_nulls(state)
        self.seq = 1
        self._event = self._encode("state", state)
        self.state = state
        self.known_from = tick

    def advance(self, state: State, tick: int) -> bytes:
        """Take a new state; return the event that says what is different, or nothing."""
        new = without_nulls(state)
        patch = diff(self.state or {}, new)
        if not patch:
            return b""
        self.seq += 1
        event = self._encode("patch", patch)
        self.state = new
        self._event = b""
        self.patches.append((tick, event))
        self.size += len(event)
        while len(self.patches) > MOST_PATCHES or self.size > MOST_BYTES:
            self.known_from, dropped = self.patches.popleft()
            self.size -= len(dropped)
        return event

    def state_event(self) -> bytes:
        """Return the event that says everything."""
        if not self._event:
            self._event = self._encode("state", self.state or {})
        return self._event

    def patches_since(self, tick: int) -> list[tuple[int, bytes]] | None:
        """Return the patches after this tick, or None when not all of them are known."""
        if tick < self.known_from:
            return None
        return [patch for patch in self.patches if patch[0] > tick]

    def _encode(self, kind: str, content: dict[str, Any]) -> bytes:
        event = {"topic": self.name, "seq": self.seq, kind: content}
        text = json.dumps(event, separators=(",", ":"), ensure_ascii=False)
        return b"data: " + text.encode() + b"\n\n"


def read_state(topic: Topic) -> State | Exception | None:
    """Return a topic's state, None when there is no such thing, or what went wrong."""
    try:
        state = topic.read()
    except Exception as error:
        logger.exception("The topic %s could not be read", topic.name)
        return error
    if state is None:
        logger.info("The topic %s has nothing to show", topic.name)
    return state
