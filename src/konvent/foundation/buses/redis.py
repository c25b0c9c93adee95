# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The bus through Redis or Valkey: publish and subscribe."""

from __future__ import annotations

import hashlib
import hmac
from functools import cache

from django.conf import settings
from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

from konvent.foundation.buses.listening import PatientEar

SECONDS_TO_ANSWER = 1.0
SECONDS_BETWEEN_QUESTIONS = 10.0


def channel() -> str:
    """Return the channel of this installation: several may share a server."""
    key = settings.SECRET_KEY.encode()
    return f"konvent:{hmac.new(key, b'konvent.bus', hashlib.sha256).hexdigest()[:16]}"


@cache
def _server(address: str) -> Redis:
    return Redis.from_url(
        address,
        socket_timeout=SECONDS_TO_ANSWER,
        socket_connect_timeout=SECONDS_TO_ANSWER,
        retry=Retry(NoBackoff(), 1),
    )


def send(message: str) -> None:
    """Tell everybody who listens on our channel."""
    _server(settings.BUS).publish(channel(), message)


class RedisEar(PatientEar):
    """Listens on our channel."""

    async def listen(self) -> None:
        server = AsyncRedis.from_url(
            settings.BUS,
            socket_connect_timeout=SECONDS_TO_ANSWER,
            health_check_interval=SECONDS_BETWEEN_QUESTIONS,
            retry=AsyncRetry(NoBackoff(), 0),  # it must not come back unnoticed
        )
        async with server, server.pubsub(ignore_subscribe_messages=True) as listening:
            await listening.subscribe(channel())
            self.begins()
            while True:
                message = await listening.get_message(timeout=SECONDS_BETWEEN_QUESTIONS)
                if message is not None:
                    self.tell(message["data"].decode(errors="replace"))
                elif not listening.subscribed:
                    raise ConnectionError("Redis has closed the channel.")
