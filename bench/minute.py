# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The minute that a program may take, counted from its first import."""

from __future__ import annotations

import time

LONGEST_SECONDS = 60
STARTED_AT = time.monotonic()


def seconds_left() -> float:
    """Return how much of the minute is left; whoever repeats something stops in time."""
    return LONGEST_SECONDS - (time.monotonic() - STARTED_AT)
