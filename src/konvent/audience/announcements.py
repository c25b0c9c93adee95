# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What everybody in a convention is told at the moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.audience.models import Announcement, Silence
from konvent.convention.models import Convention

if TYPE_CHECKING:
    from konvent.audience.models.announcements import AnnouncementQuerySet
    from konvent.foundation.topics import State

ANNOUNCEMENTS_SHOWN = 5


def standing_announcements(convention: str) -> AnnouncementQuerySet:
    """Return what is said at the moment, the newest first."""
    said = Announcement.objects.filter(convention__slug=convention).standing()
    return said.select_related("room").newest_first()


def announced(convention: str) -> State | None:
    """Return the state of the topic ``announcements``; None without such a convention."""
    if not Convention.objects.filter(slug=convention).exists():
        return None
    latest = standing_announcements(convention)[:ANNOUNCEMENTS_SHOWN]
    state: State = {"announcements": {f"{one.pk:012}": _said(one) for one in latest}}
    silence = Silence.objects.filter(convention__slug=convention).first()
    return state | ({"read_only": silence.since.isoformat()} if silence else {})


def _said(announcement: Announcement) -> State:
    facts: State = {
        "level": announcement.level,
        "text": dict(announcement.text),
        "at": announcement.at.isoformat(),
    }
    return facts | ({"room": announcement.room.slug} if announcement.room else {})
