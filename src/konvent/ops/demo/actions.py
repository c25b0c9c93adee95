# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Move a whole convention in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from konvent.convention.events import ConventionChanged
from konvent.convention.models import Convention
from konvent.foundation import audit
from konvent.foundation.events import announce
from konvent.ops.demo.moving import moved
from konvent.programme.actions.working_copy import write_programme
from konvent.programme.queries import working_copy

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def move_convention(*, convention: Convention, start: datetime, at: datetime) -> None:
    """Move the days of the working copy and their sessions, so that the first starts then."""
    present = Convention.objects.select_for_update().get(pk=convention.pk)
    before = working_copy(present)
    write_programme(present, before, moved(before, start))
    audit.record(
        at=at,
        actor=None,
        verb="move",
        thing=present,
        convention=present.slug,
        before={"start": before.days[0].starts_at},
        after={"start": start},
    )
    announce(ConventionChanged(present.slug))
