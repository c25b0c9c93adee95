# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The ways in that the front answers alone: ticket links, "who am I", short addresses."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlencode

from konvent.foundation.front import friendly
from konvent.foundation.front.answers import NO_STORE, Answer, as_json, header, redirect
from konvent.foundation.front.porter import WAITING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from konvent.foundation.front.answers import Headers, Pair
    from konvent.foundation.front.porter import Porter

QUIET = (b"referrer-policy", b"no-referrer")
BY_LANGUAGE = (b"vary", b"accept-language")
ASK_AGAIN = (b"cache-control", b"no-cache")


class Doors:
    """Lets people in by what the porter says; nothing here asks the database."""

    def __init__(self, porter: Porter) -> None:
        self.porter = porter
        self.who = {
            facts: as_json(200, {"signed_in": facts[0], "staff": facts[1]})
            for facts in ((False, False), (True, False), (True, True))
        }

    def ticket(self, convention: str, token: bytes, headers: Headers) -> Answer:
        """Turn a ticket into a pass, or show the way to a new link."""
        objection, cookie = self.porter.admit(convention, unquote(token.decode("latin-1")))
        if objection:
            return self.refuse(convention, objection, self.language(convention, headers))
        language = self.language(convention, headers)
        if self.porter.queue(convention) is not None:
            return self.to_the_queue(convention, language, "", (b"set-cookie", cookie))
        home = f"/{convention}/{language}/"
        return redirect(home, (b"set-cookie", cookie), NO_STORE, QUIET, status=303)

    def refuse(
        self, convention: str, objection: str, language: str = "", onward: str = ""
    ) -> Answer:
        """Lead to the page that says what is wrong and how to get a new link, or into the queue."""
        if not self.porter.languages(convention):
            return friendly.page(404)
        if objection == WAITING:
            return self.to_the_queue(convention, language, onward)
        spoken = f"&lang={language}" if language else ""
        return redirect(f"/{convention}/door/?why={objection}{spoken}", NO_STORE, QUIET, status=303)

    def to_the_queue(self, convention: str, language: str, onward: str = "", *more: Pair) -> Answer:
        """Lead to where one gets in, or a place in the queue."""
        asked = {"lang": language, "next": onward}
        query = urlencode({name: value for name, value in asked.items() if value})
        return redirect(f"/{convention}/my/enter?{query}", NO_STORE, QUIET, *more, status=303)

    def whose_pass(self, convention: str, headers: Headers) -> Answer:
        """Say whether the visitor has a good pass here, for scripts on pages that know nobody."""
        holder = self.porter.holder(header(headers, b"cookie"))
        if holder is None or not holder.is_known or self.porter.refuses(holder, convention):
            return self.who[False, False]
        return self.who[True, holder.is_staff]

    def home(self, convention: str, headers: Headers) -> Answer | None:
        """Lead to the convention's home page in the visitor's language, if there is such a one."""
        if not self.porter.languages(convention):
            return None
        home = f"/{convention}/{self.language(convention, headers)}/"
        return redirect(home, BY_LANGUAGE, ASK_AGAIN)

    def entrance(self, headers: Headers) -> Answer:
        """Lead to the current convention."""
        first = next(iter(self.porter.conventions()), "")
        return self.home(first, headers) or friendly.page(404, friendly.NOTHING_YET)

    def language(self, convention: str, headers: Headers) -> str:
        """Return the language this visitor gets unasked."""
        spoken = tuple(self.porter.languages(convention))
        return best_language(header(headers, b"accept-language"), spoken)


def way_back(convention: str, named: str, home: str) -> str:
    """Return the address of ours that somebody names, else the convention's home."""
    is_ours = named.startswith(f"/{convention}/") and named.isascii() and named.isprintable()
    return named if is_ours and "\\" not in named and "//" not in named else home


@lru_cache(512)
def best_language(wanted: bytes, spoken: Sequence[str]) -> str:
    """Return the best language of an Accept-Language header that is spoken here, else our first."""
    weighed = []
    for item in wanted.decode("latin-1").lower().split(","):
        name, _, weight = item.strip().partition(";q=")
        try:
            weighed.append((-float(weight or 1), name.partition("-")[0]))
        except ValueError:
            continue
    liked = [name for weight, name in sorted(weighed, key=lambda pair: pair[0]) if weight]
    return next((name for name in liked if name in spoken), spoken[0] if spoken else "")
