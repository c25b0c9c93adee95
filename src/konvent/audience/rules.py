# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The rules by which a session takes questions: its own, else those of the convention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from konvent.audience.models import (
    Floor,
    Moderation,
    Naming,
    QuestionDefaults,
    Taking,
)
from konvent.programme.models import SessionKind
from konvent.programme.queries import published_schedule

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.programme.schedule import ScheduleSession

TAKEN_AFTER_THE_END = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds in one session."""

    taking: str
    moderation: str
    naming: str
    closes_at: datetime | None
    """When it takes no more by itself."""

    def takes_questions(self, at: datetime) -> bool:
        """Whether somebody may ask, support and take back now."""
        if self.taking != Taking.AUTOMATIC:
            return self.taking == Taking.OPEN
        return self.closes_at is None or at < self.closes_at

    @property
    def needs_name(self) -> bool:
        return self.naming == Naming.NAMED

    @property
    def is_shown_at_once(self) -> bool:
        return self.moderation == Moderation.AFTER


CLOSED = Rules(Taking.CLOSED, Moderation.BEFORE, Naming.FREE, None)


def session_of(convention: str, code: str) -> ScheduleSession | None:
    """Return the session as it is published; breaks take no part."""
    schedule = published_schedule(convention)
    session = schedule.session.get(code) if schedule else None
    return None if session is None or session.kind == SessionKind.BREAK else session


def stage_of(convention: str, session: ScheduleSession) -> str:
    """Return the stage whose live state says when the session really ends; "" without a picture."""
    schedule = published_schedule(convention)
    room = schedule.room.get(session.room) if schedule else None
    return room.slug if room and room.has_picture else ""


def rules_of(convention: str, code: str, floor: Floor | None) -> Rules:
    """Return what holds in a session; where there is none nothing is taken."""
    session = session_of(convention, code)
    defaults = QuestionDefaults.objects.filter(convention__slug=convention)
    return CLOSED if session is None else rules_in(session, floor, defaults.first())


def rules_in(
    session: ScheduleSession, floor: Floor | None, defaults: QuestionDefaults | None
) -> Rules:
    """Return what holds in a session by its own word, else the convention's."""
    if session.is_cancelled:
        return CLOSED
    own, common = floor or Floor(), defaults or QuestionDefaults()
    return Rules(
        taking=own.taking,
        moderation=own.moderation or common.moderation,
        naming=own.naming or common.naming,
        closes_at=session.ends_at + TAKEN_AFTER_THE_END if session.ends_at else None,
    )


def defaults_on(floor: Floor) -> QuestionDefaults | None:
    """Return what the convention of a floor says, read together with it."""
    return getattr(floor.convention, "question_defaults", None)
