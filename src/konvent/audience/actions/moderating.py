# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a moderator does with a question.

Every act names the version that was seen: two moderators never undo each other unseen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.audience.actions.counting import count_supports
from konvent.audience.actions.deeds import (
    CannotModerateError,
    SeenOtherwiseError,
    begin,
    with_others,
)
from konvent.audience.models import ANSWERED, PUBLIC, Question, QuestionState
from konvent.audience.models.questions import LONGEST_ANSWER, LONGEST_REASON

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from konvent.audience.models import Floor
    from konvent.people.models import User

State = QuestionState
LISTED = (State.WAITING, State.VISIBLE)
OPEN = (*LISTED, State.ON_STAGE)


@transaction.atomic
def show_question(*, question: Question, seen: int, at: datetime, by: User | None) -> None:
    """Put it into the list everybody sees: for the first time, or back again."""
    deed, question = begin("show question", question, seen=seen, at=at, by=by)
    _require(question, (State.WAITING, State.DECLINED, State.MERGED, State.ON_STAGE, *ANSWERED))
    main = question.merged_into
    if main is not None:
        _require_remembered(deed.floor)
    deed.change(
        question,
        state=State.VISIBLE,
        merged_into=None,
        reason="",
        answer="",
        on_stage_at=None,
        answered_at=None,
    )
    if main is not None:
        count_supports(main, question)
    deed.done(question)


@transaction.atomic
def put_on_stage(
    *,
    question: Question,
    seen: int,
    seen_on_stage: int | None,
    at: datetime,
    by: User | None,
) -> None:
    """Show a question on stage; the one that was seen there goes back into the list."""
    deed, question = begin("put question on stage", question, seen=seen, at=at, by=by)
    _require(question, LISTED)
    there = with_others(deed.floor.questions.in_state(State.ON_STAGE)).first()
    if (there.number if there else None) != seen_on_stage:
        raise SeenOtherwiseError(
            _("Meanwhile question %(number)s was put on stage. Look at it again.")
            % {"number": there.number}
            if there
            else _("Meanwhile the stage has become free. Look at it again.")
        )
    if there is not None:
        deed.change(there, state=State.VISIBLE, on_stage_at=None)
    deed.change(question, state=State.ON_STAGE, on_stage_at=at)
    deed.done(question)


@transaction.atomic
def answer_live(*, question: Question, seen: int, at: datetime, by: User | None) -> None:
    """Say that it was answered on stage, just now or since it was put there."""
    deed, question = begin("answer question", question, seen=seen, at=at, by=by)
    _require(question, OPEN)
    deed.change(
        question,
        state=State.ANSWERED_LIVE,
        answered_at=at,
        on_stage_at=question.on_stage_at or at,
        is_pinned=False,
    )
    deed.done(question)


@transaction.atomic
def answer_in_writing(
    *,
    question: Question,
    seen: int,
    answer: str,
    at: datetime,
    by: User | None,
) -> None:
    """Answer in words that everybody reads below the question; doing it again replaces them."""
    deed, question = begin("answer question in writing", question, seen=seen, at=at, by=by)
    _require(question, (*OPEN, *ANSWERED))
    answer = answer.strip()
    _require_words(answer, LONGEST_ANSWER, "answer")
    deed.change(
        question,
        state=State.ANSWERED_IN_WRITING,
        answer=answer,
        answered_at=question.answered_at or at,
        is_pinned=False,
    )
    deed.done(question)


@transaction.atomic
def decline_question(
    *,
    question: Question,
    seen: int,
    reason: str,
    at: datetime,
    by: User | None,
) -> None:
    """Show it to nobody, with a reason that its author reads."""
    deed, question = begin("decline question", question, seen=seen, at=at, by=by)
    _require(question, OPEN)
    reason = " ".join(reason.split())
    _require_words(reason, LONGEST_REASON, "reason")
    deed.change(question, state=State.DECLINED, reason=reason, on_stage_at=None, is_pinned=False)
    deed.done(question)


@transaction.atomic
def merge_question(
    *,
    question: Question,
    seen: int,
    into: Question,
    at: datetime,
    by: User | None,
) -> None:
    """Let another question stand for this one, and for those merged into it before.

    Who supports both counts once.
    """
    deed, question = begin("merge question", question, seen=seen, at=at, by=by)
    _require(question, LISTED)
    _require_remembered(deed.floor)
    main = with_others(deed.floor.questions.all()).filter(pk=into.pk).first()
    if main is None or main.pk == question.pk or main.state not in {State.WAITING, *PUBLIC}:
        raise CannotModerateError(_("There is no such question to merge it into."), field="into")
    for follower in with_others(question.merged.order_by("pk")):
        deed.change(follower, merged_into=main)
    deed.change(question, state=State.MERGED, merged_into=main, is_pinned=False)
    count_supports(main, question)
    deed.done(question)


@transaction.atomic
def pin_question(*, question: Question, seen: int, at: datetime, by: User | None) -> None:
    """Keep it at the top of the list."""
    deed, question = begin("pin question", question, seen=seen, at=at, by=by)
    _require(question, (State.VISIBLE,))
    deed.change(question, is_pinned=True)
    deed.done(question)


@transaction.atomic
def unpin_question(*, question: Question, seen: int, at: datetime, by: User | None) -> None:
    """Let it stand where its support puts it."""
    deed, question = begin("unpin question", question, seen=seen, at=at, by=by)
    _require(question, (State.VISIBLE, State.ON_STAGE))
    deed.change(question, is_pinned=False)
    deed.done(question)


def _require(question: Question, states: Collection[str]) -> None:
    if question.state not in states:
        message = _("This cannot be done with a question that is “%(state)s”.")
        raise CannotModerateError(message % {"state": question.get_state_display()})


def _require_words(text: str, longest: int, field: str) -> None:
    if not text:
        raise CannotModerateError(_("Please write it in a few words."), field=field)
    if len(text) > longest:
        message = _("At most %(most)s characters; these are %(length)s.")
        raise CannotModerateError(message % {"most": longest, "length": len(text)}, field=field)


def _require_remembered(floor: Floor) -> None:
    """Who supports what is known for a time only; after it nothing can be counted anew."""
    if floor.forgotten_at is not None:
        raise CannotModerateError(
            _("Who supported what is forgotten by now; questions stay as they are.")
        )
