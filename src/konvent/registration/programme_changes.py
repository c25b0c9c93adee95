# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What of a programme's changes is worth a letter to somebody who keeps a session."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from konvent.programme.changes import ChangeKind, changes_between
from konvent.programme.models import Version
from konvent.programme.queries import schedule_of_version

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

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
    light = versions.defer("document", "changes").select_related("convention")
    found = {version.number: version for version in light}
    if told not in found or newest not in found:
        return []
    noted = _worth_a_letter(found[told], found[newest], convention.guid)
    return [change for change, ends_at in noted if ends_at is None or ends_at > at]


@lru_cache(maxsize=4)
def _worth_a_letter(
    told: Version,
    newest: Version,
    convention: UUID,  # noqa: ARG001 -- a key is given again after a rollback
) -> tuple[tuple[Change, datetime | None], ...]:
    """Return these changes, each with its session's end: thousands of letters ask for the same."""
    after = schedule_of_version(newest)
    return tuple(
        (change, getattr(after.session.get(change.session), "ends_at", None))
        for change in changes_between(schedule_of_version(told), after)
        if change.kind in WORTH_A_LETTER
    )
