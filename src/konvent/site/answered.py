# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Where in a recording the audience's questions were answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.audience.queries import answered_on_stage
from konvent.library.player import Line
from konvent.library.queries import stretches_of

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.library.models import Recording
    from konvent.library.queries import Stretch


def answered_in(recording: Recording, *, convention: str, code: str) -> list[Line]:
    """Return the questions answered in what the recording shows, each where it came on stage."""
    questions = answered_on_stage(convention, code)
    stretches = stretches_of(recording) if questions else []
    return [
        Line(place, question.text)
        for question in questions
        if question.on_stage_at
        and (place := position_of(question.on_stage_at, stretches)) is not None
    ]


def position_of(moment: datetime, stretches: list[Stretch]) -> float | None:
    """Return where the player stands at a moment; None where nothing was recorded then."""
    for stretch in stretches:
        after = (moment - stretch.starts_at).total_seconds()
        if 0 <= after <= stretch.seconds:
            return stretch.starts_in + after
    return None
