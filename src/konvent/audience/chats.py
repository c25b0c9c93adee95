# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What is said in a chat, as everybody reads it, and what moderators have to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from konvent.audience.models import Chat, ChatKind, ChatMessage
from konvent.audience.rules import session_of
from konvent.programme.models import Room

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from konvent.foundation.texts import Text
    from konvent.foundation.topics import State

TAIL = 100
"""So many of the latest messages are read by everybody; earlier ones have gone by."""


def title_of(convention: str, kind: str, name: str) -> Text | None:
    """Return what a chat is about, or None where there can be no chat."""
    if kind == ChatKind.SESSION:
        session = session_of(convention, name)
        return session.title if session else None
    stages = Room.objects.filter(convention__slug=convention, slug=name, has_picture=True)
    room = stages.first() if kind == ChatKind.STAGE else None
    return room.name if room else None


def stage_of(convention: str, kind: str, name: str) -> str:
    """Return the stage or room that a chat is at; nothing where a session has none."""
    if kind == ChatKind.STAGE:
        return name
    session = session_of(convention, name)
    return session.room if session else ""


def chat_of(convention: str, kind: str, name: str) -> Chat | None:
    """Return a chat, if anything was ever decided about it."""
    return Chat.objects.filter(convention__slug=convention, kind=kind, name=name).first()


def chat_state(convention: str, kind: str, name: str) -> State | None:
    """Return the state of ``stage/<name>/chat`` and ``session/<code>/chat``."""
    if title_of(convention, kind, name) is None:
        return None
    chat = chat_of(convention, kind, name)
    if chat is None:
        return {"is_open": False, "pause": 0, "messages": {}}
    messages = {f"{message.number:06}": _said(message) for message in tail_of(chat)}
    return {"is_open": chat.is_open, "pause": chat.pause, "messages": messages}


def tail_of(chat: Chat) -> list[ChatMessage]:
    """Return the latest messages that everybody reads, the oldest first."""
    shown = chat.messages.filter(is_hidden=False).select_related("reply_to")
    return list(shown.order_by("-number")[:TAIL])[::-1]


def _said(message: ChatMessage) -> State:
    facts: State = {"text": message.text, "name": message.name, "at": message.at.isoformat()}
    facts |= {"is_staff": True} if message.is_staff else {}
    answered = message.reply_to
    if answered is not None and not answered.is_hidden:
        facts["reply"] = {"number": answered.number, "name": answered.name}
    return facts


def chat_at_desk(convention: str, kind: str, name: str) -> State | None:
    """Return the state of the moderators' topic: numbers that tell the desk to look again."""
    if title_of(convention, kind, name) is None:
        return None
    chat = chat_of(convention, kind, name)
    if chat is None:
        return {"last": 0, "hidden": 0, "reports": 0}
    return {
        "last": chat.last_number,
        "hidden": chat.messages.filter(is_hidden=True).count(),
        "reports": chat.messages.filter(reports__gt=0, is_hidden=False).count(),
    }


def messages_at_desk(chat: Chat) -> list[ChatMessage]:
    """Return what moderators look at: reported messages first, then the latest ones."""
    return list(chat.messages.order_by("is_hidden", "-reports", "-number")[:TAIL])


def chats_at_desk(convention: str) -> QuerySet[Chat]:
    """Return the chats of a convention, with how many messages wait to be looked at."""
    waiting = Count("messages", filter=Q(messages__reports__gt=0, messages__is_hidden=False))
    chats = Chat.objects.filter(convention__slug=convention).annotate(waiting=waiting)
    return chats.order_by("-waiting", "kind", "name", "pk")
