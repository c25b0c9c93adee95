# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What players say about themselves: ``POST /<convention>/media/<stage>/playing``, once a minute.

It is added up and forgotten: no cookie is kept, no address written down, and nothing in it names
anybody.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, Protocol

from konvent.foundation.access import Access
from konvent.foundation.front.answers import NO_STORE, Answer, as_json, header
from konvent.foundation.front.paces import Buckets
from konvent.foundation.front.proxy import visitor_of
from konvent.foundation.front.small_bodies import TooLargeError, is_from_here
from konvent.foundation.front.small_posts import whole
from konvent.foundation.intents import Pace
from konvent.foundation.networks import is_this_machine, network_of
from konvent.foundation.wishes import Body, NotUnderstoodError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from konvent.foundation.front.hub import Hub
    from konvent.foundation.front.porter import Porter
    from konvent.foundation.front.small_posts import Reply

FOR_A_NETWORK = Pace(burst=400, per_second=25)
"""A town hall of a thousand people behind one address reports within the same minute."""
TOLD_EVERY = 5.0
HEARD = Answer(204, [NO_STORE], b"")
NOT_UNDERSTOOD = as_json(400, {"error": "not-understood"})
ELSEWHERE = as_json(403, {"error": "elsewhere"})
NO_SUCH_STAGE = as_json(404, {"error": "no-such-stage"})
TOO_OFTEN = as_json(429, {"error": "too-often"})


class Sums(Protocol):
    """Adds up what players say."""

    def add(self, convention: str, stage: str, body: Body, *, now: float) -> None:
        """Add a report. Raises NotUnderstoodError."""
        ...

    def topics(self, *, now: float) -> Iterable[str]:
        """Return the topics that show the sums, as long as there is something in them."""
        ...


class Playing:
    """Takes in what players say, and has it told at a bounded rate."""

    def __init__(self, sums: Sums, hub: Hub, porter: Porter, public_url: str) -> None:
        self.sums = sums
        self.hub = hub
        self.porter = porter
        self.public_url = public_url
        self.networks = Buckets(time.monotonic)

    def hear(
        self, convention: str, stage: str, scope: dict[str, Any], body: bytes | None, reply: Reply
    ) -> None:
        """Add one report; whoever may watch the stage may say how it plays."""
        reply(self._answer(convention, stage, scope, body))

    def _answer(
        self, convention: str, stage: str, scope: dict[str, Any], body: bytes | None
    ) -> Answer:
        headers = scope["headers"]
        if not is_from_here(headers, self.public_url):
            return ELSEWHERE
        holder = self.porter.holder(header(headers, b"cookie"))
        if objection := self.porter.objection(Access.STAGE, convention, holder):
            return as_json(403, {"error": objection})
        if not self.hub.shows(f"{convention}/stage/{stage}/now"):
            return NO_SUCH_STAGE
        address = visitor_of(scope)
        network = network_of(address)
        if not is_this_machine(address) and self.networks.take_for(network, FOR_A_NETWORK):
            return TOO_OFTEN
        try:
            self.sums.add(convention, stage, Body.parse(whole(body)), now=time.time())
        except (TooLargeError, NotUnderstoodError):
            return NOT_UNDERSTOOD
        return HEARD

    async def run(self) -> None:
        """Have the sums told, until cancelled: they also change when nobody reports any more."""
        while True:
            await asyncio.sleep(TOLD_EVERY)
            for topic in self.sums.topics(now=time.time()):
                self.hub.changed(topic)
