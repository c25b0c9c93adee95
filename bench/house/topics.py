# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the viewers of a benchmark watch: read, compared and sent like any other topic."""

from __future__ import annotations

from bench.house.models import Clock
from konvent.foundation.access import Access
from konvent.foundation.topics import State, topic

REPEATED, LARGE = 13, 500
"""Makes a frame of about 300 bytes, the size of a change of what is on a stage."""


@topic("bench/clock", access=Access.PUBLIC)
def clock(*, convention: str) -> State | None:
    """Return a state of which every byte is another one after each turn."""
    del convention
    found = Clock.objects.first()
    return {"stamp": f"@t={found}", "words": str(found) * REPEATED} if found else {}


@topic("bench/large", access=Access.PUBLIC)
def large(*, convention: str) -> State | None:
    """Return eight kilobytes that are others after each turn, to fill the buffers of the slow."""
    del convention
    found = Clock.objects.first()
    return {"stamp": f"@t={found}", "words": str(found) * LARGE} if found else {}
