# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Take one's own last act back, unless somebody has built on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.audience.actions.counting import count_supports
from konvent.audience.actions.deeds import (
    CannotModerateError,
    Deed,
    SeenOtherwiseError,
    restored,
    seen_question,
)
from konvent.audience.actions.floors import locked_floor
from konvent.audience.models import QuestionState

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.audience.models import Floor, ModeratingAct, Question
    from konvent.people.models import User


@transaction.atomic
def undo_last_act(*, act: ModeratingAct, at: datetime, by: User) -> None:
    """Take back the moderator's own last act: the one they saw as the last.

    Raises SeenOtherwiseError when somebody has changed one of its questions since, and
    CannotModerateError when there is nothing to take back.
    """
    floor = locked_floor(convention=act.floor.convention.slug, code=act.floor.session_code)
    last = last_act_of(floor, by)
    if last is None or last.pk != act.pk:
        raise CannotModerateError(_("There is nothing to take back."))
    deed = Deed(floor, "take back", at=at, by=by)
    questions = [seen_question(floor, int(key), seen) for key, seen in last.versions.items()]
    _require_free_stage(floor, last)
    mains = {question.merged_into for question in questions}
    for question in sorted(questions, key=lambda question: _enters_stage(last, question)):
        deed.change(question, **restored(last.before[str(question.number)]))
    mains |= {question.merged_into for question in questions}
    if mains != {None}:
        count_supports(*questions, *filter(None, mains))
    last.undone_at = at
    last.save(update_fields=["undone_at"])
    deed.tell()


def last_act_of(floor: Floor, by: User) -> ModeratingAct | None:
    """Return what this moderator could take back."""
    return floor.acts_done.filter(by=by, undone_at=None).order_by("-pk").first()


def _enters_stage(act: ModeratingAct, question: Question) -> bool:
    """Whether the question was on stage before; another one has to leave first."""
    return bool(act.before[str(question.number)]["state"] == QuestionState.ON_STAGE)


def _require_free_stage(floor: Floor, act: ModeratingAct) -> None:
    if all(facts["state"] != QuestionState.ON_STAGE for facts in act.before.values()):
        return
    others = floor.questions.in_state(QuestionState.ON_STAGE).exclude(number__in=act.versions)
    if (there := others.first()) is not None:
        message = _("Meanwhile question %(number)s is on stage. Look at it again.")
        raise SeenOtherwiseError(message % {"number": there.number})
