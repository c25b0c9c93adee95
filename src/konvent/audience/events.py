# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What others hear when the audience takes part."""

from __future__ import annotations

from dataclasses import dataclass

from konvent.foundation.events import Event


@dataclass(frozen=True, slots=True)
class QuestionsChanged(Event):
    """A question of this session, its support, or the rules it is asked by are others now."""

    convention: str
    session: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (
            f"{self.convention}/session/{self.session}/questions",
            f"{self.convention}/session/{self.session}/on-stage",
            f"{self.convention}/moderation/{self.session}",
        )


@dataclass(frozen=True, slots=True)
class AnnouncementsChanged(Event):
    """Everybody is told something else, or may only read, or may write again."""

    convention: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"{self.convention}/announcements",)


@dataclass(frozen=True, slots=True)
class PollsChanged(Event):
    """A poll of this session, or how it stands, is another now."""

    convention: str
    session: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (
            f"{self.convention}/session/{self.session}/polls",
            f"{self.convention}/session/{self.session}/poll-on-stage",
            f"{self.convention}/moderation/{self.session}/polls",
        )


@dataclass(frozen=True, slots=True)
class HandsChanged(Event):
    """A hand of this session went up or down, was called, or hands are taken or no longer."""

    convention: str
    session: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (
            f"{self.convention}/session/{self.session}/hands",
            f"{self.convention}/moderation/{self.session}",
            f"{self.convention}/moderation/{self.session}/hands",
        )


@dataclass(frozen=True, slots=True)
class ChatChanged(Event):
    """Something was said in a chat, or is read there no longer, or other rules hold."""

    convention: str
    kind: str
    name: str

    @property
    def topics(self) -> tuple[str, ...]:
        place = f"{self.kind}/{self.name}/chat"
        return (f"{self.convention}/{place}", f"{self.convention}/moderation/{place}")


@dataclass(frozen=True, slots=True)
class LineChanged(Event):
    """Somebody has said something on a session's private line."""

    convention: str
    session: str

    @property
    def topics(self) -> tuple[str, ...]:
        line = f"{self.convention}/line/{self.session}"
        return (line, f"{line}/stage")


@dataclass(frozen=True, slots=True)
class ReactionsCounted(Event):
    """The audiences of some stages have reacted."""

    stages: tuple[tuple[str, str], ...]
    """Convention and room of each."""

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(f"{convention}/stage/{room}/reactions" for convention, room in self.stages)


@dataclass(frozen=True, slots=True)
class AttendanceCounted(Event):
    """More, or fewer, are watching a stage."""

    convention: str
    room: str

    @property
    def topics(self) -> tuple[str, ...]:
        stage = f"{self.convention}/stage/{self.room}"
        return (f"{stage}/watching", f"{stage}/attendance")
