# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Carries the names of changed topics from whoever changed them to every hub.

It carries names, never content, and may lose them: a hub that starts, or hears again after a
silence, reads every topic afresh. Which way they take is a setting: a Unix datagram within one
machine, or PostgreSQL or Redis between several.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from django.conf import settings

from konvent.foundation.buses import bell, local

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from konvent.foundation.buses.listening import Ear, Heard, Missed

POSTGRES = "postgres"
LONGEST_MESSAGE = 7_500
"""Bytes; PostgreSQL takes eight thousand."""

logger = logging.getLogger(__name__)


AWAY_FOR = 2.0
"""Seconds in which a server that did not answer is not asked again: nobody's vote waits for it."""

_away_until = 0.0


def publish(topics: Iterable[str]) -> None:
    """Tell the hubs that these topics have changed; without a hub, nobody is watching.

    When the bus is away the hubs notice it, and look by themselves.
    """
    global _away_until  # noqa: PLW0603 -- one bus, one memory of it
    names = list(messages(topics))
    for message in names:
        bell.ring(message)
    if time.monotonic() < _away_until:
        return
    try:
        for message in names:
            _send(message)
    except Exception as error:  # noqa: BLE001 -- what is true stays true, whoever hears of it
        _away_until = time.monotonic() + AWAY_FOR
        logger.warning("The bus is away, viewers see this change a little later: %s", error)


def messages(topics: Iterable[str]) -> Iterator[str]:
    """Join names into as few messages as the bus allows."""
    message = ""
    for topic in topics:
        if message and len(message.encode()) + len(topic.encode()) >= LONGEST_MESSAGE:
            yield message
            message = ""
        message = f"{message}\n{topic}" if message else topic
    if message:
        yield message


def _send(message: str) -> None:
    if settings.BUS == POSTGRES:
        from konvent.foundation.buses import postgres  # noqa: PLC0415 -- optional dependency

        postgres.send(message)
    elif settings.BUS:
        from konvent.foundation.buses import redis  # noqa: PLC0415 -- optional dependency

        redis.send(message)
    else:
        local.send(message)


def ear(sockets: Path, heard: Heard, missed: Missed) -> Ear:
    """Return what hears on the bus that the setting names."""
    if settings.BUS == POSTGRES:
        from konvent.foundation.buses import postgres  # noqa: PLC0415 -- optional dependency

        return postgres.PostgresEar(heard, missed)
    if settings.BUS:
        from konvent.foundation.buses import redis  # noqa: PLC0415 -- optional dependency

        return redis.RedisEar(heard, missed)
    return local.LocalEar(sockets / local.NAME, heard)
