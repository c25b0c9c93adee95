# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Answer polls, many at a time: one person has one answer, and may change it while they are open.

Sums are kept beside the answers, so that nobody who reads has to count.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext_lazy as _

from konvent.audience.actions.announcing import unless_read_only
from konvent.audience.answers import Answered, points_of, understand
from konvent.audience.events import PollsChanged
from konvent.audience.models import Option, Poll, PollAnswer, PollState, PollWord
from konvent.audience.persons import person_of
from konvent.audience.polls import in_place
from konvent.audience.word_list import unwanted_words
from konvent.foundation.events import announce
from konvent.foundation.prepared import prepared
from konvent.foundation.refusals import RefusedError
from konvent.foundation.rows import add_rows, add_to

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from konvent.audience.answers import Chosen
    from konvent.audience.wishes import AnswerPoll
    from konvent.foundation.intents import Intent, Outcome

Named: TypeAlias = tuple[str, str, int]
"""Convention, session and number of a poll."""


class CannotAnswerError(RefusedError):
    """This answer is not taken; the message says why."""


@unless_read_only
def answer_polls(*, intents: Sequence[Intent[AnswerPoll]], at: datetime) -> list[Outcome]:  # noqa: ARG001 -- as all intents
    """Answer; answering again replaces one's answer, with the same it stays as it is."""
    urn = _Urn(intents)
    outcomes = [urn.take(intent) for intent in intents]
    urn.write()
    return outcomes


class _Urn:
    """The answers to some polls, while they are held."""

    def __init__(self, intents: Sequence[Intent[AnswerPoll]]) -> None:
        self.polls = _held({_named(intent) for intent in intents})
        persons = {_person(intent) for intent in intents}
        given = _given([poll.pk for poll in self.polls.values()], persons)
        self.before = {(one.poll_id, one.person): one.choices for one in given}
        self.now = dict(self.before)
        written = {convention for (convention, *_), poll in self.polls.items() if poll.is_written}
        self.unwanted = unwanted_words(written)
        self.texts: dict[tuple[int, Chosen], str] = {}
        """How words were written that are counted for the first time."""

    def take(self, intent: Intent[AnswerPoll]) -> Outcome:
        """Decide one wish, as if it came alone."""
        poll = self.polls.get(_named(intent))
        if poll is None or poll.state == PollState.DRAFT:
            return CannotAnswerError(_("This poll is not, or no longer, there."), code="gone")
        if not poll.is_open:
            return CannotAnswerError(_("This poll is closed."), code="closed")
        try:
            answered = understand(
                poll, intent.wish, unwanted=self.unwanted.get(intent.convention, "")
            )
        except RefusedError as refusal:
            return refusal
        self.now[poll.pk, _person(intent)] = answered.choices
        for key, text in answered.texts.items():
            self.texts.setdefault((poll.pk, key), text)
        return _said(answered)

    def write(self) -> None:
        """Write what is different now, and announce it once for each session."""
        changed = {who: now for who, now in self.now.items() if now != self.before.get(who)}
        if not changed:
            return
        rows = ((pk, person, now) for (pk, person), now in changed.items())
        add_rows(PollAnswer, ("poll", "person", "choices"), rows, unless_there=("poll", "person"))
        polls = {poll.pk: poll for poll in self.polls.values()}
        sums = self._differences(polls, changed)
        newcomers = Counter(pk for pk, person in changed if (pk, person) not in self.before)
        add_to(Poll, "answers", newcomers)
        _add_to_options(polls, sums)
        _add_to_words(polls, sums, self.texts)
        for slug, code in {_place(polls[pk]) for pk, _person in changed}:
            announce(PollsChanged(slug, code))

    def _differences(
        self, polls: dict[int, Poll], changed: Iterable[tuple[int, str]]
    ) -> dict[int, Counter[Chosen]]:
        """Return what the changed answers add to each poll's sums, and take from them."""
        sums: dict[int, Counter[Chosen]] = defaultdict(Counter)
        for pk, person in changed:
            sums[pk].update(points_of(polls[pk], self.now[pk, person]))
            sums[pk].subtract(points_of(polls[pk], self.before.get((pk, person), [])))
        return sums


