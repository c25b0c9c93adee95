# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What everybody can do in a chat: say something, and ask moderators to look."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from konvent.audience.actions.announcing import unless_read_only
from konvent.audience.events import ChatChanged
from konvent.audience.models import Chat, ChatMessage, ChatReport, Mute
from konvent.audience.models.chat import LONGEST_CHAT
from konvent.audience.models.questions import LONGEST_NAME
from konvent.audience.persons import person_of
from konvent.audience.word_list import first_found, unwanted_words
from konvent.foundation.events import announce
from konvent.foundation.refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from konvent.audience.wishes import ReportMessage, Say
    from konvent.foundation.intents import Intent, Outcome

MODERATE = "moderate"


class CannotSayInChatError(RefusedError):
    """This is not said; the message says why."""


@unless_read_only
def say_messages(*, intents: Sequence[Intent[Say]], at: datetime) -> list[Outcome]:
    """Say something; what is sent twice with the same key is said once."""
    return [_outcome(_say, intent, at) for intent in intents]


@unless_read_only
def report_messages(*, intents: Sequence[Intent[ReportMessage]], at: datetime) -> list[Outcome]:
    """Ask moderators to look at messages; each person asks once for each."""
    return [_outcome(_report, intent, at) for intent in intents]


def _outcome(
    do: Callable[[Intent[Any], datetime], Outcome], intent: Intent[Any], at: datetime
) -> Outcome:
    try:
        with transaction.atomic():
            return do(intent, at)
    except RefusedError as refusal:
        return refusal


def _say(intent: Intent[Say], at: datetime) -> Outcome:
    wish, person = intent.wish, person_of(intent.convention, intent.by.key)
    chat = _held(intent.convention, wish.kind, wish.place)
    there = chat.messages.filter(key=wish.key, author=person).first()
    if there is not None:
        return {"number": there.number}
    if not chat.is_open:
        raise CannotSayInChatError(_("This chat is closed."), code="closed")
    text, name = " ".join(wish.text.split()), " ".join(wish.name.split())
    _require_voice(chat, person, at)
    _require_words(text, name, intent.convention)
    if MODERATE not in intent.by.rights:
        _require_pause(chat, person, at)
    chat.last_number += 1
    chat.save(update_fields=["last_number"])
    ChatMessage.objects.create(
        chat=chat,
        number=chat.last_number,
        key=wish.key,
        text=text,
        name=name,
        author=person,
        is_staff=bool(intent.by.rights),
        reply_to=chat.messages.filter(number=wish.reply_to, is_hidden=False).first(),
        at=at,
    )
    announce(ChatChanged(intent.convention, chat.kind, chat.name))
    return {"number": chat.last_number}


def _report(intent: Intent[ReportMessage], at: datetime) -> Outcome:  # noqa: ARG001 -- as all intents
    wish, person = intent.wish, person_of(intent.convention, intent.by.key)
    chat = _held(intent.convention, wish.kind, wish.place)
    message = chat.messages.filter(number=wish.number).first()
    if message is None:
        raise CannotSayInChatError(_("This message is not, or no longer, there."), code="gone")
    _report_made, is_new = ChatReport.objects.get_or_create(message=message, person=person)
    if is_new:
        message.reports += 1
        message.save(update_fields=["reports"])
        announce(ChatChanged(intent.convention, chat.kind, chat.name))
    return {"number": message.number}


def _held(convention: str, kind: str, name: str) -> Chat:
    chats = Chat.objects.select_for_update(of=("self",)).select_related("convention")
    chat = chats.filter(convention__slug=convention, kind=kind, name=name).first()
    if chat is None:
        raise CannotSayInChatError(_("There is no chat here."), code="gone")
    return chat


def _require_voice(chat: Chat, person: str, at: datetime) -> None:
    mute = Mute.objects.filter(convention=chat.convention, person=person).first()
    if mute is None or (mute.until is not None and mute.until <= at):
        return
    if mute.until is None:
        raise CannotSayInChatError(
            _("Moderators have decided that you write here no longer."), code="muted"
        )
    minutes = -(-(mute.until - at) // timedelta(minutes=1))
    for_a_while = _("Moderators have asked you to read only, for {minutes} more min.")
    raise CannotSayInChatError(format_lazy(for_a_while, minutes=minutes), code="muted")


def _require_words(text: str, name: str, convention: str) -> None:
    if not text:
        raise CannotSayInChatError(_("Please write something."), field="text")
    if not name:
        raise CannotSayInChatError(_("One writes with a name here."), field="name")
    for field, typed, longest in (("text", text, LONGEST_CHAT), ("name", name, LONGEST_NAME)):
        if len(typed) > longest:
            too_long = format_lazy(_("At most {most} characters, please."), most=longest)
            raise CannotSayInChatError(too_long, field=field)
    unwanted = unwanted_words({convention}).get(convention, "")
    if found := first_found(unwanted, text, name):
        otherwise = _("Please say it in other words: “{found}” is not written here.")
        raise CannotSayInChatError(format_lazy(otherwise, found=found), field="text")


def _require_pause(chat: Chat, person: str, at: datetime) -> None:
    last = chat.messages.filter(author=person).order_by("-number").first()
    if last is None or not chat.pause:
        return
    wait = last.at + timedelta(seconds=chat.pause) - at
    if wait > timedelta():
        seconds = -(-wait // timedelta(seconds=1))
        slowly = _("This chat is slow: you can write again in {seconds} s.")
        raise CannotSayInChatError(format_lazy(slowly, seconds=seconds), code="too-often")
