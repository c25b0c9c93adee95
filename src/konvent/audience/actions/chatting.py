# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What everybody can do in a chat, many at a time: say something, ask moderators to look."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db.models import F, Max
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from konvent.audience.actions.announcing import unless_read_only
from konvent.audience.events import ChatChanged
from konvent.audience.models import Chat, ChatMessage, ChatReport, Mute
from konvent.audience.models.chat import LONGEST_CHAT
from konvent.audience.models.questions import LONGEST_NAME, NOT_YOUR_KEY
from konvent.audience.persons import person_of
from konvent.audience.word_list import first_found, unwanted_words
from konvent.foundation.events import announce
from konvent.foundation.lines import one_line
from konvent.foundation.refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from uuid import UUID

    from konvent.audience.wishes import ReportMessage, Say
    from konvent.foundation.intents import Intent, Outcome

MODERATE = "moderate"
Place: TypeAlias = tuple[str, str, str]
"""Convention, kind and name of a chat."""


class CannotSayInChatError(RefusedError):
    """This is not said; the message says why."""


@unless_read_only
def say_messages(*, intents: Sequence[Intent[Say]], at: datetime) -> list[Outcome]:
    """Say something; what is sent twice with the same key is said once."""
    talk = _Talk(intents, at)
    outcomes = [talk.take(intent) for intent in intents]
    talk.write()
    return outcomes


@unless_read_only
def report_messages(*, intents: Sequence[Intent[ReportMessage]], at: datetime) -> list[Outcome]:  # noqa: ARG001 -- as all intents
    """Ask moderators to look at messages; each person asks once for each."""
    tray = _Tray(intents)
    outcomes = [tray.take(intent) for intent in intents]
    tray.write()
    return outcomes


class _Talk:
    """What is said in some chats at one moment, while they are held."""

    def __init__(self, intents: Sequence[Intent[Say]], at: datetime) -> None:
        self.at = at
        self.chats = _held({_place(intent) for intent in intents})
        persons = {_person(intent) for intent in intents}
        conventions = {convention for convention, _kind, _name in self.chats}
        self.unwanted = unwanted_words(conventions)
        mutes = Mute.objects.filter(convention__slug__in=conventions, person__in=persons)
        self.mutes = {(mute.convention_id, mute.person): mute for mute in mutes}
        self.said = self._read_said({intent.wish.key for intent in intents})
        self.spoke_at = self._read_pauses(persons)
        self.answered = self._read_answered({intent.wish.reply_to for intent in intents})
        self.fresh: list[ChatMessage] = []
        self.answers: list[tuple[ChatMessage, ChatMessage]] = []
        """Fresh messages that answer fresh ones, which have no key until they are written."""

    def _read_said(self, keys: set[UUID]) -> dict[tuple[int, UUID], tuple[str, int]]:
        """Return author and number of what was sent before."""
        there = ChatMessage.objects.filter(chat__in=self.chats.values(), key__in=keys)
        rows = there.values_list("chat_id", "key", "author", "number")
        return {(chat, key): (author, number) for chat, key, author, number in rows}

    def _read_pauses(self, persons: set[str]) -> dict[tuple[int, str], datetime]:
        """Return when these persons spoke last in the chats that are slow."""
        slow = [chat for chat in self.chats.values() if chat.pause]
        if not slow:
            return {}
        spoken = ChatMessage.objects.filter(chat__in=slow, author__in=persons)
        latest = spoken.values_list("chat_id", "author").annotate(Max("at")).order_by()
        return {(chat, author): moment for chat, author, moment in latest}

    def _read_answered(self, numbers: set[int]) -> dict[tuple[int, int], ChatMessage]:
        """Return the messages that can be answered, by chat and number."""
        named = numbers - {0}
        if not named:
            return {}
        shown = ChatMessage.objects.filter(is_hidden=False, number__in=named)
        found = shown.filter(chat__in=self.chats.values()).only("pk", "chat_id", "number")
        return {(message.chat_id, message.number): message for message in found}

    def take(self, intent: Intent[Say]) -> Outcome:
        """Decide one wish, as if it came alone."""
        wish, person = intent.wish, _person(intent)
        chat = self.chats.get(_place(intent))
        if chat is None:
            return CannotSayInChatError(_("There is no chat here."), code="gone")
        author, number = self.said.get((chat.pk, wish.key), ("", 0))
        if number and author == person:
            return {"number": number}
        if number:
            return CannotSayInChatError(NOT_YOUR_KEY, code="not-yours")
        try:
            self._require(chat, intent, person)
        except RefusedError as refusal:
            return refusal
        return {"number": self._add(chat, intent, person)}

    def _require(self, chat: Chat, intent: Intent[Say], person: str) -> None:
        if not chat.is_open:
            raise CannotSayInChatError(_("This chat is closed."), code="closed")
        _require_voice(self.mutes.get((chat.convention_id, person)), self.at)
        _require_words(intent.wish, self.unwanted.get(intent.convention, ""))
        if chat.pause and MODERATE not in intent.by.rights:
            _require_pause(chat, self.spoke_at.get((chat.pk, person)), self.at)

    def _add(self, chat: Chat, intent: Intent[Say], person: str) -> int:
        wish = intent.wish
        chat.last_number += 1
        message = ChatMessage(
            chat=chat,
            number=chat.last_number,
            key=wish.key,
            text=one_line(wish.text),
            name=one_line(wish.name),
            author=person,
            is_staff=bool(intent.by.rights),
            at=self.at,
        )
        answered = self.answered.get((chat.pk, wish.reply_to))
        if answered is not None and answered.pk is None:
            self.answers.append((message, answered))
        else:
            message.reply_to = answered
        self.said[chat.pk, wish.key] = person, message.number
        self.spoke_at[chat.pk, person] = self.at
        self.answered[chat.pk, message.number] = message
        self.fresh.append(message)
        return message.number

    def write(self) -> None:
        """Write what was said, and announce it once for each chat."""
        if not self.fresh:
            return
        ChatMessage.objects.bulk_create(self.fresh)
        for message, answered in self.answers:
            message.reply_to = answered
        ChatMessage.objects.bulk_update((message for message, _to in self.answers), ["reply_to"])
        spoken_in = {message.chat.pk: message.chat for message in self.fresh}
        Chat.objects.bulk_update(spoken_in.values(), ["last_number"])
        _tell(spoken_in.values())


