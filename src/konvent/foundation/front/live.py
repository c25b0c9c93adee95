# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The live lane: who asks for which topics, and whether they may."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from konvent.foundation.access import Access
from konvent.foundation.front.answers import as_json, header
from konvent.foundation.front.edge_pass import EDGE, THE_EDGE, is_edge
from konvent.foundation.front.hub import NO_SUCH_TOPIC, UNREADABLE, Hub

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from konvent.foundation.front.answers import Answer, Headers
    from konvent.foundation.front.porter import Holder, Porter
    from konvent.foundation.topics import Topic

MOST_TOPICS = 128
"""A home page with a hundred stages watches them all."""
LONGEST_NAME = 200
TOPICS = re.compile(rb"(?:^|&)topics=([^&]*)")

NO_TOPICS = as_json(400, {"error": "topics-missing"})
TOO_MANY = as_json(400, {"error": "too-many-topics", "most": MOST_TOPICS})
FULL_HOUSE = as_json(503, {"error": "full"}, (b"retry-after", b"10"))


class RefusedError(Exception):
    """There is no stream; carries the answer that says why."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer


class LiveLane:
    """Gives the sockets of streams to the hub."""

    def __init__(self, hub: Hub, porter: Porter, find: Callable[[str, str], Topic | None]) -> None:
        self.hub = hub
        self.porter = porter
        self.find = find

    def takes(
        self, transport: asyncio.Transport, convention: str, query: bytes, headers: Headers
    ) -> bool:
        """Give the connection to the hub when everything is in order."""
        try:
            topics, holder = self._wanted(convention, query, headers)
        except RefusedError:
            return False
        self.hub.join(transport, topics, holder, header(headers, b"last-event-id"))
        return True

    def refusal(self, convention: str, query: bytes, headers: Headers) -> Answer:
        """Say why there was no stream."""
        try:
            self._wanted(convention, query, headers)
        except RefusedError as refusal:
            return refusal.answer
        return FULL_HOUSE

    def _wanted(
        self, convention: str, query: bytes, headers: Headers
    ) -> tuple[list[Topic], Holder | None]:
        """Return the topics of a stream, and whose pass opens them."""
        found = TOPICS.search(query)
        if not found or not found[1]:
            raise RefusedError(NO_TOPICS)
        names = unquote(found[1].decode("latin-1")).split(",")
        if len(names) > MOST_TOPICS:
            raise RefusedError(TOO_MANY)
        if convention == EDGE:
            return self._wanted_by_edge(names, headers), THE_EDGE
        if not self.porter.languages(convention):
            raise RefusedError(NO_SUCH_TOPIC)
        holder = self.porter.holder(header(headers, b"cookie"))
        topics = [self._topic(convention, name, holder) for name in names]
        if self.hub.is_full_house:
            raise RefusedError(FULL_HOUSE)
        if self.hub.is_flooded:
            raise RefusedError(UNREADABLE)
        return topics, holder

    def _wanted_by_edge(self, names: list[str], headers: Headers) -> list[Topic]:
        """Return the topics of these full names; an edge asks its own viewers what they may."""
        if not is_edge(headers):
            raise RefusedError(as_json(403, {"error": "no-edge"}))
        if self.hub.is_closing or self.hub.is_flooded:
            raise RefusedError(UNREADABLE)
        topics = [self.find(*name.partition("/")[::2]) for name in names]
        found = [topic for topic in topics if topic and not self.hub.is_missing(topic.name)]
        if len(found) < len(names):
            raise RefusedError(NO_SUCH_TOPIC)
        return found

    def _topic(self, convention: str, name: str, holder: Holder | None) -> Topic:
        topic = self.find(convention, name) if len(name) <= LONGEST_NAME else None
        if topic is None or self.hub.is_missing(topic.name):
            raise RefusedError(NO_SUCH_TOPIC)
        if topic.access is not Access.PUBLIC and (
            objection := self.porter.objection(topic.access, convention, holder)
        ):
            raise RefusedError(as_json(403, {"error": objection}))
        return topic
