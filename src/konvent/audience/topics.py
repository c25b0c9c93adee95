# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What people watch when a session is asked something, and what the crowd at a stage does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.audience import announcements, chats, crowd, hands, polls, queries
from konvent.audience.models import ChatKind
from konvent.foundation.access import Access, Backstage
from konvent.foundation.load import Part
from konvent.foundation.topics import topic

if TYPE_CHECKING:
    from konvent.foundation.topics import State


@topic("session/{code}/questions", access=Access.STAGE, part=Part.QUESTIONS)
def questions(*, convention: str, code: str) -> State | None:
    """What was asked, in the words of the audience; who may watch the stage may read it."""
    return queries.questions_of_session(convention, code)


@topic("session/{code}/on-stage", access=Access.PUBLIC)
def on_stage(*, convention: str, code: str) -> State | None:
    """The question on stage, as it is seen in the picture, and nothing that waits."""
    return queries.on_stage_of_session(convention, code)


@topic("moderation/{code}", access=Access.MODERATE)
def moderation(*, convention: str, code: str) -> State | None:
    """Which questions there are, shown or not, in which version: no words."""
    return queries.moderation_of_session(convention, code)


@topic("announcements", access=Access.PUBLIC)
def announced(*, convention: str) -> State | None:
    """What everybody is told, on whatever page, and whether one can only read."""
    return announcements.announced(convention)


@topic("session/{code}/polls", access=Access.STAGE, part=Part.QUESTIONS)
def polls_of_session(*, convention: str, code: str) -> State | None:
    """Polls that are open or were, and how they stand where that is shown."""
    return polls.polls_of_session(convention, code)


@topic("session/{code}/poll-on-stage", access=Access.PUBLIC)
def poll_on_stage(*, convention: str, code: str) -> State | None:
    """The poll that is shown on stage, as it is seen in the picture: by everybody."""
    return polls.poll_on_stage(convention, code)


@topic("moderation/{code}/polls", access=Access.MODERATE)
def polls_at_desk(*, convention: str, code: str) -> State | None:
    """All polls of a session, how they stand, and what was hidden."""
    return polls.polls_at_desk(convention, code)


@topic("session/{code}/hands", access=Access.STAGE, part=Part.QUESTIONS)
def hands_of_session(*, convention: str, code: str) -> State | None:
    """How many want to speak, in which order, and which number is called: no names."""
    return hands.hands_state(convention, code)


@topic("moderation/{code}/hands", access=Access.MODERATE)
def hands_at_desk(*, convention: str, code: str) -> State | None:
    """The same, for the desk, which fetches the names."""
    return hands.hands_state(convention, code)


@topic("stage/{room}/chat", access=Access.STAGE, part=Part.CHAT)
def chat_of_stage(*, convention: str, room: str) -> State | None:
    """The latest that was said in a stage's chat."""
    return chats.chat_state(convention, ChatKind.STAGE, room)


@topic("session/{code}/chat", access=Access.STAGE, part=Part.CHAT)
def chat_of_session(*, convention: str, code: str) -> State | None:
    """The latest that was said in a session's chat."""
    return chats.chat_state(convention, ChatKind.SESSION, code)


@topic("moderation/{kind}/{name}/chat", access=Access.MODERATE)
def chat_at_desk(*, convention: str, kind: str, name: str) -> State | None:
    """How much there is to look at in a chat: no words."""
    return chats.chat_at_desk(convention, kind, name)


@topic("line/{code}", access=Access.STAFF)
def line(*, convention: str, code: str) -> State | None:
    """The private line of those who make the session: moderators, producers, organisers."""
    return queries.line_of_session(convention, code)


@topic("line/{code}/stage", access=Backstage)
def stage_line(*, convention: str, code: str) -> State | None:
    """What of it concerns those on stage, who need no account to hear it."""
    return queries.stage_line_of_session(convention, code)


@topic("stage/{room}/reactions", access=Access.STAGE, part=Part.CHAT)
def reactions(*, convention: str, room: str) -> State | None:
    """How often each reaction was given at a stage; what is new since the last state just came."""
    return crowd.reactions_at_stage(convention, room)


@topic("stage/{room}/watching", access=Access.STAGE, is_counted=True)
def watching(*, convention: str, room: str) -> State | None:
    """How many are watching; whoever watches this topic is one of them."""
    return crowd.attendance_at_stage(convention, room)


@topic("stage/{room}/attendance", access=Access.STAFF)
def attendance(*, convention: str, room: str) -> State | None:
    """How many are watching, for whoever looks on from a desk and is not counted."""
    return crowd.attendance_at_stage(convention, room)
