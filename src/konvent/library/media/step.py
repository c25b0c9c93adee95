# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Bring two tapes into step: where the one begins on the other, by the wall clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from konvent.foundation.media.index import Row


def position_of(moment: float, rows: Sequence[Row]) -> float:
    """Return where a moment is on a tape; less than zero when the tape begins later.

    What lies in a gap of the tape is counted back from the segment after it.
    """
    position = 0.0
    for row in rows:
        if moment < row.ends:
            return position + moment - row.starts
        position += row.duration
    return position
