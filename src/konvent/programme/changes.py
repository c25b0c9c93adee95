# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What differs between two programmes, as a list people can read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from konvent.programme.schedule import Schedule


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference, of one session."""

    kind: str
    session: str
    title: dict[str, str]
    before: Any = None
    after: Any = None

    def as_json(self) -> dict[str, Any]:
        return dict(vars(self))


def changes_between(before: Schedule | None, after: Schedule) -> list[Change]:
    """Return what changed for the audience; a first version changes nothing."""
    if before is None:
        return []
    return [
        Change(kind="added", session=session.code, title=session.title)
        for session in after.sessions
        if session.code not in before.session
    ]
