# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What people watch at a stage."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from konvent.foundation.access import Access
from konvent.foundation.topics import topic
from konvent.stage import queries
from konvent.stage.films import films_of
from konvent.stage.players import SUMS

if TYPE_CHECKING:
    from konvent.foundation.topics import State


@topic("stage/{room}/now", access=Access.PUBLIC)
def now(*, convention: str, room: str) -> State | None:
    """What is on now, what comes next, and what is late.

    The picture asks for a ticket, these facts for nothing.
    """
    return queries.now_on_stage(convention, room)


@topic("films", access=Access.STAFF)
def films(*, convention: str) -> State | None:
    """How far each film is made ready, and where one plays."""
    return films_of(convention)


@topic("stage/{room}/health", access=Access.STAFF)
def health(*, convention: str, room: str) -> State | None:
    """What is on air, what is held there, and how each source is."""
    return queries.picture_of_stage(convention, room)


@topic("stage/{room}/show", access=Access.STAFF)
def show(*, convention: str, room: str) -> State | None:
    """What began and ended when, and by how much each session is later than published."""
    return queries.show_of_stage(convention, room)


@topic("stage/{room}/levels", access=Access.STAFF)
def levels(*, convention: str, room: str) -> State | None:
    """How loud each source is: the peak of its last two seconds in decibels."""
    return queries.levels_of_stage(convention, room)


@topic("stage/{room}/players", access=Access.STAFF)
def players(*, convention: str, room: str) -> State | None:
    """How the players do: how many play, how often they stall, how long they take to start."""
    if not queries.is_stage(convention, room):
        return None
    return SUMS.state(convention, room, now=time.time())
