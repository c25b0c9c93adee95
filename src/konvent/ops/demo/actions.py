# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Move a whole convention in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from konvent.convention.events import ConventionChanged
from konvent.foundation import audit
from konvent.foundation.events import announce
from konvent.ops.demo.moving import moved
from konvent.programme.queries import working_copy

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention


@transaction.atomic
def move_convention(*, convention: Convention, start: datetime, at: datetime) -> None:
    """Move the days of the working copy and their sessions, so that the first starts then."""
    before = working_copy(convention)
    after = moved(before, start)
    days = list(zip(convention.days.order_by("date", "pk"), after.days, strict=True))
    if after.days and after.days[0].date > before.days[0].date:
        days.reverse()  # the last one first: no two days ever have the same date
    for day, there in days:
        day.date, day.starts_at, day.ends_at = there.date, there.starts_at, there.ends_at
        day.save(update_fields=["date", "starts_at", "ends_at"])
    for session in convention.sessions.filter(starts_at__isnull=False):
        session.starts_at = after.session[session.code].starts_at
        session.save(update_fields=["starts_at"])
    audit.record(
        at=at,
        actor=None,
        verb="move",
        thing=convention,
        convention=convention.slug,
        before={"start": before.days[0].starts_at},
        after={"start": after.days[0].starts_at},
    )
    announce(ConventionChanged(convention.slug))
