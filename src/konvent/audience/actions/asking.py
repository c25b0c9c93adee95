# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What everybody at a session can do: ask, and take it back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from konvent.audience.actions.announcing import unless_read_only
from konvent.audience.actions.counting import count_supports
from konvent.audience.actions.floors import locked_floor
from konvent.audience.actions.in_turn import each_in_turn
from konvent.audience.events import QuestionsChanged
from konvent.audience.models import ANSWERED, Question, QuestionState, Support
from konvent.audience.models.questions import LONGEST_NAME, LONGEST_QUESTION, NOT_YOUR_KEY
from konvent.audience.persons import person_of
from konvent.audience.queries import texts_to_compare
from konvent.audience.rules import rules_of
from konvent.audience.similarity import similar_to
from konvent.foundation.events import announce
from konvent.foundation.lines import one_line
from konvent.foundation.refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from konvent.audience.models import Floor
    from konvent.audience.wishes import Ask, Withdraw
    from konvent.foundation.intents import Intent, Outcome

WINDOW = timedelta(minutes=5)
QUESTIONS_IN_A_WINDOW = 3
QUESTIONS_IN_A_SESSION = 20


class CannotAskError(RefusedError):
    """This question is not taken; the message says why."""


class CannotWithdrawError(RefusedError):
    """This question cannot be taken back; the message says why."""


@unless_read_only
def ask_questions(*, intents: Sequence[Intent[Ask]], at: datetime) -> list[Outcome]:
    """Ask; what is sent twice with the same key is asked once.

    Who is not sure yet is shown similar questions instead, if there are some.
    """
    return each_in_turn(_ask, intents, at)


@unless_read_only
def withdraw_questions(*, intents: Sequence[Intent[Withdraw]], at: datetime) -> list[Outcome]:
    """Take one's own questions back: their words are gone at once.

    Questions that were merged into one stand on their own again.
    """
    return each_in_turn(_withdraw, intents, at)


def _ask(intent: Intent[Ask], at: datetime) -> Outcome:
    wish, person = intent.wish, person_of(intent.convention, intent.by.key)
    floor = locked_floor(convention=intent.convention, code=wish.session)
    there = floor.questions.filter(key=wish.key).first()
    if there is not None and there.author != person:
        raise CannotAskError(NOT_YOUR_KEY, code="not-yours")
    if there is not None:
        return {"number": there.number, "state": there.state}
    text, name = one_line(wish.text), one_line(wish.name)
    rules = rules_of(intent.convention, wish.session, floor)
    if not rules.takes_questions(at):
        raise CannotAskError(_("No more questions are taken here."), code="closed")
    _require_words(text, name, needs_name=rules.needs_name)
    _require_patience(floor, person, at)
    if not wish.is_sure and (similar := similar_to(text, texts_to_compare(floor))):
        return {"similar": [asdict(one) for one in similar]}
    asked = Question(
        key=wish.key,
        text=text,
        name=name,
        author=person,
        asked_at=at,
        state=QuestionState.VISIBLE if rules.is_shown_at_once else QuestionState.WAITING,
    )
    _add(floor, asked)
    return {"number": asked.number, "state": asked.state}


def _add(floor: Floor, question: Question) -> None:
    """Give it the next number, and the support of its author."""
    floor.last_number += 1
    floor.save(update_fields=["last_number"])
    question.floor, question.number, question.supports = floor, floor.last_number, 1
    question.save(force_insert=True)
    Support.objects.create(question=question, person=question.author)
    announce(QuestionsChanged(floor.convention.slug, floor.session_code))


def _withdraw(intent: Intent[Withdraw], at: datetime) -> Outcome:  # noqa: ARG001 -- as all intents
    wish, person = intent.wish, person_of(intent.convention, intent.by.key)
    floor = locked_floor(convention=intent.convention, code=wish.session)
    question = floor.questions.of_person(person).filter(number=wish.number).first()
    if question is None:
        raise CannotWithdrawError(_("This is not your question."), code="not-yours")
    if question.state in {QuestionState.ON_STAGE, *ANSWERED}:
        raise CannotWithdrawError(
            _("This question is on stage, or has been answered already."), code="settled"
        )
    if question.state != QuestionState.WITHDRAWN:
        _take_out(floor, question)
    return {"number": question.number, "state": question.state}


def _take_out(floor: Floor, question: Question) -> None:
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
    announce(QuestionsChanged(floor.convention.slug, floor.session_code))


def _stand_alone(question: Question) -> None:
    question.state, question.merged_into = QuestionState.VISIBLE, None
    question.version += 1
    question.save()
    count_supports(question)


def _require_words(text: str, name: str, *, needs_name: bool) -> None:
    if not text:
        raise CannotAskError(_("Please write your question."), field="text")
    if len(text) > LONGEST_QUESTION:
        too_long = _("A question has at most {most} characters; yours has {length}.")
        said = format_lazy(too_long, most=LONGEST_QUESTION, length=len(text))
        raise CannotAskError(said, field="text")
    if needs_name and not name:
        raise CannotAskError(_("Questions are asked with a name here."), field="name")
    if len(name) > LONGEST_NAME:
        too_long = _("A name has at most {most} characters.")
        raise CannotAskError(format_lazy(too_long, most=LONGEST_NAME), field="name")


def _require_patience(floor: Floor, person: str, at: datetime) -> None:
    asked = floor.questions.of_person(person).order_by("-asked_at", "-pk")
    moments = list(asked.values_list("asked_at", flat=True)[:QUESTIONS_IN_A_SESSION])
    if len(moments) >= QUESTIONS_IN_A_SESSION:
        enough = _("You have asked {most} questions here; please leave room for others.")
        raise CannotAskError(format_lazy(enough, most=QUESTIONS_IN_A_SESSION), code="enough")
    if len(moments) < QUESTIONS_IN_A_WINDOW:
        return
    wait = moments[QUESTIONS_IN_A_WINDOW - 1] + WINDOW - at
    if wait > timedelta():
        minutes = -(-wait // timedelta(minutes=1))
        slowly = _("You have asked a lot just now. You can ask again in {minutes} min.")
        raise CannotAskError(format_lazy(slowly, minutes=minutes), code="too-often")
