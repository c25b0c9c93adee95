# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What was on stage before a session was to begin: it may have been a rehearsal of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

LONG_BEFORE = timedelta(minutes=15)
"""What ended earlier than this before the planned beginning was no session that ran ahead."""


def was_rehearsal(
    began_at: datetime, ended_at: datetime, *, starts_at: datetime, ends_at: datetime
) -> bool:
    """Whether what was on stage was a rehearsal of what is planned from then to then.

    It ended before the planned beginning: long before, or when not half of the session was over.
    A short talk that runs ahead of the programme is the talk itself.
    """
    if not began_at < starts_at >= ended_at:
        return False
    is_half = ended_at - began_at >= (ends_at - starts_at) / 2
    return starts_at - ended_at > LONG_BEFORE or not is_half
