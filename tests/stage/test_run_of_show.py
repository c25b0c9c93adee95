# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The run of show as plain functions: how the rest of a day moves, and what it runs into."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from konvent.foundation.texts import Text
from konvent.programme.schedule import (
    Appearance,
    ConventionFacts,
    Schedule,
    ScheduleDay,
    SchedulePerson,
    ScheduleRoom,
    ScheduleSession,
)
from konvent.stage.collisions import Obstacle, collisions
from konvent.stage.models import Cue
from konvent.stage.run_of_show import Standing, expected_slots, move, run_of_show
from konvent.stage.timeline import slot_at

TEN = datetime(2026, 10, 27, 10, 0, tzinfo=UTC)
ADA = SchedulePerson(guid=uuid4(), code="ADA", name="Ada Lovelace")


def minutes(count):
    return timedelta(minutes=count)


def session(code, starts, length=30, room="plaza", **facts):
    return ScheduleSession(
        guid=uuid4(),
        code=code,
        slug=code.lower(),
        title=Text({"de": code}),
        room=room,
        starts_at=TEN + minutes(starts),
        duration=minutes(length),
        **facts,
    )


def plan(*sessions):
    return Schedule(
        convention=ConventionFacts(
            slug="smart",
            title=Text({"de": "Smart"}),
            timezone="Europe/Berlin",
            start=date(2026, 10, 27),
            end=date(2026, 10, 27),
        ),
        days=(
            ScheduleDay(
                date=date(2026, 10, 27), starts_at=TEN - minutes(60), ends_at=TEN + minutes(180)
            ),
        ),
        rooms=tuple(
            ScheduleRoom(guid=uuid4(), slug=slug, name=Text({"de": slug}), has_picture=True)
            for slug in ("plaza", "forum")
        ),
        people=(ADA,),
        sessions=sessions,
    )


def show(*sessions, room="plaza", cues=()):
    return run_of_show(plan(*sessions), room, cues)


def times(lines):
    return {line.code: (line.starts_at - TEN) // minutes(1) for line in lines}


def begun(line, now):
    return replace(line, began_at=TEN + minutes(now))


@st.composite
def led_days(draw):
    """A day of a stage that has been moved a few times, and the moment it is at."""
    gaps = draw(st.lists(st.integers(0, 40), min_size=1, max_size=8))
    starts, sessions = 0, []
    for number, gap in enumerate(gaps):
        starts += gap
        sessions.append(session(f"S{number}", starts, 20))
        starts += 20
    lines, now = show(*sessions), 0
    for passed, later in draw(
        st.lists(st.tuples(st.integers(0, 60), st.integers(-30, 30)), max_size=5)
    ):
        now += passed
        lines = move(lines, later, TEN + minutes(now))
        running = slot_at(expected_slots(lines), TEN + minutes(now))
        lines = [
            replace(line, began_at=TEN + minutes(now))
            if running and line.code == running.code
            else line
            for line in lines
        ]
    return lines, TEN + minutes(now + draw(st.integers(0, 60)))


@given(led_days(), st.integers(1, 60))
def test_a_move_and_the_same_move_back_leave_everything_as_it_was(led_day, later):
    lines, now = led_day

    assert move(move(lines, later, now), -later, now) == lines


@given(led_days(), st.integers(-60, 60))
def test_a_move_keeps_the_order_of_what_is_still_to_come(led_day, later):
    lines, now = led_day

    coming = [line for line in move(lines, later, now) if line.standing(now) is Standing.COMING]

    assert coming == sorted(coming, key=lambda line: line.starts_at)


@given(led_days(), st.integers(-60, 60))
def test_what_is_over_never_moves(led_day, later):
    lines, now = led_day
    over = [line for line in lines if line.standing(now) is Standing.OVER]

    moved = move(lines, later, now)

    assert [line for line in moved if line.code in {x.code for x in over}] == over


@given(led_days(), st.integers(-60, 60))
def test_nothing_is_expected_before_its_published_time(led_day, later):
    lines, now = led_day

    assert all(line.starts_at >= line.planned_start for line in move(lines, later, now))


def test_what_runs_has_begun_and_only_its_end_moves():
    began = Cue(session_code="A", began_at=TEN)
    lines = show(session("A", 0), session("B", 40), cues=[began])

    moved = move(lines, 7, TEN + minutes(25))

    assert times(moved) == {"A": 0, "B": 47}
    assert slot_at(expected_slots(moved), TEN + minutes(36)).code == "A"


def test_what_runs_past_its_time_is_not_over():
    lines = show(session("A", 0), cues=[Cue(session_code="A", began_at=TEN)])

    assert lines[0].standing(TEN + minutes(35)) is Standing.RUNNING


def test_what_has_ended_for_good_is_not_expected_any_more():
    ended = Cue(
        session_code="A", began_at=TEN, ended_at=TEN + minutes(10), moved_from=TEN, is_over=True
    )
    lines = show(session("A", 0), session("B", 40), cues=[ended])

    assert [slot.code for slot in expected_slots(lines)] == ["B"]


def test_a_delay_is_forgotten_where_a_new_version_has_another_time():
    said_of_the_old_time = Cue(session_code="A", minutes_late=7, moved_from=TEN - minutes(30))
    said_of_this_time = Cue(session_code="B", minutes_late=7, moved_from=TEN + minutes(40))

    lines = show(session("A", 0), session("B", 40), cues=[said_of_the_old_time, said_of_this_time])

    assert times(lines) == {"A": 0, "B": 47}


def test_a_move_names_the_break_the_end_of_the_day_and_the_person_it_runs_into():
    here = plan(
        session("TALK", 0, speakers=(Appearance(person="ADA"),)),
        session("PANEL", 120, 60),
        session("LUNCH", 30, room="forum", kind="break"),
        session("OTHER", 30, room="forum", speakers=(Appearance(person="ADA"),)),
    )
    lines, others = run_of_show(here, "plaza", ()), run_of_show(here, "forum", ())

    found = collisions(here, lines, move(lines, 7, TEN), others)

    assert [(x.obstacle, x.line.code, x.other and x.other.code, x.person) for x in found] == [
        (Obstacle.BREAK, "TALK", "LUNCH", ""),
        (Obstacle.PERSON, "TALK", "OTHER", "Ada Lovelace"),
        (Obstacle.END_OF_DAY, "PANEL", None, ""),
    ]


def test_what_collided_before_is_no_news():
    here = plan(session("TALK", 170, 60), session("LATER", 175, 60))
    lines = run_of_show(here, "plaza", ())

    assert collisions(here, lines, move(lines, 7, TEN), []) == []


def test_a_break_of_the_stage_itself_moves_with_it():
    here = plan(session("TALK", 0), session("PAUSE", 30, kind="break"))
    lines = run_of_show(here, "plaza", ())

    moved = move(lines, 7, TEN)

    assert times(moved) == {"TALK": 7, "PAUSE": 37}
    assert collisions(here, lines, moved, []) == []


def test_lines_say_what_really_happened():
    cue = Cue(session_code="A", began_at=TEN + minutes(2), ended_at=TEN + minutes(31))

    (line,) = show(session("A", 0), cues=[cue])

    assert (line.began_at, line.ended_at) == (cue.began_at, cue.ended_at)
    assert replace(line, ended_at=None).is_running
