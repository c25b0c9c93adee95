# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Where people wait when the house is full: their way in, their place, and what all may know.

``/<convention>/my/enter`` leads inside, or to the page where one waits; ``/<convention>/queue`` is
the same few numbers for everybody, from which that page computes how many are before its reader.
Browsers without scripts get the page with the numbers filled in, from ``/<convention>/my/waiting``.
"""

from __future__ import annotations

import asyncio
import math
import time
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, urlencode

from konvent.foundation.access import Access
from konvent.foundation.front.answers import NO_STORE, Answer, as_json, header, redirect
from konvent.foundation.front.doors import QUIET, way_back
from konvent.foundation.front.edge_pass import THE_EDGE
from konvent.foundation.front.porter import WAITING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from konvent.foundation.front.answers import Headers
    from konvent.foundation.front.doors import Doors
    from konvent.foundation.front.hub import Hub
    from konvent.foundation.front.pages import PublishedPages
    from konvent.foundation.front.porter import Holder, Porter
    from konvent.foundation.topics import State

FRESH_FOR = 0.5
CALLED_EVERY = 0.25
COUNTED_EVERY = 15.0
LOOKED_EVERY = 30
"""Seconds after which a page without scripts asks again."""
NO_QUEUE = as_json(200, {})
UNKNOWN = "\N{EN DASH}".encode()


class Known(NamedTuple):
    """What everybody may know, ready as bytes."""

    until: float
    answer: Answer


class WaitingRoom:
    """Leads people in, one after the other."""

    def __init__(self, porter: Porter, doors: Doors, pages: PublishedPages, hub: Hub) -> None:
        self.porter = porter
        self.doors = doors
        self.pages = pages
        self.hub = hub
        self.known: dict[str, Known] = {}

    def enter(self, convention: str, query: bytes, headers: Headers) -> Answer | None:
        """Lead inside, or to where one waits; None for somebody who needs a pass first."""
        language, onward = self._asked(convention, query, headers)
        if not language:
            return None
        cookies = header(headers, b"cookie")
        holder = self.porter.holder(cookies)
        if holder is None:
            objection = self.porter.objection(Access.STAGE, convention, None)
            if objection == WAITING:
                return None
            if objection:
                return self.doors.refuse(convention, objection, language)
            return redirect(onward, NO_STORE, status=303)
        objection = self.porter.refuses(holder, convention) or self.porter.objection(
            Access.STAGE, convention, holder
        )
        if objection and objection != WAITING:
            return self.doors.refuse(convention, objection, language)
        why, cookie = self.porter.enter(convention, holder, cookies)
        goes_to = waiting_page(convention, language, onward) if why else onward
        set_cookie = [(b"set-cookie", cookie)] if cookie else []
        return redirect(goes_to, NO_STORE, QUIET, *set_cookie, status=303)

    def _asked(self, convention: str, query: bytes, headers: Headers) -> tuple[str, str]:
        """Return the language and the address that are asked for, both ours."""
        asked = parse_qs(query.decode("latin-1"))
        spoken = self.porter.languages(convention)
        named = asked.get("lang", [""])[0]
        language = named if named in spoken else self.doors.language(convention, headers)
        home = f"/{convention}/{language}/"
        return language, way_back(convention, asked.get("next", [home])[0], home)

    def queue(self, convention: str) -> Answer:
        """Return what everybody may know; of strangers' words nothing is kept."""
        if not self.porter.languages(convention):
            return NO_QUEUE
        now = time.monotonic()
        known = self.known.get(convention)
        if known is None or known.until < now:
            state = self.porter.queue(convention)
            answer = NO_QUEUE if state is None else as_json(200, state)
            known = self.known[convention] = Known(now + FRESH_FOR, answer)
        return known.answer

    def place(self, convention: str, headers: Headers) -> Answer:
        """Return the number of whoever asks."""
        return as_json(200, self.porter.place(convention, header(headers, b"cookie")))

    def page(self, convention: str, query: bytes, headers: Headers) -> Answer | None:
        """Return the waiting page with the numbers filled in, for browsers without scripts."""
        language, onward = self._asked(convention, query, headers)
        place = self.porter.place(convention, header(headers, b"cookie"))
        state = self.porter.queue(convention)
        page = self.pages.pages.get(waiting_page(convention, language).encode())
        if not place or state is None or page is None:
            again = {"lang": language, "next": onward}
            return redirect(f"/{convention}/my/enter?{urlencode(again)}", NO_STORE, status=303)
        before, minutes = estimate(place, state)
        body = page.content.plain.replace(
            b'content="0; url=', b'content="%d; url=' % LOOKED_EVERY
        ).replace(b"/my/waiting?", b"/my/enter?")
        body = _fill(_fill(body, b"before", str(before)), b"minutes", str(minutes or ""))
        body = _hide(body, "known")
        for part in (_told(before, minutes), f"lane-{place['lane']}"):
            body = _show(body, part)
        return Answer(200, [*page.headers, NO_STORE], body)

    async def run(self) -> None:
        """Call whoever's turn it is, and count who is inside, until cancelled."""
        counted_at = 0.0
        while True:
            await asyncio.sleep(CALLED_EVERY)
            now = time.monotonic()
            if now < counted_at + COUNTED_EVERY:
                self.porter.keep_doors()
            else:
                counted_at = now
                self.count()

    def count(self) -> None:
        """Count everybody whose stream is open as present."""
        self.porter.keep_doors(self._present())

    def _present(self) -> Iterator[tuple[str, Holder]]:
        for group in self.hub.groups.values():
            for viewer in group.viewers:
                if viewer.holder is not None and viewer.holder is not THE_EDGE:
                    yield group.convention, viewer.holder


def waiting_page(convention: str, language: str, onward: str = "") -> str:
    """Return where one waits, and where one wants to go."""
    address = f"/{convention}/{language}/waiting/"
    is_home = onward in {"", f"/{convention}/{language}/"}
    return address if is_home else f"{address}?{urlencode({'next': onward})}"


def estimate(place: State, state: State) -> tuple[int, int | None]:
    """Return how many are before this place, and for how many minutes; None when nobody knows."""
    line = state["lanes"][place["lane"]]
    before = max(0, place["number"] - line["turn"])
    pace = line["per_minute"]
    return before, (math.ceil(max(before, 1) / pace) if pace else None)


def _told(before: int, minutes: int | None) -> str:
    """Return which part of the page says how long it takes."""
    if minutes is None:
        return "unknown" if before else "next"
    return "one" if minutes == 1 else "known"


def _show(body: bytes, part: str) -> bytes:
    name = b'data-part="%s"' % part.encode()
    return body.replace(name + b" hidden>", name + b">")


def _hide(body: bytes, part: str) -> bytes:
    name = b'data-part="%s"' % part.encode()
    return body.replace(name + b">", name + b" hidden>")


def _fill(body: bytes, part: bytes, text: str) -> bytes:
    empty = b'data-part="%s">%s<' % (part, UNKNOWN)
    return body.replace(empty, b'data-part="%s">%s<' % (part, text.encode() or UNKNOWN))
