# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The chapter's nouns."""

from konvent.audience.models.announcements import Announcement, Level, Silence
from konvent.audience.models.chat import Chat, ChatKind, ChatMessage, ChatReport, Mute
from konvent.audience.models.crowd import Attendance, Reaction, ReactionKind
from konvent.audience.models.desk import LineMessage, ModeratingAct, Phrase
from konvent.audience.models.hands import Hand
from konvent.audience.models.polls import (
    WRITTEN,
    Option,
    Poll,
    PollAnswer,
    PollKind,
    PollState,
    PollWord,
    Results,
)
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
from konvent.audience.models.words import WordList

__all__ = [
    "ANSWERED",
    "PUBLIC",
    "WRITTEN",
    "Announcement",
    "Attendance",
    "Chat",
    "ChatKind",
    "ChatMessage",
    "ChatReport",
    "Floor",
    "Hand",
    "Level",
    "LineMessage",
    "ModeratingAct",
    "Moderation",
    "Mute",
    "Naming",
    "Option",
    "Phrase",
    "Poll",
    "PollAnswer",
    "PollKind",
    "PollState",
    "PollWord",
    "Question",
    "QuestionDefaults",
    "QuestionState",
    "Reaction",
    "ReactionKind",
    "Reason",
    "Results",
    "Silence",
    "Support",
    "Taking",
    "WordList",
    "said_reason",
]
