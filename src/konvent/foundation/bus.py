# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Carries the names of changed topics from whoever changed them to the hub.

The embedded bus is a Unix datagram socket in the data folder. It carries names, never content, and
may lose them while the hub is away: a hub that starts reads every topic afresh.
"""

from __future__ import annotations

import logging
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

from django.conf import settings

from konvent.foundation.sockets import socket_folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

logger = logging.getLogger(__name__)


def address() -> Path:
    """Return the path of the hub's socket."""
    return socket_folder(settings.DATA) / "bus.sock"


def publish(topics: Iterable[str]) -> None:
    """Tell the hub that these topics have changed; without a hub, nobody is watching."""
    message = "\n".join(topics).encode()
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel,
        suppress(FileNotFoundError, ConnectionRefusedError),
    ):
        channel.settimeout(1)
        try:
            channel.sendto(message, str(address()))
        except TimeoutError:
            logger.warning(
                "The hub does not listen; its viewers see this change with the next one."
            )
