# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""How a moderator's act is done: on what was seen, and so that it can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from konvent.audience.actions.floors import locked_floor
from konvent.audience.events import QuestionsChanged
from konvent.audience.models import ModeratingAct, Question, QuestionState
from konvent.foundation import audit
from konvent.foundation.events import announce
from konvent.foundation.refusals import RefusedError

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from konvent.audience.models import Floor
    from konvent.people.models import User

FACTS = ("state", "merged_into_id", "reason", "answer", "is_pinned")
MOMENTS = ("on_stage_at", "answered_at")


class CannotModerateError(RefusedError):
    """This cannot be done with the question; the message says why."""


class SeenOtherwiseError(RefusedError):
    """Somebody else was faster; the message says who, and what has become of the question."""


class Deed:
    """One act at the desk of a session, while its floor is held."""

    def __init__(self, floor: Floor, verb: str, *, at: datetime, by: User | None) -> None:
        self.floor, self.verb, self.at, self.by = floor, verb, at, by
        self._before: dict[int, dict[str, Any]] = {}
        self._facts: dict[int, dict[str, Any]] = {}
        self._touched: dict[int, Question] = {}

    def change(self, question: Question, **values: object) -> None:
        """Give a question other facts; what is said here can be taken back."""
        if question.number not in self._before:
            self._before[question.number] = _written(question)
            self._facts[question.number] = audit.facts(question)
            question.version += 1
        for name, value in values.items():
            setattr(question, name, value)
        question.save()
        self._touched[question.number] = question

    def done(self, question: Question) -> ModeratingAct:
        """Write down who did it to which question, for the log and for taking it back."""
        act = ModeratingAct.objects.create(
            floor=self.floor,
            by=self.by,
            at=self.at,
            verb=self.verb,
            number=question.number,
            before={str(key): facts for key, facts in self._before.items()},
            versions={str(key): question.version for key, question in self._touched.items()},
        )
        self.tell()
        return act

    def tell(self) -> None:
        """Log every question that was touched, and announce it."""
        slug = self.floor.convention.slug
        for key, question in self._touched.items():
            audit.record(
                at=self.at,
                actor=self.by,
                verb=self.verb,
                thing=question,
                convention=slug,
                before=self._facts[key],
            )
        self.floor.acts += 1
        self.floor.save(update_fields=["acts"])
        announce(QuestionsChanged(slug, self.floor.session_code))


def begin(
    verb: str, question: Question, *, seen: int, at: datetime, by: User | None
) -> tuple[Deed, Question]:
    """Hold the floor, and return the question as it is: in the version the moderator saw.

    Call it inside a transaction. Raises SeenOtherwiseError.
    """
    floor = question.floor
    held = locked_floor(convention=floor.convention.slug, code=floor.session_code)
    deed = Deed(held, verb, at=at, by=by)
    return deed, seen_question(deed.floor, question.number, seen)


def seen_question(floor: Floor, number: int, seen: int) -> Question:
    """Return a question of the floor that is held, in the version that was seen."""
    question = with_others(floor.questions.all()).get(number=number)
    if question.version != seen:
        raise SeenOtherwiseError(_said_of(question))
    return question


def with_others(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Fetch with each question what the log says of it."""
    return questions.select_related("floor", "merged_into", "merged_into__floor")


def restored(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what `Deed` wrote down as values of the fields again."""
    moments = {name: parse_datetime(facts[name]) if facts[name] else None for name in MOMENTS}
    return {**facts, **moments}


def _written(question: Question) -> dict[str, Any]:
    moments = {name: getattr(question, name) for name in MOMENTS}
    return {
        **{name: getattr(question, name) for name in FACTS},
        **{name: moment.isoformat() if moment else "" for name, moment in moments.items()},
    }


def _said_of(question: Question) -> str:
    if question.state == QuestionState.WITHDRAWN:
        return str(_("Meanwhile its author has taken this question back."))
    act = (
        ModeratingAct.objects.filter(floor=question.floor, versions__has_key=str(question.number))
        .select_related("by")
        .order_by("-pk")
        .first()
    )
    facts = {
        "who": act.by if act and act.by else "konvent",
        "number": question.number,
        "state": question.get_state_display(),
    }
    message = _("%(who)s was faster: question %(number)s is now “%(state)s”. Look at it again.")
    return str(message % facts)
