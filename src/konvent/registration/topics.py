# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the edges of a house watch, so that they can decide who may come in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.convention.events import ENTRANCES
from konvent.foundation.access import Access
from konvent.foundation.load import BURDEN, LOAD
from konvent.foundation.topics import topic
from konvent.registration.gate import read_gate, state_of

if TYPE_CHECKING:
    from konvent.foundation.topics import State

HOUSE, _, NAME = ENTRANCES.partition("/")


@topic(NAME, access=Access.STAFF)
def entrances(*, convention: str) -> State | None:
    """All entrances: their languages, who is refused, who works there. No names."""
    return state_of(read_gate()) if convention == HOUSE else None


@topic(LOAD, access=Access.PUBLIC)
def load(*, convention: str) -> State | None:
    """What is put aside at the moment; everybody is told, on every page."""
    return BURDEN.state(convention)
