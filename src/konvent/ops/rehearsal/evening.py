# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the people of a rehearsal share: the clock, what they know of the house, what they note."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from konvent.ops.rehearsal.measures import Measures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from konvent.ops.rehearsal.invitation import Invitation
    from konvent.ops.rehearsal.wire import Place

BROWSER = "Mozilla/5.0 (Konvent rehearsal)"
ACTS_A_SECOND = 300.0
ACTS_A_SECOND_ELSEWHERE = 60.0
"""A house on another machine takes in so many of one network."""
SOONEST_ACT = 15.0
LEAVING = 10.0
PICTURE_BYTES = 100_000_000
"""A second, that is fetched at most: more is the network's rehearsal, not the house's."""
SEGMENT_SECONDS = 2


class Evening:
    """One rehearsal."""

    def __init__(  # noqa: PLR0913 -- a rehearsal is put together from these, once
        self,
        plan: Invitation,
        place: Place,
        *,
        ramp: float,
        stays: float,
        segment_bytes: int,
        is_own_house: bool,
        calm: float = 1.0,
    ) -> None:
        """Calm is by how much longer than usual people look at a page."""
        self.plan = plan
        self.place = place
        self.ramp, self.stays, self.calm = ramp, stays, calm
        self.measures = Measures()
        self.share_leaving = self.share_losing = 0.05
        self.leaving = min(LEAVING, stays / 3)
        """Seconds within which everybody goes home in the end."""
        self.may_ask = is_own_house and bool(plan.session)
        self.questions: list[int] = []
        self.static: list[str] = []
        """What a stage's page loads."""
        self.cpu_seconds = 0.0
        """What the rehearsal itself has used."""
        self.streams = 0
        """How many are open now."""
        self.began = time.monotonic()
        self.ends_at = ramp + stays
        count = len(plan.tickets)
        most = ACTS_A_SECOND if is_own_house else ACTS_A_SECOND_ELSEWHERE
        self.acts_every = max(SOONEST_ACT, count / most)
        most_watchers = SEGMENT_SECONDS * PICTURE_BYTES // max(segment_bytes, 1)
        self.watchers = _every_so_many(count, most=most_watchers)
        """Who fetches the picture as well."""

    def now(self) -> float:
        """Return the seconds since the beginning."""
        return self.moment(time.monotonic())

    def moment(self, at: float) -> float:
        """Return how many seconds after the beginning something was, by the machine's clock."""
        return at - self.began

    def fail(self, kind: str, what: str) -> None:
        """Note that something went wrong."""
        self.measures.errors[f"{kind} {what}"] += 1

    def request(
        self,
        path: str,
        cookies: Mapping[str, str],
        *lines: str,
        body: bytes = b"",
        packed: bool = True,
    ) -> bytes:
        """Return a request as a browser sends it."""
        said = "; ".join(f"{name}={value}" for name, value in cookies.items())
        head = [
            f"{'POST' if body else 'GET'} {path} HTTP/1.1",
            f"Host: {self.place.host}:{self.place.port}",
            f"User-Agent: {BROWSER}",
            f"Accept-Language: {self.plan.language}",
            f"Accept-Encoding: {'gzip, br' if packed else 'identity'}",
            *([f"Cookie: {said}"] if said else []),
            *([f"Content-Length: {len(body)}"] if body else []),
            *lines,
        ]
        return ("\r\n".join(head) + "\r\n\r\n").encode() + body


def _every_so_many(count: int, *, most: int) -> frozenset[int]:
    """Choose so many of a count, evenly."""
    chosen = min(count, max(most, 1))
    return frozenset(count * place // chosen for place in range(chosen)) if chosen else frozenset()