class _Tray:
    """What moderators are asked to look at in some chats."""

    def __init__(self, intents: Sequence[Intent[ReportMessage]]) -> None:
        self.chats = _held({_place(intent) for intent in intents})
        named = ChatMessage.objects.select_related("chat__convention").filter(
            chat__in=self.chats.values(), number__in={intent.wish.number for intent in intents}
        )
        self.messages = {(message.chat_id, message.number): message for message in named}
        persons = {_person(intent) for intent in intents}
        there = ChatReport.objects.filter(message__in=self.messages.values(), person__in=persons)
        self.before = set(there.values_list("message_id", "person"))
        self.after = set(self.before)

    def take(self, intent: Intent[ReportMessage]) -> Outcome:
        """Decide one wish, as if it came alone."""
        chat = self.chats.get(_place(intent))
        if chat is None:
            return CannotSayInChatError(_("There is no chat here."), code="gone")
        message = self.messages.get((chat.pk, intent.wish.number))
        if message is None:
            gone = _("This message is not, or no longer, there.")
            return CannotSayInChatError(gone, code="gone")
        self.after.add((message.pk, _person(intent)))
        return {"number": message.number}

    def write(self) -> None:
        """Write who asks for the first time, and announce it once for each chat."""
        fresh = sorted(self.after - self.before)
        if not fresh:
            return
        ChatReport.objects.bulk_create(
            ChatReport(message_id=pk, person=person) for pk, person in fresh
        )
        more = Counter(pk for pk, _person in fresh)
        concerned = [message for message in self.messages.values() if message.pk in more]
        for message in concerned:
            message.reports = F("reports") + more[message.pk]
        ChatMessage.objects.bulk_update(concerned, ["reports"])
        _tell(message.chat for message in concerned)


def _held(places: set[Place]) -> dict[Place, Chat]:
    """Return the chats of these places, held until the end."""
    chats = Chat.objects.select_for_update(of=("self",)).filter(
        convention__slug__in={convention for convention, _kind, _name in places},
        kind__in={kind for _convention, kind, _name in places},
        name__in={name for _convention, _kind, name in places},
    )
    there = chats.select_related("convention").order_by("pk")
    found = {(chat.convention.slug, chat.kind, chat.name): chat for chat in there}
    return {place: chat for place, chat in found.items() if place in places}


def _place(intent: Intent[Any]) -> Place:
    return intent.convention, intent.wish.kind, intent.wish.place


def _person(intent: Intent[Any]) -> str:
    return person_of(intent.convention, intent.by.key)


def _tell(chats: Iterable[Chat]) -> None:
    for slug, kind, name in {(chat.convention.slug, chat.kind, chat.name) for chat in chats}:
        announce(ChatChanged(slug, kind, name))


def _require_voice(mute: Mute | None, at: datetime) -> None:
    if mute is None or (mute.until is not None and mute.until <= at):
        return
    if mute.until is None:
        raise CannotSayInChatError(
            _("Moderators have decided that you write here no longer."), code="muted"
        )
    minutes = -(-(mute.until - at) // timedelta(minutes=1))
    for_a_while = _("Moderators have asked you to read only, for {minutes} more min.")
    raise CannotSayInChatError(format_lazy(for_a_while, minutes=minutes), code="muted")


def _require_words(wish: Say, unwanted: str) -> None:
    text, name = one_line(wish.text), one_line(wish.name)
    if not text:
        raise CannotSayInChatError(_("Please write something."), field="text")
    if not name:
        raise CannotSayInChatError(_("One writes with a name here."), field="name")
    for field, typed, longest in (("text", text, LONGEST_CHAT), ("name", name, LONGEST_NAME)):
        if len(typed) > longest:
            too_long = format_lazy(_("At most {most} characters, please."), most=longest)
            raise CannotSayInChatError(too_long, field=field)
    if found := first_found(unwanted, text, name):
        otherwise = _("Please say it in other words: “{found}” is not written here.")
        raise CannotSayInChatError(format_lazy(otherwise, found=found), field="text")


def _require_pause(chat: Chat, spoke_at: datetime | None, at: datetime) -> None:
    if spoke_at is None:
        return
    wait = spoke_at + timedelta(seconds=chat.pause) - at
    if wait > timedelta():
        seconds = -(-wait // timedelta(seconds=1))
        slowly = _("This chat is slow: you can write again in {seconds} s.")
        raise CannotSayInChatError(format_lazy(slowly, seconds=seconds), code="too-often")
