# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What moderators do in a chat: open, slow down, hide, and have somebody read only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.audience.chats import title_of
from konvent.audience.events import ChatChanged
from konvent.audience.models import Chat, ChatMessage, Mute
from konvent.foundation import audit, records
from konvent.foundation.events import announce
from konvent.foundation.refusals import RefusedError

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention
    from konvent.people.models import User


class NoSuchPlaceError(RefusedError):
    """There can be no chat there."""


@transaction.atomic
def change_chat(  # noqa: PLR0913 -- a chat has these facts
    *,
    convention: Convention,
    kind: str,
    name: str,
    values: dict[str, Any],
    at: datetime,
    by: User | None,
) -> Chat:
    """Open or close a chat, or slow it down; it is made when it is first needed."""
    if title_of(convention.slug, kind, name) is None:
        raise NoSuchPlaceError(_("There is no such stage or session."))
    Chat.objects.get_or_create(convention=convention, kind=kind, name=name)
    chats = Chat.objects.select_for_update()
    chat = chats.get(convention=convention, kind=kind, name=name)
    records.change(chat, values, convention=convention.slug, actor=by, at=at)
    announce(ChatChanged(convention.slug, kind, name))
    return chat


@transaction.atomic
def hide_message(*, message: ChatMessage, at: datetime, by: User | None) -> None:
    """Show it to nobody."""
    _mark(message, "hide message", at, by, is_hidden=True)


@transaction.atomic
def show_message(*, message: ChatMessage, at: datetime, by: User | None) -> None:
    """Show it again, or say that it is fine: it was looked at, whoever reported it."""
    _mark(message, "show message", at, by, is_hidden=False, reports=0)


def _mark(message: ChatMessage, verb: str, at: datetime, by: User | None, **values: object) -> None:
    there = ChatMessage.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if all(getattr(there, name) == value for name, value in values.items()):
        return
    records.assign(there, values)
    chat = there.chat
    slug = chat.convention.slug
    audit.record(at=at, actor=by, verb=verb, thing=there, convention=slug, after={})
    announce(ChatChanged(slug, chat.kind, chat.name))


@transaction.atomic
def mute_author(
    *, message: ChatMessage, until: datetime | None, at: datetime, by: User | None
) -> None:
    """Have whoever said this read only, until a moment or for good, in all of the chats."""
    convention = message.chat.convention
    facts = {"until": until, "name": message.name}
    Mute.objects.update_or_create(convention=convention, person=message.author, defaults=facts)
    verb = "mute author" if until else "ban author"
    audit.record(at=at, actor=by, verb=verb, thing=message, convention=convention.slug, after={})
    announce(ChatChanged(convention.slug, message.chat.kind, message.chat.name))


@transaction.atomic
def lift_mute(*, mute: Mute, at: datetime, by: User | None) -> None:
    """Let somebody write again."""
    slug = mute.convention.slug
    audit.record(at=at, actor=by, verb="lift mute", thing=mute, convention=slug, after={})
    mute.delete()
