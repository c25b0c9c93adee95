# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Where in a recording the audience's questions were answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from konvent.audience.queries import answered_on_stage
from konvent.audience.replays import Replay
from konvent.library.player import Line
from konvent.library.queries import published_recording, stretches_of

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.audience.models import Question
    from konvent.library.models import Recording
    from konvent.library.queries import Stretch


def answered_in(recording: Recording, *, convention: str, code: str) -> list[Line]:
    """Return the questions answered in what the recording shows, each where it came on stage."""
    return [line for _question, line in _answered(recording, convention, code)]


def replays(*, convention: str, code: str, language: str) -> dict[int, Replay]:
    """Return where visitors can see the answers again, by the number of the question."""
    recording = published_recording(convention, code)
    if recording is None or not recording.variants:
        return {}
    where = {"convention": convention, "language": language, "code": code}
    address = reverse("site:recording", kwargs=where)
    return {
        question.number: Replay(line.clock, f"{address}#t={line.second}")
        for question, line in _answered(recording, convention, code)
    }


def _answered(recording: Recording, convention: str, code: str) -> list[tuple[Question, Line]]:
    questions = answered_on_stage(convention, code)
    stretches = stretches_of(recording) if questions else []
    return [
        (question, Line(place, question.text))
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
