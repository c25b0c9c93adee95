# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A session's questions as a page lists them."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from konvent.audience.models import ANSWERED, Question, QuestionState
from konvent.audience.queries import NEWEST_SHOWN, SUPPORTED_SHOWN

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from konvent.audience.models import Floor
    from konvent.foundation.topics import State


class Sort(StrEnum):
    """Which questions come first."""

    SUPPORTED = "supported"
    NEWEST = "newest"
    ANSWERED = "answered"

    @classmethod
    def named(cls, name: str) -> Sort:
        """Return the order of this name, else the usual one."""
        return cls(name) if name in {*cls} else cls.SUPPORTED

    @property
    def label(self) -> StrOrPromise:
        return {
            Sort.SUPPORTED: _("Most supported"),
            Sort.NEWEST: _("Newest"),
            Sort.ANSWERED: _("Answered"),
        }[self]


class Listing:
    """What one person sees, in one order."""

    def __init__(self, floor: Floor | None, sort: Sort, own: State) -> None:
        self.floor, self.sort = floor, sort
        self.own: dict[str, State] = own["own"]
        self.supported = frozenset(own["supported"])

    @property
    def sorts(self) -> list[Sort]:
        return list(Sort)

    @cached_property
    def on_stage(self) -> Question | None:
        if self.floor is None:
            return None
        return self.floor.questions.in_state(QuestionState.ON_STAGE).first()

    @cached_property
    def questions(self) -> list[Question]:
        """Return the questions, without the one on stage."""
        if self.floor is None:
            return []
        if self.sort is Sort.ANSWERED:
            answered = self.floor.questions.in_state(*ANSWERED)
            return list(answered.order_by("answered_at", "pk"))
        visible = self.floor.questions.in_state(QuestionState.VISIBLE)
        if self.sort is Sort.NEWEST:
            return list(visible.order_by("-number", "pk")[: SUPPORTED_SHOWN + NEWEST_SHOWN])
        return list(visible.most_supported_first()[: SUPPORTED_SHOWN + NEWEST_SHOWN])

    @property
    def own_questions(self) -> list[tuple[int, State, StrOrPromise]]:
        """Return number, facts and state in words of what this person asked, the newest first."""
        return [
            (int(number), facts, QuestionState(facts["state"]).label)
            for number, facts in reversed(self.own.items())
        ]
