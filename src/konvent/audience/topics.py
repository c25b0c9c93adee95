# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What people watch when a session is asked something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.audience import queries
from konvent.foundation.access import Access
from konvent.foundation.topics import topic

if TYPE_CHECKING:
    from konvent.foundation.topics import State


@topic("session/{code}/questions", access=Access.STAGE)
def questions(*, convention: str, code: str) -> State | None:
    """What was asked, in the words of the audience; who may watch the stage may read it."""
    return queries.questions_of_session(convention, code)


@topic("moderation/{code}", access=Access.MODERATE)
def moderation(*, convention: str, code: str) -> State | None:
    """Which questions there are, shown or not, in which version: no words."""
    return queries.moderation_of_session(convention, code)


@topic("line/{code}", access=Access.STAFF)
def line(*, convention: str, code: str) -> State | None:
    """The private line of those who make the session."""
    return queries.line_of_session(convention, code)
