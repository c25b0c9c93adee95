# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The only writer of the clock."""

from __future__ import annotations

from django.db import transaction

from bench.house.events import ClockTurned
from bench.house.models import Clock
from konvent.foundation.events import announce


@transaction.atomic
def turn_clock(*, convention: str, stamp: int) -> None:
    """Set the clock, as a producer would set a stage."""
    Clock.objects.update_or_create(pk=1, defaults={"stamp": stamp})
    announce(ClockTurned(convention))
