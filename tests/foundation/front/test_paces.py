# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Buckets of tokens: so many at once, then so many a second, and no more memory than allowed."""

from ipaddress import ip_network

from hypothesis import given
from hypothesis import strategies as st

from konvent.foundation.front import paces
from konvent.foundation.front.paces import Buckets
from konvent.foundation.intents import Pace


def test_a_bucket_empties_and_fills():
    clock = [100.0]
    buckets = Buckets(lambda: clock[0])
    pace = Pace(burst=3, per_second=0.5)

    first = [buckets.take("ada", pace) for _ in range(4)]
    clock[0] += 2
    later = [buckets.take("ada", pace) for _ in range(2)]

    assert first == [0, 0, 0, 2]
    assert later == [0, 2]
    assert buckets.take("grace", pace) == 0


def test_a_refusal_costs_nothing():
    clock = [0.0]
    buckets = Buckets(lambda: clock[0])
    pace = Pace(burst=1, per_second=1)
    buckets.take("ada", pace)

    for _ in range(100):
        buckets.take("ada", pace)
    clock[0] += 1

    assert buckets.take("ada", pace) == 0


@given(st.lists(st.floats(0, 3), max_size=60), st.integers(1, 5), st.floats(0.1, 5))
def test_nobody_gets_more_than_the_burst_and_the_rate(pauses, burst, per_second):
    clock = [0.0]
    buckets = Buckets(lambda: clock[0])
    taken = 0
    for pause in pauses:
        clock[0] += pause
        taken += buckets.take("ada", Pace(burst, per_second)) == 0

    assert taken <= burst + clock[0] * per_second + 1e-6


def test_a_flood_of_strangers_does_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(paces, "MOST_REMEMBERED", 100)
    clock = [0.0]
    buckets = Buckets(lambda: clock[0])
    pace = Pace(burst=2, per_second=1)

    for stranger in range(1_000):
        clock[0] += 0.001
        buckets.take(stranger, pace)

    assert len(buckets.full_at) <= 100


def test_a_network_has_at_least_a_token_for_each_of_its_people(settings):
    settings.LARGE_NETWORKS = ((ip_network("192.0.2.0/28"), 30),)
    clock = [0.0]
    buckets, pace = Buckets(lambda: clock[0]), Pace(burst=10, per_second=1.0)

    def may(network):
        return sum(not buckets.take_for(network, pace) for _ in range(50))

    assert [may("192.0.2.0/28"), may("198.51.100.1")] == [30, 10]
    clock[0] = 11.0
    assert [may("192.0.2.0/28"), may("198.51.100.1")] == [30, 10]
