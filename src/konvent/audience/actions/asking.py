# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What everybody at a session can do: ask, support, take it back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from konvent.audience.actions.counting import count_supports, family_of
from konvent.audience.actions.floors import locked_floor
from konvent.audience.events import QuestionsChanged
from konvent.audience.models import ANSWERED, Question, QuestionState, Support
from konvent.audience.models.questions import LONGEST_NAME, LONGEST_QUESTION
from konvent.audience.rules import rules_of
from konvent.foundation.events import announce
from konvent.foundation.refusals import RefusedError

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from konvent.audience.models import Floor
    from konvent.convention.models import Convention

WINDOW = timedelta(minutes=5)
QUESTIONS_IN_A_WINDOW = 3
QUESTIONS_IN_A_SESSION = 20


class CannotAskError(RefusedError):
    """This question is not taken; the message says why."""


class CannotSupportError(RefusedError):
    """This question cannot be supported; the message says why."""


class CannotWithdrawError(RefusedError):
    """This question cannot be taken back; the message says why."""


@transaction.atomic
def ask_question(  # noqa: PLR0913 -- a question has these facts
    *,
    convention: Convention,
    code: str,
    person: str,
    key: UUID,
    text: str,
    name: str = "",
    at: datetime,
) -> Question:
    """Ask; what is sent twice with the same key is asked once. Raises CannotAskError."""
    floor = locked_floor(convention=convention, code=code)
    there = floor.questions.of_person(person).filter(key=key).first()
    if there is not None:
        return there
    text, name = " ".join(text.split()), " ".join(name.split())
    rules = rules_of(convention.slug, code, floor)
    if not rules.takes_questions(at):
        raise CannotAskError(_("No more questions are taken here."))
    _require_words(text, name, needs_name=rules.needs_name)
    _require_patience(floor, person, at)
    floor.last_number += 1
    floor.save(update_fields=["last_number"])
    question = Question.objects.create(
        floor=floor,
        number=floor.last_number,
        key=key,
        text=text,
        name=name,
        author=person,
        asked_at=at,
        state=QuestionState.VISIBLE if rules.is_shown_at_once else QuestionState.WAITING,
        supports=1,
    )
    Support.objects.create(question=question, person=person)
    announce(QuestionsChanged(convention.slug, code))
    return question


@transaction.atomic
def support_question(
    *, convention: Convention, code: str, number: int, person: str, at: datetime
) -> None:
    """Want a question answered, once however often it is said. Raises CannotSupportError."""
    floor = locked_floor(convention=convention, code=code)
    question = _supportable(floor, number, at)
    family = family_of(question)
    if Support.objects.filter(question__in=family, person=person).exists():
        return
    Support.objects.create(question=question, person=person)
    count_supports(question)
    announce(QuestionsChanged(convention.slug, code))


@transaction.atomic
def take_back_support(
    *, convention: Convention, code: str, number: int, person: str, at: datetime
) -> None:
    """Want it no longer; who asked it does so by taking the question back."""
    floor = locked_floor(convention=convention, code=code)
    question = _supportable(floor, number, at)
    family = family_of(question)
    given = Support.objects.filter(question__in=family, person=person)
    given.exclude(question__author=person).delete()
    count_supports(*family)
    announce(QuestionsChanged(convention.slug, code))


@transaction.atomic
def withdraw_question(*, convention: Convention, code: str, number: int, person: str) -> None:
    """Take one's own question back: its words are gone at once. Raises CannotWithdrawError.

    Questions that were merged into it stand on their own again.
    """
    floor = locked_floor(convention=convention, code=code)
    question = floor.questions.of_person(person).filter(number=number).first()
    if question is None:
        raise CannotWithdrawError(_("This is not your question."))
    if question.state == QuestionState.WITHDRAWN:
        return
    if question.state in {QuestionState.ON_STAGE, *ANSWERED}:
        raise CannotWithdrawError(_("This question is on stage, or has been answered already."))
    main = question.merged_into
    for other in question.merged.order_by("pk"):
        _stand_alone(other)
    question.given.all().delete()
    question.text = question.name = question.reason = ""
    question.state, question.merged_into, question.is_pinned = QuestionState.WITHDRAWN, None, False
    question.supports = 0
    question.version += 1
    question.save()
    if main is not None:
        count_supports(main)
    floor.acts += 1
    floor.save(update_fields=["acts"])
    announce(QuestionsChanged(convention.slug, code))


def _stand_alone(question: Question) -> None:
    question.state, question.merged_into = QuestionState.VISIBLE, None
    question.version += 1
    question.save()
    count_supports(question)


def _supportable(floor: Floor, number: int, at: datetime) -> Question:
    """Return the question that counts: a merged one counts for the one it was merged into."""
    named = floor.questions.select_related("merged_into").filter(number=number).first()
    question = named.merged_into or named if named else None
    if question is None or not question.is_public:
        raise CannotSupportError(_("This question is not, or no longer, in the list."))
    if question.state in ANSWERED:
        raise CannotSupportError(_("This question has been answered already."))
    if not rules_of(floor.convention.slug, floor.session_code, floor).takes_questions(at):
        raise CannotSupportError(_("Questions are closed here."))
    return question


def _require_words(text: str, name: str, *, needs_name: bool) -> None:
    if not text:
        raise CannotAskError(_("Please write your question."), field="text")
    if len(text) > LONGEST_QUESTION:
        too_long = _("A question has at most %(most)s characters; yours has %(length)s.")
        facts = {"most": LONGEST_QUESTION, "length": len(text)}
        raise CannotAskError(too_long % facts, field="text")
    if needs_name and not name:
        raise CannotAskError(_("Questions are asked with a name here."), field="name")
    if len(name) > LONGEST_NAME:
        too_long = _("A name has at most %(most)s characters.")
        raise CannotAskError(too_long % {"most": LONGEST_NAME}, field="name")


def _require_patience(floor: Floor, person: str, at: datetime) -> None:
    asked = floor.questions.of_person(person).order_by("-asked_at", "-pk")
    moments = list(asked.values_list("asked_at", flat=True)[:QUESTIONS_IN_A_SESSION])
    if len(moments) >= QUESTIONS_IN_A_SESSION:
        raise CannotAskError(
            _("You have asked %(most)s questions here; please leave room for others.")
            % {"most": QUESTIONS_IN_A_SESSION}
        )
    if len(moments) < QUESTIONS_IN_A_WINDOW:
        return
    wait = moments[QUESTIONS_IN_A_WINDOW - 1] + WINDOW - at
    if wait > timedelta():
        minutes = -(-wait // timedelta(minutes=1))
        raise CannotAskError(_TOO_FAST % {"minutes": minutes})


_TOO_FAST = ngettext_lazy(
    "You have asked a lot just now. Please wait %(minutes)d minute; your text stays here.",
    "You have asked a lot just now. Please wait %(minutes)d minutes; your text stays here.",
    "minutes",
)
