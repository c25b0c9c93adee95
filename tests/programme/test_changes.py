# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The readable list of changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import translation
from tests.factories import (
    NOW,
    at,
    make_convention,
    make_day,
    make_person,
    make_room,
    make_session,
    make_world,
    publish,
    text,
)

from konvent.foundation.texts import Text
from konvent.programme.changes import Change, ChangeKind, changes_between
from konvent.programme.queries import publications, working_copy

pytestmark = pytest.mark.django_db


@pytest.fixture
def before():
    return working_copy(make_world())


def edited(schedule, **facts):
    """The same programme with its opening changed."""
    opening, *others = schedule.sessions
    return replace(schedule, sessions=(replace(opening, **facts), *others))


def said(before, after):
    return [str(change) for change in changes_between(before, after)]


def test_the_first_version_changes_nothing(before):
    assert changes_between(None, before) == []


def test_the_same_programme_has_no_changes(before):
    assert changes_between(before, before) == []


def test_a_move_is_told_with_both_times(before):
    after = edited(before, starts_at=before.sessions[0].starts_at + timedelta(hours=2))

    assert said(before, after) == ["“Opening” moves from Tue 27 Oct, 10:00 to Tue 27 Oct, 12:00."]


def test_changes_are_told_in_german(before):
    after = edited(before, starts_at=before.sessions[0].starts_at + timedelta(hours=2))

    with translation.override("de"):
        assert said(before, after) == [
            "„Opening“ wird verlegt: von Di, 27.10., 10:00 Uhr auf Di, 27.10., 12:00 Uhr."
        ]


def test_a_cancellation_and_its_reversal(before):
    cancelled = edited(before, is_cancelled=True)

    assert said(before, cancelled) == ["“Opening” is cancelled."]
    assert said(cancelled, before) == ["“Opening” takes place after all."]


def test_a_session_that_is_gone_leaves_its_slot_behind(before):
    after = replace(before, sessions=before.sessions[1:])

    (change,) = changes_between(before, after)

    assert change.kind is ChangeKind.REMOVED
    assert change.before["starts_at"] == "2026-10-27T10:00:00+01:00"
    assert str(change) == "Dropped: “Opening” (Tue 27 Oct, 10:00, Smart Plaza)."
    assert said(after, before) == ["New: “Opening” (Tue 27 Oct, 10:00, Smart Plaza)."]


def test_one_session_may_change_in_many_ways(before):
    after = edited(
        before,
        title=text("Great opening"),
        duration=timedelta(minutes=45),
        speakers=before.sessions[1].speakers,
        abstract=text("What it is about"),
    )

    assert said(before, after) == [
        "“Great opening” takes 45 minutes instead of 30.",
        "“Opening” is now called “Great opening”.",
        "On stage at “Great opening” now: Grace Hopper.",
        "“Great opening” has a new description.",
    ]


def test_words_that_only_change_their_language_are_no_change(before):
    english = replace(
        before, rooms=tuple(replace(r, name=Text({"en": "Plaza"})) for r in before.rooms)
    )
    german = replace(
        english, rooms=tuple(replace(r, name=Text({"de": "Plaza"})) for r in before.rooms)
    )
    both = edited(english, title=Text({"en": "Opening", "de": "Eröffnung"}))

    assert (
        said(
            edited(english, title=Text({"en": "Opening"})),
            edited(german, title=Text({"de": "Opening"})),
        )
        == []
    )
    assert said(edited(english, title=Text({"en": "Opening"})), both) != []


def test_a_session_without_a_time_gets_one_and_loses_it_again(before):
    without = edited(before, starts_at=None)

    assert said(without, before) == ["“Opening” now has a time: Tue 27 Oct, 10:00."]
    assert said(before, without) == [
        "“Opening” has no time for now; it was planned for Tue 27 Oct, 10:00."
    ]


def test_every_sentence_can_be_said_of_every_change(before):
    """No sentence breaks on a title with per cent signs."""
    titled = edited(before, title=text("100 %(sure)s"))
    after = edited(titled, starts_at=None, room="", speakers=(), is_cancelled=True)

    assert all("100 %(sure)s" in sentence for sentence in said(titled, after))


def test_a_change_survives_being_stored(before):
    after = replace(before, sessions=before.sessions[1:])

    for change in changes_between(before, after):
        assert Change.from_json(change.as_json()) == change


def test_a_version_keeps_what_changed_since_the_last_one():
    convention = make_world()
    publish(convention)
    convention.sessions.filter(title=text("Opening")).update(starts_at=at(9))
    publish(convention, NOW + timedelta(minutes=5))

    newest, first = publications(convention.slug)

    assert (newest.number, first.number) == (2, 1)
    assert [change.kind for change in newest.changes] == [ChangeKind.MOVED]
    assert first.changes == ()


@pytest.mark.parametrize("amount", [1, 3])
def test_the_list_of_versions_costs_one_query(amount, django_assert_num_queries):
    convention = make_convention()
    make_day(convention)
    room, ada = make_room(convention), make_person(convention)
    for number in range(amount):
        make_session(convention, f"Talk {number}", room=room, starts_at=at(10), speakers=(ada,))
        publish(convention, NOW + timedelta(minutes=number))

    with django_assert_num_queries(1):
        assert len(publications(convention.slug)) == amount
