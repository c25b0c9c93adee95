# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The chapter's nouns."""

from konvent.audience.models.crowd import Attendance, Reaction, ReactionKind
from konvent.audience.models.desk import LineMessage, ModeratingAct, Phrase
from konvent.audience.models.questions import (
    ANSWERED,
    PUBLIC,
    Floor,
    Moderation,
    Naming,
    Question,
    QuestionDefaults,
    QuestionState,
    Reason,
    Support,
    Taking,
    said_reason,
)

__all__ = [
    "ANSWERED",
    "PUBLIC",
    "Attendance",
    "Floor",
    "LineMessage",
    "ModeratingAct",
    "Moderation",
    "Naming",
    "Phrase",
    "Question",
    "QuestionDefaults",
    "QuestionState",
    "Reaction",
    "ReactionKind",
    "Reason",
    "Support",
    "Taking",
    "said_reason",
]
