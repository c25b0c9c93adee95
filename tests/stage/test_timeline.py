# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a programme says about one stage at one moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from konvent.foundation.texts import Text
from konvent.programme.schedule import ConventionFacts, Schedule, ScheduleRoom, ScheduleSession
from konvent.stage.timeline import slot_after, slot_at, slots

NIGHT = datetime(2026, 10, 27, 22, 0, tzinfo=UTC)


def session(code, starts, minutes=30, room="plaza", **facts):
    return ScheduleSession(
        guid=uuid4(),
        code=code,
        slug=code.lower(),
        title=Text({"de": code}),
        room=room,
        starts_at=NIGHT + timedelta(minutes=starts),
        duration=timedelta(minutes=minutes),
        **facts,
    )


def plan(*sessions):
    facts = ConventionFacts(
        slug="smart",
        title=Text({"de": "Smart"}),
        timezone="Europe/Berlin",
        start=date(2026, 10, 27),
        end=date(2026, 10, 28),
    )
    room = ScheduleRoom(guid=uuid4(), slug="plaza", name=Text({"de": "Plaza"}), has_picture=True)
    return slots(Schedule(convention=facts, rooms=(room,), sessions=sessions), "plaza")


def on(planned, minutes):
    found = slot_at(planned, NIGHT + timedelta(minutes=minutes))
    return found.session.code if found else ""


@pytest.mark.parametrize(
    ("minutes", "code"),
    [(-1, ""), (0, "LATE"), (119, "LATE"), (120, ""), (149, ""), (150, "NIGHT"), (180, "")],
)
def test_a_slot_owns_its_start_but_not_its_end_also_across_midnight(minutes, code):
    planned = plan(session("LATE", 0, minutes=120), session("NIGHT", 150))

    assert on(planned, minutes) == code


def test_of_two_that_overlap_the_one_that_began_last_is_on_and_then_the_longer_one_again():
    planned = plan(session("LONG", 0, minutes=90), session("SHORT", 30, minutes=15))

    assert [on(planned, minutes) for minutes in (10, 30, 50)] == ["LONG", "SHORT", "LONG"]


def test_neither_a_cancelled_session_nor_another_room_nor_one_without_length_is_on():
    planned = plan(
        session("CANCELLED", 0, is_cancelled=True),
        session("ELSEWHERE", 0, room="forum"),
        session("MOMENT", 0, minutes=0),
    )

    assert on(planned, 0) == ""


def test_what_comes_next_begins_later_and_is_not_what_is_on_already():
    planned = plan(session("A", 0), session("B", 30), session("C", 60))

    assert slot_after(planned, NIGHT).session.code == "B"
    assert slot_after(planned, NIGHT, on_stage="A").session.code == "B"
    assert slot_after(planned, NIGHT + timedelta(minutes=60)) is None


def test_a_stage_that_is_ahead_of_its_programme_goes_on_in_its_order():
    planned = plan(session("A", 0), session("B", 30), session("C", 60))

    assert slot_after(planned, NIGHT, on_stage="B").session.code == "C"
    assert slot_after(planned, NIGHT, on_stage="C") is None


def test_a_stage_that_is_late_takes_what_has_begun_by_the_clock_but_not_what_is_over():
    planned = plan(session("A", 0), session("B", 30), session("C", 60))
    late, very_late = (NIGHT + timedelta(minutes=minutes) for minutes in (35, 65))

    assert slot_after(planned, late, on_stage="A").session.code == "B"
    assert slot_after(planned, very_late, on_stage="A").session.code == "C"
