# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A chat for the demonstration: every stage has one, and somebody has said something."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid5

from konvent.audience.actions.chat_moderating import change_chat
from konvent.audience.actions.chatting import say_messages
from konvent.audience.models import ChatKind
from konvent.audience.wishes import Say
from konvent.foundation.intents import Intent, Participant
from konvent.ops.demo.edition import OURS

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention

SAID = (
    ("Jonas K. (erfunden)", "Guten Morgen aus dem Rathaus!"),
    ("Maeve O. (fictional)", "Good morning from the coast. Sound and picture are fine here."),
    ("Sabine T. (erfunden)", "Wer von Ihnen hat das schon im Einsatz?"),
)


def have_stages_chat(*, convention: Convention, at: datetime) -> None:
    """Open a chat at every stage, and say a few words in it."""
    for room in convention.rooms.filter(has_picture=True).order_by("pk"):
        place = {"kind": ChatKind.STAGE.value, "name": room.slug}
        change_chat(convention=convention, **place, values={"is_open": True}, at=at, by=None)
        for number, (name, text) in enumerate(SAID):
            key = uuid5(OURS, f"chat {room.slug} {number}")
            wish = Say(ChatKind.STAGE, room.slug, key, text, name)
            by = Participant(f"demo-{number}")
            say_messages(intents=[Intent(convention.slug, by, wish)], at=at)
