# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Rows are added and sums grow in one statement, whatever their number."""

from __future__ import annotations

import pytest
from tests.factories import at

from konvent.foundation.models import AuditEntry, Job
from konvent.foundation.rows import add_rows, add_to

JOB = (
    *("kind", "key", "lane", "facts", "state", "share", "failure", "attempts"),
    *("is_wanted_again", "asked_at", "not_before", "alive_at", "finished_at"),
)


def job(key, **facts):
    times = (at(9), at(10), None, None)
    return ("film", key, "heavy", facts, "waiting", 0.5, "", len(facts), False, *times)


@pytest.fixture
def films(db):
    """Keys of three jobs, which have been tried once, twice and three times."""
    add_rows(Job, JOB, [job("1", a=1), job("2", a=1, b=2), job("3", a=1, b=2, c=3)])
    return dict(Job.objects.values_list("key", "pk"))


def attempts():
    return dict(Job.objects.values_list("key", "attempts"))


def test_rows_are_added_with_all_kinds_of_values_at_once(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        add_rows(Job, JOB, [job("1", words="dé"), job("2", list=[1, None])])

    one, two = Job.objects.order_by("key")
    assert (one.facts, one.attempts, one.asked_at) == ({"words": "dé"}, 1, at(9))
    assert (two.facts, two.not_before, two.finished_at) == ({"list": [1, None]}, at(10), None)


def test_where_there_is_nothing_to_add_nobody_is_asked(films, django_assert_num_queries):
    with django_assert_num_queries(0):
        add_rows(AuditEntry, ("verb",), [])
        add_to(Job, "attempts", {films["1"]: 0})


def test_sums_grow_and_shrink_by_what_is_added(films, django_assert_num_queries):
    with django_assert_num_queries(1):
        add_to(Job, "attempts", {films["1"]: 4, films["2"]: -2, films["3"]: 0})

    assert attempts() == {"1": 5, "2": 0, "3": 3}
