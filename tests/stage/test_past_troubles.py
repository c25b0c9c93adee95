# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What was wrong with a stage's picture can be read afterwards, for as long as somebody may ask."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.stage.test_sources import AT

from konvent.stage import actions
from konvent.stage.actions import past_troubles
from konvent.stage.models import PastTrouble


def note(room, minute, troubles=(), **sources):
    """Write down what the media process sees so many minutes later."""
    health = {
        role: {"state": "live", "troubles": dict.fromkeys(codes)} for role, codes in sources.items()
    }
    at = AT + timedelta(minutes=minute)
    actions.note_picture(
        room=room, on_air="primary", troubles=dict.fromkeys(troubles, ""), health=health, at=at
    )


def remembered(room):
    """Source, code, and the minutes from which and until which it was so."""

    def minutes(at):
        return None if at is None else (at - AT) / timedelta(minutes=1)

    return [
        (one.source, one.code, minutes(one.began_at), minutes(one.ended_at))
        for one in room.past_troubles.order_by("began_at", "pk")
    ]


def test_a_trouble_is_remembered_from_its_beginning_to_its_end(room):
    note(room, 0, primary=["silence"])
    note(room, 1, ["disk-full"], primary=["silence"])
    note(room, 5, ["disk-full"], primary=[], backup=["silence"])
    note(room, 9)

    assert remembered(room) == [
        ("primary", "silence", 0, 5),
        ("", "disk-full", 1, 9),
        ("backup", "silence", 5, 9),
    ]


def test_saying_it_again_changes_nothing_even_after_a_restart(room):
    for minute in range(4):
        note(room, minute, primary=["silence"])

    assert remembered(room) == [("primary", "silence", 0, None)]


def test_what_is_back_at_once_has_not_been_over(room):
    note(room, 0, primary=["corrupt-packets"])
    note(room, 1, primary=[])
    note(room, 1.5, primary=["corrupt-packets"])
    note(room, 3, primary=[])
    note(room, 9, primary=["corrupt-packets"])

    assert remembered(room) == [
        ("primary", "corrupt-packets", 0, 3),
        ("primary", "corrupt-packets", 9, None),
    ]


def test_no_more_are_remembered_than_anybody_reads(room, monkeypatch):
    monkeypatch.setattr(past_troubles, "MOST", 3)
    for round_ in range(6):
        note(room, 10 * round_, primary=["silence"])
        note(room, 10 * round_ + 5)
    note(room, 100, primary=["silence"])

    assert [began for _, _, began, _ in remembered(room)] == [30, 40, 50, 100]


@pytest.mark.parametrize(("days", "left"), [(29, 1), (31, 0)])
def test_a_month_later_it_is_forgotten(room, days, left):
    note(room, 0, primary=["silence"])
    note(room, 5)

    actions.forget_troubles(at=AT + timedelta(days=days))

    assert PastTrouble.objects.count() == left


def test_what_is_still_so_is_never_forgotten(room):
    note(room, 0, primary=["silence"])

    actions.forget_troubles(at=AT + timedelta(days=99))

    assert PastTrouble.objects.count() == 1
