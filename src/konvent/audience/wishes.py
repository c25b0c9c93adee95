# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What somebody at a session wants, before it is decided whether it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Ask:
    """Somebody wants to ask; unless they are sure, similar questions are offered first."""

    session: str
    key: UUID
    text: str
    name: str = ""
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class Back:
    """Somebody wants a question answered, or wants it no longer."""

    session: str
    number: int
    is_on: bool = True


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Somebody wants their question back."""

    session: str
    number: int


@dataclass(frozen=True, slots=True)
class AnswerPoll:
    """Somebody answers a poll, or answers it otherwise: with places of options, or with words."""

    session: str
    number: int
    choices: tuple[int, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class RaiseHand:
    """Somebody wants to speak, and says by what name they are called."""

    session: str
    name: str


@dataclass(frozen=True, slots=True)
class LowerHand:
    """Somebody wants to speak no longer."""

    session: str


@dataclass(frozen=True, slots=True)
class Say:
    """Somebody says something in the chat of a stage or a session."""

    kind: str
    place: str
    key: UUID
    text: str
    name: str
    reply_to: int = 0


@dataclass(frozen=True, slots=True)
class ReportMessage:
    """Somebody asks moderators to look at a message."""

    kind: str
    place: str
    number: int


@dataclass(frozen=True, slots=True)
class React:
    """Somebody reacts to what a stage shows, so many times."""

    room: str
    kind: str
    times: int = 1
