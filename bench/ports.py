# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Ports that nobody uses, for encoders to send to."""

from __future__ import annotations

import socket
from contextlib import ExitStack


def free_ports(count: int) -> list[int]:
    """Return so many UDP ports that were free a moment ago."""
    with ExitStack() as stack:
        probes = [
            stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            for _ in range(count)
        ]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
