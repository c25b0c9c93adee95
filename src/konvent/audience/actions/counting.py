# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""How many persons want a question answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count

from konvent.audience.models import Question, Support

if TYPE_CHECKING:
    from django.db.models import QuerySet


def family_of(question: Question) -> QuerySet[Question]:
    """Return the question and those merged into it."""
    own = Question.objects.filter(pk=question.pk)
    return own | Question.objects.filter(merged_into=question.pk)


def count_supports(*questions: Question) -> None:
    """Count anew, every person once; a question that was merged counts what it brought itself."""
    for question in questions:
        given = Support.objects.filter(question__in=family_of(question))
        counted = given.aggregate(persons=Count("person", distinct=True))["persons"]
        if counted != question.supports:
            question.supports = counted
            Question.objects.filter(pk=question.pk).update(supports=counted)
