# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A prepared query finds what its queryset finds, and is put together once."""

from __future__ import annotations

from threading import Thread, current_thread

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import at

from konvent.foundation.models import Job
from konvent.foundation.prepared import MOST_SHAPES, prepared

KINDS, KEYS = ("film", "letter", "backup"), ("1", "2", "3", "4")


def jobs(kinds, keys, least=0):
    wanted = Q(kind__in=kinds, key__in=keys) | Q(kind="backup", lane__in=keys)
    return Job.objects.filter(wanted, attempts__gte=least).order_by("pk")


@pytest.fixture
def some_jobs(db):
    """Each kind for each key, tried as often as its key says."""
    Job.objects.bulk_create(
        Job(kind=kind, key=key, lane=key, attempts=int(key), asked_at=at(9), not_before=at(9))
        for kind in KINDS
        for key in KEYS
    )


@pytest.fixture
def put_together():
    """How often the query has been put together."""
    return []


@pytest.fixture
def found(some_jobs, put_together):
    @prepared
    def found(kinds, keys, least=0):
        put_together.append(1)
        return jobs(kinds, keys, least)

    return found


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    kinds=st.lists(st.sampled_from((*KINDS, "none"))),
    keys=st.sets(st.sampled_from((*KEYS, "5"))),
    least=st.integers(0, 5),
)
def test_it_finds_what_the_queryset_finds(found, kinds, keys, least):
    assert found(kinds, keys, least) == list(jobs(kinds, keys, least))


def test_it_is_put_together_once_for_each_size_of_its_collections(found, put_together):
    for key in KEYS:
        assert {job.key for job in found(["film"], [key], 1)} == {key}
    assert put_together == [1]

    assert len(found(["film", "letter"], KEYS[:3], 1)) == 9
    assert len(found(["letter", "film"], KEYS, 1)) == 12
    assert put_together == [1, 1]


def test_where_a_collection_is_empty_nobody_is_asked(found, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert found([], []) == []


def test_it_asks_once_for_all_it_finds(found, django_assert_num_queries):
    found(KINDS, KEYS)

    with django_assert_num_queries(1):
        assert {job.attempts for job in found(KINDS, KEYS)} == {1, 2, 3, 4}


def test_it_does_not_keep_every_size(some_jobs):
    built = []

    @prepared
    def anything(*collections):
        built.append(len(collections))
        return Job.objects.filter(*(Q(key__in=keys) for keys in collections))

    for count in (1, *range(1, MOST_SHAPES + 2), 1):
        anything(*[["1"]] * count)

    assert built == [*range(1, MOST_SHAPES + 2), 1]


def test_each_thread_has_its_own(some_jobs):
    threads = []

    @prepared
    def film(key):
        threads.append(current_thread())
        return Job.objects.filter(key=key).none()

    other = Thread(target=film, args=("1",))
    film("1")
    other.start()
    other.join()
    film("1")

    assert threads == [current_thread(), other]
