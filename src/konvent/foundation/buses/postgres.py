# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The bus through the database: PostgreSQL's NOTIFY. No further service to run."""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import connection

from konvent.foundation.buses.listening import PatientEar

CHANNEL = "konvent"
ONLY_DJANGO_KNOWS = frozenset({"cursor_factory", "context", "prepare_threshold"})
SECONDS_BETWEEN_QUESTIONS = 10.0
"""A connection that has died silently is noticed when it does not answer."""
SECONDS_TO_ANSWER = 5


def send(message: str) -> None:
    """Tell everybody who listens at this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, message])


class PostgresEar(PatientEar):
    """Listens at the database with a connection of its own."""

    async def listen(self) -> None:
        async with await psycopg.AsyncConnection.connect(
            **_address(), autocommit=True
        ) as listening:
            await listening.execute(f"LISTEN {CHANNEL}")
            self.begins()
            while True:
                async for notify in listening.notifies(timeout=SECONDS_BETWEEN_QUESTIONS):
                    self.tell(notify.payload)
                await listening.execute("SELECT 1")


def _address() -> dict[str, Any]:
    facts: dict[str, Any] = connection.get_connection_params()
    known = {name: value for name, value in facts.items() if name not in ONLY_DJANGO_KNOWS}
    return {
        **known,
        "connect_timeout": SECONDS_TO_ANSWER,
        "tcp_user_timeout": 1000 * SECONDS_TO_ANSWER,
    }
