# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Write what is kept of people under the newest key, so that earlier ones can be forgotten.

What is kept cannot be turned back into a ticket, so all tickets, staff and speakers are gone
through. Visitors without a ticket are known by their pass alone, which ends with its key.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import transaction
from django.db.models import Case, F, Value, When

from konvent.audience.actions.answering import take_answers_back
from konvent.audience.actions.counting import count_supports
from konvent.audience.events import HandsChanged, QuestionsChanged
from konvent.audience.models import (
    Chat,
    ChatMessage,
    ChatReport,
    Floor,
    Hand,
    Mute,
    Poll,
    PollAnswer,
    Question,
    Support,
)
from konvent.audience.persons import persons_of
from konvent.convention.models import Convention
from konvent.foundation.events import announce
from konvent.people.models import User
from konvent.registration.models import SpeakerLink, Ticket

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import Model, QuerySet

SLICE = 500
"""So many people are written in one transaction: nobody who votes meanwhile waits for long."""
PAUSE = 0.1
"""Seconds between two of them: whoever waits for SQLite looks only so often whether it is free."""
Stands: TypeAlias = tuple[int, int, str]
"""A row's key, what a person stands in with it, and under which name."""


def _floors(convention: Convention) -> QuerySet[Any]:
    return Floor.objects.filter(convention=convention).order_by("session_code")


def _polls(convention: Convention) -> QuerySet[Any]:
    return Poll.objects.filter(floor__convention=convention).order_by("pk")


def _chats(convention: Convention) -> QuerySet[Any]:
    return Chat.objects.filter(convention=convention).order_by("pk")


@dataclass(frozen=True, slots=True)
class _Kept:
    """Where somebody is kept, by which field, and of which convention."""

    model: type[Model]
    field: str
    convention: str
    held: Callable[[Convention], QuerySet[Any]]
    """What whoever writes there holds, in the order in which it is held elsewhere."""
    once: str = ""
    """In what one person stands only once."""
    first: tuple[Any, ...] = ()
    """Of several of one person the first stays; where nothing is said, that of the newest name."""

    def rows(self, convention: Convention, names: Iterable[str] | None = None) -> QuerySet[Any]:
        """Return all rows of a convention, or those of some people."""
        rows = self.model._default_manager.filter(**{self.convention: convention})  # noqa: SLF001 -- of any of these
        return rows if names is None else rows.filter(**{f"{self.field}__in": list(names)})


KEPT = (
    _Kept(ChatMessage, "author", "chat__convention", _chats),
    _Kept(ChatReport, "person", "message__chat__convention", _chats, once="message"),
    _Kept(Hand, "person", "floor__convention", _floors, "floor", ("-is_called", "number")),
    _Kept(
        Mute,
        "person",
        "convention",
        _chats,
        once="convention",
        first=(F("until").desc(nulls_first=True),),
    ),
    _Kept(PollAnswer, "person", "poll__floor__convention", _polls, once="poll"),
    _Kept(Question, "author", "floor__convention", _floors),
    _Kept(Support, "person", "question__floor__convention", _floors, once="question"),
)


def name_persons_anew() -> int:
    """Write people down under the newest key; return how many rows that were.

    It goes in steps, each in a transaction of its own: the house votes on meanwhile, and what was
    interrupted is done by beginning again. Who stands somewhere under both names stands there once
    afterwards, and counts once.
    """
    return sum(_name_anew(convention) for convention in Convention.objects.order_by("pk"))


def _name_anew(convention: Convention) -> int:
    names = _new_names(convention)
    count = 0
    for kept in KEPT:
        there = kept.rows(convention).values_list(kept.field, flat=True).distinct()
        waiting = iter(sorted(set(there) & names.keys()))
        while some := list(islice(waiting, SLICE)):
            count += _write(kept, convention, {old: names[old] for old in some})
            if len(some) == SLICE:
                time.sleep(PAUSE)
    return count


@transaction.atomic
def _write(kept: _Kept, convention: Convention, names: dict[str, str]) -> int:
    """Write some people under their newest names, and leave out where they stand already."""
    list(kept.held(convention).select_for_update(of=("self",)).only("pk"))
    stands = _stands(kept, convention, names) if kept.once else []
    _leave_out(kept, _too_many(stands, names))
    newest = Case(*(When(**{kept.field: old}, then=Value(new)) for old, new in names.items()))
    count = kept.rows(convention, names).update(**{kept.field: newest})
    if kept.model is Support:
        _count_anew(_of_several_names(stands, names))
    return count


def _stands(kept: _Kept, convention: Convention, names: dict[str, str]) -> list[Stands]:
    """Return where these people stand, under whatever name, and first what stays of several."""
    rows = kept.rows(convention, {*names, *names.values()}).order_by(*kept.first, "pk")
    stands = list(rows.values_list("pk", kept.once, kept.field))
    return stands if kept.first else sorted(stands, key=lambda row: row[2] in names)


def _too_many(stands: list[Stands], names: dict[str, str]) -> list[int]:
    taken: set[tuple[int, str]] = set()
    too_many = []
    for row, place, name in stands:
        one = place, names.get(name, name)
        if one in taken:
            too_many.append(row)
        taken.add(one)
    return too_many


def _of_several_names(stands: list[Stands], names: dict[str, str]) -> set[int]:
    """Return in what people stand who were known by several names."""
    known = defaultdict(set)
    for _row, _place, name in stands:
        known[names.get(name, name)].add(name)
    return {place for _row, place, name in stands if len(known[names.get(name, name)]) > 1}


def _leave_out(kept: _Kept, too_many: list[int]) -> None:
    if not too_many:
        return
    if kept.model is PollAnswer:
        take_answers_back(answers=PollAnswer.objects.filter(pk__in=too_many))
        return
    rows = kept.model._default_manager.filter(pk__in=too_many)  # noqa: SLF001 -- of any of these
    if kept.model is Hand:
        _tell(HandsChanged, rows)
    rows.delete()


def _count_anew(questions: set[int]) -> None:
    """Count who supports these questions, and those they were merged into."""
    named = Question.objects.filter(pk__in=questions)
    mains = named.exclude(merged_into=None).values_list("merged_into", flat=True)
    concerned = Question.objects.filter(pk__in=questions.union(mains)).order_by("pk")
    count_supports(*concerned)
    _tell(QuestionsChanged, concerned)


def _tell(kind: type[HandsChanged | QuestionsChanged], rows: QuerySet[Any]) -> None:
    """Say that a session has changed, for each in which these rows are."""
    places = rows.values_list("floor__convention__slug", "floor__session_code").order_by()
    for slug, code in places.distinct():
        announce(kind(slug, code))


def _new_names(convention: Convention) -> dict[str, str]:
    """Return the newest name of everybody who may have taken part, by each of the earlier ones."""
    tickets = Ticket.objects.filter(convention=convention).values_list("pk", flat=True)
    links = SpeakerLink.objects.filter(convention=convention).values_list("pk", flat=True)
    staff = User.objects.values_list("pk", flat=True)
    kinds = {"t": tickets, "p": links, "s": staff}
    names: dict[str, str] = {}
    for kind, numbers in kinds.items():
        for number in numbers:
            newest, *earlier = persons_of(convention.slug, f"{kind}{number}")
            names |= {old: newest for old in earlier if old != newest}
    return names
