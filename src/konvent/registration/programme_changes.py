# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What of a programme's changes is worth a letter to somebody who keeps a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.programme.changes import ChangeKind, changes_between
from konvent.programme.models import Version
from konvent.programme.queries import schedule_of_version

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention
    from konvent.programme.changes import Change

WORTH_A_LETTER = frozenset(
    {
        ChangeKind.MOVED,
        ChangeKind.ROOM,
        ChangeKind.CANCELLED,
        ChangeKind.REINSTATED,
        ChangeKind.REMOVED,
    }
)


def changes_since(convention: Convention, told: int, newest: int, *, at: datetime) -> list[Change]:
    """Return what somebody has to know who knew one version; what is over is not worth it."""
    versions = Version.objects.filter(convention=convention, number__in=[told, newest])
    found = {version.number: version for version in versions.select_related("convention")}
    if told not in found or newest not in found:
        return []
    before, after = schedule_of_version(found[told]), schedule_of_version(found[newest])
    return [
        change
        for change in changes_between(before, after)
        if change.kind in WORTH_A_LETTER and not _is_over(after.session.get(change.session), at)
    ]


def _is_over(session: object, at: datetime) -> bool:
    ends_at: datetime | None = getattr(session, "ends_at", None)
    return ends_at is not None and ends_at <= at