def take_answers_back(*, answers: QuerySet[PollAnswer]) -> None:
    """Delete answers, and what they have added to the sums of polls that are open.

    What is closed everybody has seen: it stays. Whoever calls this holds the polls.
    """
    given = list(answers.filter(poll__state=PollState.OPEN))
    concerned = Poll.objects.filter(pk__in={one.poll_id for one in given}).order_by("pk")
    rows = concerned.select_related("floor__convention").prefetch_related("options")
    polls = {poll.pk: poll for poll in rows}
    sums: dict[int, Counter[Chosen]] = defaultdict(Counter)
    for one in given:
        sums[one.poll_id].subtract(points_of(polls[one.poll_id], one.choices))
    answers.delete()
    fewer = Counter(one.poll_id for one in given)
    add_to(Poll, "answers", {pk: -count for pk, count in fewer.items()})
    _add_to_options(polls, sums)
    _add_to_words(polls, sums, {})
    for poll in polls.values():
        announce(PollsChanged(*_place(poll)))


def _add_to_options(polls: dict[int, Poll], sums: dict[int, Counter[Chosen]]) -> None:
    more = {
        option.pk: added[option.place]
        for pk, added in sums.items()
        for option in in_place(polls[pk])
    }
    add_to(Option, "count", more)


def _add_to_words(
    polls: dict[int, Poll],
    sums: dict[int, Counter[Chosen]],
    texts: dict[tuple[int, Chosen], str],
) -> None:
    added = {
        (pk, str(key)): count
        for pk, counts in sums.items()
        if polls[pk].is_written
        for key, count in counts.items()
        if count
    }
    if not added:
        return
    there = PollWord.objects.filter(
        poll__in={pk for pk, _key in added}, key__in={key for _pk, key in added}
    )
    known = {(word.poll_id, word.key): word for word in there}
    fresh = [named for named in added if named not in known]
    for named in fresh:
        known[named] = PollWord(poll_id=named[0], key=named[1], text=texts[named])
    for named, count in added.items():
        known[named].count += count
    PollWord.objects.bulk_create(known[named] for named in fresh)
    old = {known[named].pk: count for named, count in added.items() if named not in fresh}
    add_to(PollWord, "count", old)
    if any(known[named].count == 0 for named in added):
        nobody_says = PollWord.objects.filter(poll__in={pk for pk, _key in added}, count=0)
        nobody_says.filter(is_hidden=False).delete()


def _held(named: set[Named]) -> dict[Named, Poll]:
    """Return the polls of these names, held until the end."""
    conventions, codes, numbers = (set(parts) for parts in zip(*named, strict=True))
    found = {(*_place(poll), poll.number): poll for poll in _named_so(conventions, codes, numbers)}
    held = {name: poll for name, poll in found.items() if name in named}
    by_poll: dict[int, list[Option]] = {poll.pk: [] for poll in held.values()}
    for option in _options(list(by_poll)):
        by_poll[option.poll_id].append(option)
    for poll in held.values():
        poll.fetched_options = by_poll[poll.pk]
    return held


@prepared
def _named_so(
    conventions: Collection[str], codes: Collection[str], numbers: Collection[int]
) -> QuerySet[Poll]:
    polls = Poll.objects.select_for_update(of=("self",)).filter(
        floor__convention__slug__in=conventions,
        floor__session_code__in=codes,
        number__in=numbers,
    )
    return polls.select_related("floor__convention").order_by("pk")


@prepared
def _options(polls: Collection[int]) -> QuerySet[Option]:
    return Option.objects.filter(poll__pk__in=polls).order_by("place")


@prepared
def _given(polls: Collection[int], persons: Collection[str]) -> QuerySet[PollAnswer]:
    return PollAnswer.objects.filter(poll__pk__in=polls, person__in=persons)


def _said(answered: Answered) -> Outcome:
    if answered.texts:
        return {"words": list(answered.texts.values())}
    return {"choices": answered.choices}


def _place(poll: Poll) -> tuple[str, str]:
    return poll.floor.convention.slug, poll.floor.session_code


def _named(intent: Intent[AnswerPoll]) -> Named:
    return intent.convention, intent.wish.session, intent.wish.number


def _person(intent: Intent[AnswerPoll]) -> str:
    return person_of(intent.convention, intent.by.key)
