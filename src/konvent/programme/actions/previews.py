# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Look at what an import would do, before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from konvent.programme.actions.feeds import Report, TooManyRemovalsError, apply_schedule
from konvent.programme.changes import Change, changes_between
from konvent.programme.queries import working_copy

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention
    from konvent.programme.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would change in the working copy."""

    report: Report
    changes: list[Change]
    is_suspicious: bool
    """Whether so many sessions are missing that the feed may be broken."""


def preview_import(*, convention: Convention, schedule: Schedule, at: datetime) -> Preview:
    """Import, look, and take everything back. Raises RefusedError."""
    before = working_copy(convention)
    is_suspicious = False
    with transaction.atomic():
        try:
            report = apply_schedule(convention=convention, schedule=schedule, at=at)
        except TooManyRemovalsError:
            is_suspicious = True
            report = apply_schedule(
                convention=convention, schedule=schedule, at=at, accepts_removals=True
            )
        after = working_copy(convention)
        transaction.set_rollback(True)
    return Preview(report, changes_between(before, after), is_suspicious)
