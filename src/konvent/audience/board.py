# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A session's questions as they lie on the moderator's desk."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from konvent.audience.actions.undoing import last_act_of
from konvent.audience.models import ANSWERED, LineMessage, ModeratingAct, Question, QuestionState
from konvent.audience.queries import LINE_SHOWN
from konvent.audience.similarity import similar_to

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from konvent.audience.models import Floor
    from konvent.people.models import User

ON_A_PILE = 100
CANDIDATES = 30


class Pile(StrEnum):
    """Where a question lies."""

    WAITING = "waiting"
    LIST = "list"
    DONE = "done"

    @property
    def label(self) -> StrOrPromise:
        return {
            Pile.WAITING: _("Waiting"),
            Pile.LIST: _("In the list"),
            Pile.DONE: _("Done"),
        }[self]


STATES = {
    Pile.WAITING: (QuestionState.WAITING,),
    Pile.LIST: (QuestionState.VISIBLE,),
    Pile.DONE: (*ANSWERED, QuestionState.DECLINED, QuestionState.MERGED),
}


@dataclass(frozen=True, slots=True)
class Card:
    """One question, and what it could be merged into."""

    question: Question
    candidates: list[tuple[int, str]]


class Board:
    """The piles, what is on stage, and what the moderator could take back."""

    def __init__(self, floor: Floor | None, shown: str, by: User) -> None:
        self.floor, self.by = floor, by
        self._asked = shown

    @cached_property
    def counts(self) -> list[tuple[Pile, int]]:
        """Return the piles, each with how many lie on it."""
        states = list(self.floor.questions.values_list("state", flat=True)) if self.floor else []
        return [(pile, sum(state in STATES[pile] for state in states)) for pile in Pile]

    @cached_property
    def shown(self) -> Pile:
        """Return the pile asked for, else the first with something on it."""
        if self._asked in {*Pile}:
            return Pile(self._asked)
        return next((pile for pile, count in self.counts if count), Pile.WAITING)

    @cached_property
    def on_stage(self) -> Question | None:
        if self.floor is None:
            return None
        return self.floor.questions.in_state(QuestionState.ON_STAGE).first()

    @cached_property
    def cards(self) -> list[Card]:
        """Return what lies on the shown pile, first what asks to be done first."""
        if self.floor is None:
            return []
        lying = self.floor.questions.in_state(*STATES[self.shown]).select_related("merged_into")
        orders = {Pile.WAITING: ("number",), Pile.DONE: ("-version", "-number")}
        if self.shown is Pile.LIST:
            questions = list(lying.most_supported_first()[:ON_A_PILE])
        else:
            questions = list(lying.order_by(*orders[self.shown], "pk")[:ON_A_PILE])
        return [Card(question, self._candidates(question)) for question in questions]

    @cached_property
    def _comparable(self) -> list[tuple[int, str, int]]:
        if self.floor is None:
            return []
        states = (QuestionState.WAITING, QuestionState.VISIBLE, QuestionState.ON_STAGE, *ANSWERED)
        questions = self.floor.questions.in_state(*states).most_supported_first()
        return list(questions.values_list("number", "text", "supports")[:ON_A_PILE])

    def _candidates(self, question: Question) -> list[tuple[int, str]]:
        """Return what it could be merged into, the most similar ones first."""
        if self.shown is Pile.DONE:
            return []
        others = [other for other in self._comparable if other[0] != question.number]
        alike = [(one.number, one.text) for one in similar_to(question.text, others)]
        rest = [(number, text) for number, text, _supports in others if (number, text) not in alike]
        return [*alike, *rest][:CANDIDATES]

    @cached_property
    def last_act(self) -> ModeratingAct | None:
        return last_act_of(self.floor, self.by) if self.floor else None

    @cached_property
    def line(self) -> list[LineMessage]:
        """Return the last words on the private line, the newest first."""
        return list(self.floor.line.latest_first()[:LINE_SHOWN]) if self.floor else []
