# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Forget who asked and who supported, once a convention is over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from konvent.audience.actions.counting import count_supports
from konvent.audience.events import ChatChanged, HandsChanged, PollsChanged, QuestionsChanged
from konvent.audience.models import (
    PUBLIC,
    Chat,
    ChatMessage,
    ChatReport,
    Floor,
    Mute,
    PollAnswer,
    PollState,
    PollWord,
    QuestionState,
    Support,
)
from konvent.audience.persons import persons_of
from konvent.convention.models import Convention
from konvent.foundation.events import announce

if TYPE_CHECKING:
    from datetime import datetime

REMEMBERED = timedelta(days=30)
"""How long after a convention's last day it is known who asked, supported and answered what."""


def forget_persons(*, at: datetime) -> None:
    """Keep the public record of conventions that ended a while ago, and nobody's link to it.

    What stays: questions that everybody saw, with their answers, counts and times; polls and their
    sums. What goes: who asked, under which name; who supported, and who answered a poll and how;
    words that were never shown, or hidden; the private line; hands that are still up.
    """
    ended = Max("convention__days__ends_at")
    due = Floor.objects.annotate(ended=ended).filter(ended__lt=at - REMEMBERED, forgotten_at=None)
    for pk in due.order_by("pk").values_list("pk", flat=True):
        _forget(pk, at)
    forget_chats(at=at)


@transaction.atomic
def forget_chats(*, at: datetime) -> None:
    """Delete what was said in chats of conventions that ended a while ago, and who read only."""
    ended = Convention.objects.annotate(ended=Max("days__ends_at"))
    due = ended.filter(ended__lt=at - REMEMBERED).values("pk")
    ChatMessage.objects.filter(chat__convention__in=due).delete()
    Mute.objects.filter(convention__in=due).delete()
    for chat in Chat.objects.filter(convention__in=due, is_open=True).select_related("convention"):
        chat.is_open = False
        chat.save(update_fields=["is_open"])
        announce(ChatChanged(chat.convention.slug, chat.kind, chat.name))


@transaction.atomic
def _forget(pk: int, at: datetime) -> None:
    floor = Floor.objects.select_for_update(of=("self",)).select_related("convention").get(pk=pk)
    Support.objects.filter(question__floor=floor).delete()
    floor.questions.update(author="", name="")
    floor.questions.exclude(state__in=PUBLIC).update(text="")
    floor.polls.filter(state=PollState.OPEN).update(state=PollState.CLOSED, closed_at=at)
    PollAnswer.objects.filter(poll__floor=floor).delete()
    PollWord.objects.filter(poll__floor=floor, is_hidden=True).delete()
    floor.acts_done.all().delete()
    floor.line.all().delete()
    floor.hands.all().delete()
    floor.forgotten_at, floor.takes_hands = at, False
    floor.save(update_fields=["forgotten_at", "takes_hands"])
    announce(QuestionsChanged(floor.convention.slug, floor.session_code))
    announce(PollsChanged(floor.convention.slug, floor.session_code))
    announce(HandsChanged(floor.convention.slug, floor.session_code))


@transaction.atomic
def forget_person(*, convention: str, participant: str) -> None:
    """Forget one participant at once, as all are forgotten later.

    What everybody saw stays without a name, and sums stay sums; all other words go.
    """
    persons = persons_of(convention, participant)
    # In the order in which batches hold them, so that neither waits for the other in a circle.
    for floor in Floor.objects.filter(convention__slug=convention).order_by("session_code"):
        _forget_at(floor, persons)
    chats = Chat.objects.filter(convention__slug=convention).select_related("convention")
    for chat in chats.order_by("pk"):
        said, _kinds = chat.messages.filter(author__in=persons).delete()
        if said:
            announce(ChatChanged(convention, chat.kind, chat.name))
    ChatReport.objects.filter(
        message__chat__convention__slug=convention, person__in=persons
    ).delete()
    Mute.objects.filter(convention__slug=convention, person__in=persons).delete()


def _forget_at(floor: Floor, persons: list[str]) -> None:
    held = Floor.objects.select_for_update(of=("self",)).select_related("convention")
    floor = held.get(pk=floor.pk)
    slug = floor.convention.slug
    supported = list(floor.questions.filter(given__person__in=persons).order_by("pk"))
    asked = floor.questions.of_persons(persons)
    is_concerned = bool(supported) or asked.exists()
    asked.filter(state=QuestionState.WAITING).update(state=QuestionState.WITHDRAWN)
    asked.exclude(state__in=PUBLIC).update(text="")
    asked.update(author="", name="")
    Support.objects.filter(question__floor=floor, person__in=persons).delete()
    for question in supported:
        count_supports(question)
    PollAnswer.objects.filter(poll__floor=floor, person__in=persons).delete()
    lowered, _kinds = floor.hands.filter(person__in=persons).delete()
    if is_concerned:
        announce(QuestionsChanged(slug, floor.session_code))
    if lowered:
        announce(HandsChanged(slug, floor.session_code))
