# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Somebody has everything deleted while others vote: on PostgreSQL each waits for the other."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from tests.factories import make_world, publish
from tests.foundation.front.running import eventually

from konvent.audience.actions.floors import locked_floor
from konvent.audience.actions.forgetting import forget_person
from konvent.audience.models import Floor

SOMEBODY_WAITS_FOR_US = """
SELECT EXISTS (SELECT FROM pg_locks
WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))
"""


@pytest.mark.django_db(transaction=True)
def test_floors_are_held_in_one_order_by_who_votes_and_by_who_leaves():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    convention = make_world()
    publish(convention)
    early, late = sorted(convention.sessions.values_list("code", flat=True))[:2]
    for code in (late, early):  # the one that votes take first was made last
        Floor.objects.create(convention=convention, session_code=code)

    def leave():
        try:
            forget_person(convention=convention.slug, participant="t1")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            locked_floor(convention=convention.slug, code=early)
            leaving = threads.submit(leave)
            eventually(_somebody_waits)
            locked_floor(convention=convention.slug, code=late)

        leaving.result(10)


def _somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute(SOMEBODY_WAITS_FOR_US)
        return cursor.fetchone()[0]
