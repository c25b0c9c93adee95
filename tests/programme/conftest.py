# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A small programme without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from tests.factories import DATE, at, text

from konvent.programme.schedule import (
    Appearance,
    ConventionFacts,
    Schedule,
    ScheduleDay,
    SchedulePerson,
    ScheduleRoom,
    ScheduleSession,
)

ROOM = ScheduleRoom(guid=UUID(int=1), slug="plaza", name=text("Plaza"))
ADA = SchedulePerson(guid=UUID(int=2), code="ADA", name="Ada Lovelace")
OPENING = ScheduleSession(
    guid=UUID(int=3),
    code="OPEN01",
    slug="opening",
    title=text("Opening"),
    room="plaza",
    starts_at=at(10),
    duration=timedelta(minutes=30),
    speakers=(Appearance(person="ADA"),),
)


@pytest.fixture
def some_schedule():
    """Make a programme whose one session, the opening, has these facts."""

    def make(**facts):
        return Schedule(
            convention=ConventionFacts(
                slug="smart-2026",
                title=text("Smart Convention"),
                timezone="Europe/Berlin",
                start=DATE,
                end=DATE,
            ),
            days=(ScheduleDay(date=DATE, starts_at=at(9), ends_at=at(20)),),
            rooms=(ROOM,),
            people=(ADA,),
            sessions=(replace(OPENING, **facts),),
        )

    return make
