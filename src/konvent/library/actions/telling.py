# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Say that there is something new to see or to fetch of a recording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.foundation.events import announce
from konvent.library.events import RecordingChanged
from konvent.library.models import Recording

if TYPE_CHECKING:
    from datetime import datetime


def tell_of_change(recording: Recording, *, at: datetime) -> None:
    """Write down when it changed, and announce it; inside the caller's transaction."""
    recording.changed_at = at
    Recording.objects.filter(pk=recording.pk).update(changed_at=at)
    announce(RecordingChanged(recording.convention.slug, recording.session_code))
