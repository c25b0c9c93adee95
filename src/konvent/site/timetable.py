# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""One day of the programme on its two axes: time downwards, stages side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from konvent.site.entry import Entry, entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from konvent.programme.schedule import Schedule, ScheduleDay, ScheduleRoom

ROW = timedelta(minutes=5)
HOUR = timedelta(hours=1)
FIRST_ROW, FIRST_COLUMN = 2, 2
"""Beside the heads of the stages and the hours."""


@dataclass(frozen=True, slots=True)
class Column:
    """A stage; two things at once in it make it wider by a column."""

    room: ScheduleRoom
    first: int
    width: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A session in its place."""

    entry: Entry
    row: int
    rows: int
    column: int


@dataclass(frozen=True, slots=True)
class Moment:
    """Everything that begins at the same time."""

    starts_at: datetime
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Hour:
    """A full hour beside the rows."""

    at: datetime
    row: int


@dataclass(frozen=True, slots=True)
class Timetable:
    """A day in rows of five minutes and columns of stages."""

    day: ScheduleDay
    starts_at: datetime
    moments: list[Moment]
    columns: list[Column]
    hours: list[Hour]

    @property
    def cells(self) -> Iterator[Cell]:
        return (cell for moment in self.moments for cell in moment.cells)

    @property
    def width(self) -> int:
        return sum(column.width for column in self.columns)


def timetable(schedule: Schedule, day: ScheduleDay) -> Timetable:
    """Lay out the sessions of one day."""
    today = entries(schedule, schedule.on_day(day))
    if not today:
        return Timetable(day, day.starts_at, [], [], [])
    begins = _full_hour(min(_start(entry) for entry in today))
    ends = max(entry.ends_at or begins for entry in today)
    spans = {entry.session.code: _span(entry, begins) for entry in today}
    columns, place = _columns(schedule, today, spans)
    cells = [
        Cell(
            entry,
            row=spans[entry.session.code].start,
            rows=len(spans[entry.session.code]),
            column=place[entry.session.code],
        )
        for entry in today
    ]
    moments = [
        Moment(start, list(together))
        for start, together in groupby(cells, key=lambda cell: _start(cell.entry))
    ]
    count = -(-(ends - begins) // HOUR)
    hours = [Hour(begins + number * HOUR, number * (HOUR // ROW)) for number in range(count)]
    return Timetable(day, begins, moments, columns, hours)


def _span(entry: Entry, begins: datetime) -> range:
    """Return the rows of a session: what ends within a row leaves it to what begins there."""
    start = _start(entry)
    first = (start - begins) // ROW
    end = (start + entry.session.duration - begins) // ROW
    return range(first, max(end, first + 1))


def _columns(
    schedule: Schedule, today: list[Entry], spans: dict[str, range]
) -> tuple[list[Column], dict[str, int]]:
    """Give every stage in use its columns, and every session the column it stands in."""
    columns: list[Column] = []
    place: dict[str, int] = {}
    first = 0
    for room in schedule.rooms:
        codes = [entry.session.code for entry in today if entry.session.room == room.slug]
        if not codes:
            continue
        side_by_side = _side_by_side({code: spans[code] for code in codes})
        place |= {code: first + column for code, column in side_by_side.items()}
        width = max(side_by_side.values()) + 1
        columns.append(Column(room, first, width))
        first += width
    return columns, place


def _side_by_side(spans: dict[str, range]) -> dict[str, int]:
    """Return the narrowest arrangement in which no two sessions of a room cover each other."""
    free_from: list[int] = []
    places: dict[str, int] = {}
    for code, rows in spans.items():
        column = next((c for c, free in enumerate(free_from) if free <= rows.start), len(free_from))
        free_from[column : column + 1] = [rows.stop]
        places[code] = column
    return places


def _start(entry: Entry) -> datetime:
    if entry.starts_at is None:
        raise ValueError(entry.session.code)
    return entry.starts_at


def _full_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def grid_sheet(schedule: Schedule) -> str:
    """Return the style sheet with a class for every place that a session takes on any day.

    The pages may carry no style attributes, and a sheet with all possible places would be large.
    """
    days = [timetable(schedule, day) for day in schedule.days]
    cells = [cell for day in days for cell in day.cells]
    rows = {cell.row for cell in cells} | {hour.row for day in days for hour in day.hours}
    spans = {cell.rows for cell in cells}
    columns = [column for day in days for column in day.columns]
    places = {cell.column for cell in cells}
    rules = [f".r{row}{{grid-row-start:{row + FIRST_ROW}}}" for row in sorted(rows)]
    rules += [f".d{span}{{grid-row-end:span {span}}}" for span in sorted(spans)]
    rules += [f".c{place}{{grid-column-start:{place + FIRST_COLUMN}}}" for place in sorted(places)]
    rules += [f".w{w}{{grid-column-end:span {w}}}" for w in sorted({x.width for x in columns})]
    rules += [f"&.n{w}{{--stages:{w}}}" for w in sorted({day.width for day in days})]
    return f'[data-view="grid"]{{{"".join(rules)}}}\n'
