# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Support questions, many at a time: one person counts once, whatever was merged into what."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from konvent.audience.actions.announcing import unless_read_only
from konvent.audience.actions.floors import NoSuchSessionError, locked_floor_and_rules
from konvent.audience.events import QuestionsChanged
from konvent.audience.models import ANSWERED, Question, Support
from konvent.audience.persons import person_of
from konvent.foundation.events import announce
from konvent.foundation.prepared import prepared
from konvent.foundation.refusals import RefusedError
from konvent.foundation.rows import add_rows, add_to

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from konvent.audience.models import Floor
    from konvent.audience.wishes import Back
    from konvent.foundation.intents import Intent, Outcome

Given = tuple[int, str]
"""A question's key and a person."""


class CannotSupportError(RefusedError):
    """This question cannot be supported; the message says why."""


@unless_read_only
def back_questions(*, intents: Sequence[Intent[Back]], at: datetime) -> list[Outcome]:
    """Want questions answered, or want them no longer; who asked one always wants it."""
    outcomes: dict[int, Outcome] = {}
    places = defaultdict(list)
    for place, intent in enumerate(intents):
        places[intent.convention, intent.wish.session].append(place)
    for (convention, code), here in sorted(places.items()):
        try:
            floor, rules = locked_floor_and_rules(convention=convention, code=code)
        except NoSuchSessionError as error:
            outcomes |= dict.fromkeys(here, error)
            continue
        ballot = _Ballot(floor, [intents[place] for place in here])
        ballot.is_open = rules.takes_questions(at)
        outcomes |= {place: ballot.take(intents[place]) for place in here}
        ballot.write()
    return [outcomes[place] for place in range(len(intents))]


class _Ballot:
    """The support of one floor's questions, while it is held."""

    is_open = False

    def __init__(self, floor: Floor, intents: Sequence[Intent[Back]]) -> None:
        self.floor = floor
        keys = {intent.by.key for intent in intents}
        self.persons = {key: person_of(floor.convention.slug, key) for key in keys}
        self.named = self._read({intent.wish.number for intent in intents})
        self.before: set[Given] = set(_given(self._members(), self.persons.values()))
        self.after = set(self.before)

    def _read(self, numbers: set[int]) -> dict[int, Question]:
        """Return the questions that count for these numbers, and remember their families."""
        known = _by_key(_named(self.floor.pk, numbers))
        mains = {question.merged_into_id or question.pk for question in known.values()}
        if mains - known.keys():  # named by a merged one
            known |= _by_key(_families(self.floor.pk, mains))
        self.mains = {pk: known[pk] for pk in mains}
        self.supports = {pk: main.supports for pk, main in self.mains.items()}
        self.families: dict[int, dict[int, str]] = {pk: {} for pk in self.mains}
        for pk, member in known.items():
            self.families[member.merged_into_id or pk][pk] = member.author
        return {
            question.number: self.mains[question.merged_into_id or question.pk]
            for question in known.values()
        }

    def _members(self) -> list[int]:
        return [pk for family in self.families.values() for pk in family]

    def take(self, intent: Intent[Back]) -> Outcome:
        """Decide one wish, as if it came alone."""
        question = self.named.get(intent.wish.number)
        if question is None or not question.is_public:
            return CannotSupportError(
                _("This question is not, or no longer, in the list."), code="gone"
            )
        if question.state in ANSWERED:
            return CannotSupportError(
                _("This question has been answered already."), code="answered"
            )
        if not self.is_open:
            return CannotSupportError(_("Questions are closed here."), code="closed")
        return self._decide(question, self.persons[intent.by.key], is_on=intent.wish.is_on)

    def _decide(self, question: Question, person: str, *, is_on: bool) -> Outcome:
        family = self.families[question.pk]
        own = {(pk, person) for pk in family}
        had = bool(own & self.after)
        if not is_on:
            self.after -= {(pk, person) for pk, author in family.items() if author != person}
        elif not had:
            self.after.add((question.pk, person))
        has = bool(own & self.after)
        question.supports += has - had
        return {"supports": question.supports, "on": has}

    def write(self) -> None:
        """Write what is different now, and announce it once."""
        if self.before == self.after:
            return
        gone = defaultdict(list)
        for pk, person in self.before - self.after:
            gone[pk].append(person)
        for pk, persons in gone.items():
            Support.objects.filter(question=pk, person__in=persons).delete()
            if pk not in self.mains:  # a merged one counts what it brought itself
                brought = Question.objects.filter(pk=pk)
                brought.update(supports=F("supports") - len(persons))
        came = sorted(self.after - self.before)
        add_rows(Support, ("question", "person"), came)
        more = {pk: main.supports - self.supports[pk] for pk, main in self.mains.items()}
        add_to(Question, "supports", more)
        announce(QuestionsChanged(self.floor.convention.slug, self.floor.session_code))


@prepared
def _named(floor: int, numbers: Collection[int]) -> QuerySet[Question]:
    return _of(floor, Q(number__in=numbers) | Q(merged_into__number__in=numbers))


@prepared
def _families(floor: int, mains: Collection[int]) -> QuerySet[Question]:
    return _of(floor, Q(pk__in=mains) | Q(merged_into__pk__in=mains))


def _of(floor: int, those: Q) -> QuerySet[Question]:
    needed = ("floor_id", "number", "merged_into_id", "author", "state", "supports")
    return Question.objects.filter(those, floor__pk=floor).only(*needed)


@prepared
def _given(questions: Collection[int], persons: Collection[str]) -> QuerySet[Support, Given]:
    given = Support.objects.filter(question__pk__in=questions, person__in=persons)
    return given.values_list("question_id", "person")


def _by_key(questions: Iterable[Question]) -> dict[int, Question]:
    return {question.pk: question for question in questions}
