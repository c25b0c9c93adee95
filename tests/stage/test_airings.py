# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What was on air can be read afterwards at the desk, among what was done and what was wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.stage.test_sources import AT

from konvent.stage import actions
from konvent.stage.actions import airings
from konvent.stage.desk import log_of
from konvent.stage.models import Airing


def note(room, minute, on_air, *troubles):
    """Write down what the media process sees so many minutes later."""
    at = AT + timedelta(minutes=minute)
    actions.note_picture(
        room=room, on_air=on_air, troubles=dict.fromkeys(troubles, ""), health={}, at=at
    )


def remembered(room):
    return [
        (one.source, (one.began_at - AT) / timedelta(minutes=1), one.was_held)
        for one in room.airings.order_by("began_at", "pk")
    ]


def test_what_comes_on_air_is_remembered_once_and_nothing_is_no_source(room):
    for minute, on_air in enumerate(["slate", "slate", "primary", "", "primary", "slate"]):
        note(room, minute, on_air)

    assert remembered(room) == [
        ("slate", 0, False),
        ("primary", 2, False),
        ("primary", 4, False),
        ("slate", 5, False),
    ]


def test_the_log_says_what_came_on_air_when_and_whether_somebody_held_it(room):
    actions.open_srt_source(room=room, role="backup", at=AT, by=None)
    note(room, 1, "primary", "disk-full")
    actions.hold_source(room=room, name="backup", at=AT + timedelta(minutes=2), by=None)
    note(room, 3, "backup", "disk-full")

    assert [
        (line.airing and line.airing.was_held, str(line.source), line.entry and line.entry.verb)
        for line in log_of(room)
    ] == [
        (True, "backup", None),
        (None, "", "hold source"),
        (None, "", None),
        (False, "primary", None),
        (None, "", "open source"),
    ]


def test_no_more_are_remembered_than_anybody_reads(room, monkeypatch):
    monkeypatch.setattr(airings, "MOST", 3)

    for minute in range(6):
        note(room, minute, "slate" if minute % 2 else "primary")

    assert [began for _, began, _ in remembered(room)] == [3, 4, 5]


@pytest.mark.parametrize(("days", "left"), [(29, 1), (31, 0)])
def test_a_month_later_it_is_forgotten(room, days, left):
    note(room, 0, "primary")

    actions.forget_airings(at=AT + timedelta(days=days))

    assert Airing.objects.count() == left
