# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Remember what was on air at a stage, for as long as somebody may ask."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from konvent.stage.models import Airing

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.stage.models import Channel

MOST = 200
"""Airings that are remembered of a stage."""
KEPT = timedelta(days=30)


def remember_on_air(*, channel: Channel, at: datetime) -> None:
    """Note that what is on air now has come there at this moment."""
    airings = channel.room.airings
    was_held = channel.held_source == channel.on_air
    airings.create(source=channel.on_air, was_held=was_held, began_at=at)
    too_many = airings.order_by("-began_at", "-pk").values_list("pk", flat=True)[MOST:]
    airings.filter(pk__in=list(too_many)).delete()


def forget_airings(*, at: datetime) -> None:
    """Forget what came on air more than a month ago."""
    Airing.objects.filter(began_at__lt=at - KEPT).delete()
