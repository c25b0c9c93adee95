# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A day laid out in time: rows of five minutes, a column for each stage, nothing is covered."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import DATE, at, text

from konvent.programme.schedule import (
    ConventionFacts,
    Schedule,
    ScheduleDay,
    ScheduleRoom,
    ScheduleSession,
)
from konvent.site.day_band import day_band
from konvent.site.timetable import grid_sheet, timetable

DAY = ScheduleDay(date=DATE, starts_at=at(9), ends_at=at(9, on=DATE + timedelta(days=1)))


def session(code, room, hour, minute=0, minutes=30):
    return ScheduleSession(
        guid=uuid4(),
        code=code,
        slug=code,
        title=text(code),
        room=room,
        starts_at=at(9) + timedelta(hours=hour - 9, minutes=minute),
        duration=timedelta(minutes=minutes),
    )


def schedule(*sessions):
    facts = ConventionFacts(
        slug="s", title=text("S"), timezone="Europe/Berlin", start=DATE, end=date.max
    )
    slugs = sorted({session.room for session in sessions})
    rooms = tuple(ScheduleRoom(guid=uuid4(), slug=slug, name=text(slug)) for slug in slugs)
    in_order = tuple(sorted(sessions, key=lambda session: session.starts_at))
    return Schedule(convention=facts, days=(DAY,), rooms=rooms, sessions=in_order)


def places(table):
    return {c.entry.session.code: (c.row, c.rows, c.column) for c in table.cells}


def test_time_runs_down_from_the_first_full_hour_and_stages_stand_side_by_side():
    table = timetable(
        schedule(session("A", "plaza", 9, 30), session("B", "forum", 10, 5, minutes=45)), DAY
    )

    assert places(table) == {"A": (6, 6, 1), "B": (13, 9, 0)}
    assert [(column.room.slug, column.first) for column in table.columns] == [
        ("forum", 0),
        ("plaza", 1),
    ]
    assert [(f"{hour.at:%H:%M}", hour.row) for hour in table.hours] == [("09:00", 0), ("10:00", 12)]


def test_two_things_at_once_in_a_room_get_two_columns():
    table = timetable(
        schedule(
            session("A", "forum", 10, minutes=60),
            session("B", "forum", 10, 30),
            session("C", "forum", 11),
            session("D", "plaza", 10),
        ),
        DAY,
    )

    assert places(table) == {"A": (0, 12, 0), "B": (6, 6, 1), "C": (12, 6, 0), "D": (0, 6, 2)}
    assert [(column.first, column.width) for column in table.columns] == [(0, 2), (2, 1)]


def test_a_day_goes_on_after_midnight():
    table = timetable(schedule(session("A", "plaza", 22), session("B", "plaza", 25)), DAY)

    assert places(table)["B"] == (36, 6, 0)
    assert [f"{hour.at:%H}" for hour in table.hours] == ["22", "23", "00", "01"]


def test_what_ends_within_a_row_leaves_it_to_what_begins_there():
    table = timetable(
        schedule(session("A", "p", 10, minutes=22), session("B", "p", 10, 22, minutes=23)), DAY
    )

    assert places(table) == {"A": (0, 4, 0), "B": (4, 5, 0)}


def test_the_shortest_things_have_a_row_of_their_own():
    table = timetable(
        schedule(session("A", "p", 10, minutes=0), session("B", "p", 10, 2, minutes=2)), DAY
    )

    assert places(table) == {"A": (0, 1, 0), "B": (0, 1, 1)}


def test_an_empty_day_is_empty():
    assert timetable(schedule(), DAY).width == 0


sessions_of_a_day = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 500), st.integers(0, 150)), max_size=25
)


@given(sessions_of_a_day)
def test_no_session_ever_covers_another(drawn):
    made = [
        session(f"S{number}", room, 9, minute=start, minutes=length)
        for number, (room, start, length) in enumerate(drawn)
    ]

    taken = set()
    for cell in timetable(schedule(*made), DAY).cells:
        area = {(cell.column, cell.row + below) for below in range(cell.rows)}
        assert not area & taken
        taken |= area


def test_the_sheet_has_a_class_for_every_place():
    made = schedule(session("A", "forum", 10), session("B", "forum", 10), session("C", "p", 13, 5))

    sheet = grid_sheet(made)

    table = timetable(made, DAY)
    wanted = {f"r{hour.row}" for hour in table.hours}
    wanted |= {f"c{column.first}" for column in table.columns} | {"w1", "w2", "n3"}
    for cell in table.cells:
        wanted |= {f"r{cell.row}", f"d{cell.rows}", f"c{cell.column}"}
    assert set(re.findall(r"\.(\w+)\{", sheet)) == wanted


@pytest.mark.parametrize(
    ("last", "labels"), [(11, "0910"), (16, "09101112131415"), (20, "091113151719")]
)
def test_a_days_band_names_few_hours_at_equal_distances(last, labels):
    made = schedule(session("A", "p", 9), session("B", "p", last - 1, minutes=60))

    band = day_band(made, DAY)

    assert "".join(f"{hour:%H}" for hour in band.labels) == labels
    step = band.labels[1] - band.labels[0]
    assert band.labels[-1] + step == band.ends_at
    assert next(bar.x for bar in band.bars) == 1
