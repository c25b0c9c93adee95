# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What changed in the published programme, for those who knew it before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from konvent.programme.changes import Change
from konvent.programme.models import Version

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention
    from konvent.foundation.texts import Text
    from konvent.programme.schedule import ScheduleSession

LATEST = 3
"""How many changes of a session its page names."""


@dataclass(frozen=True, slots=True)
class News:
    """One version and what it changed."""

    number: int
    published_at: datetime
    note: Text
    changes: list[Change]


def news(convention: Convention) -> list[News]:
    """Return all versions, the newest first."""
    versions = Version.objects.filter(convention=convention).newest_first().defer("document")
    return [
        News(
            version.number,
            version.published_at,
            version.note,
            [Change.from_json(change) for change in version.changes],
        )
        for version in versions
    ]


def changes_of(convention: Convention, session: ScheduleSession) -> list[tuple[datetime, Change]]:
    """Return when and how a session changed last, the newest first."""
    found = [
        (version.published_at, change)
        for version in news(convention)
        for change in version.changes
        if change.guid == str(session.guid)
    ]
    return found[:LATEST]
