# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The rules of polls against a plain model, whatever people and moderators do, in any order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.audience.conftest import do
from tests.audience.polls import intents, make_poll
from tests.factories import at, make_world, publish, text
from tests.foundation.front.running import apply

from konvent.audience.actions.answering import answer_polls
from konvent.audience.actions.polling import (
    ask_again,
    change_poll,
    close_poll,
    open_poll,
    options_as_typed,
    put_poll_on_stage,
    take_poll_off_stage,
)
from konvent.audience.answers import points_of
from konvent.audience.models import Poll
from konvent.audience.polls import polls_of_session
from konvent.audience.wishes import AnswerPoll
from konvent.foundation.front.merge_patch import diff
from konvent.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db

PEOPLE = ("ada", "grace", "joan")
KINDS = ("single", "multiple", "scale", "ranking", "words", "open")
WORDS = ("", "Köln", "köln, Bonn", "Bonn,Bonn", "Essen; Aachen\nBonn, Siegen")
ANSWERS = st.tuples(
    st.just("answer"),
    st.sampled_from(PEOPLE),
    st.lists(st.integers(1, 4), max_size=4).map(tuple),
    st.sampled_from(WORDS),
)
DEEDS = st.tuples(st.sampled_from(["open", "close", "stage", "off-stage", "change", "again"]))
STEPS = st.lists(st.one_of(ANSWERS, ANSWERS, DEEDS), max_size=10)
ACTIONS = {
    "open": open_poll,
    "close": close_poll,
    "stage": put_poll_on_stage,
    "off-stage": take_poll_off_stage,
}
OPENED_TOO_EARLY = [("open",), ("close",), ("open",), ("answer", "ada", (1,), "Bonn"), ("close",)]


@dataclass
class Model:
    """What should be, without a database."""

    kind: str
    state: str = "draft"
    is_on_stage: bool = False
    answers: dict[str, tuple] = field(default_factory=dict)

    def answer(self, who, choices, words):
        chosen = self.understood(choices, words)
        if self.state != "open" or chosen is None:
            return False
        self.answers[who] = chosen
        return True

    def understood(self, choices, words):
        if self.kind in {"words", "open"}:
            separators = ",;\n" if self.kind == "words" else ""
            for separator in separators:
                words = words.replace(separator, "|")
            parts = [" ".join(part.split()).casefold() for part in words.split("|")]
            unique = tuple(dict.fromkeys(filter(None, parts)))
            return unique if 0 < len(unique) <= (2 if self.kind == "words" else 1) else None
        unique = tuple(dict.fromkeys(choices))
        most = {"multiple": 2, "ranking": 3}.get(self.kind, 1)
        if not 0 < len(unique) <= most or 4 in unique:
            return None
        return unique if self.kind == "ranking" else tuple(sorted(unique))

    def do(self, deed):
        if deed == "open" and (self.state == "open" or not self.answers):
            self.state = "open"
            return True
        if deed == "close" and self.state != "draft":
            self.state = "closed"
            return True
        if deed == "stage" and self.state != "draft":
            self.is_on_stage = True
            return True
        if deed == "off-stage":
            self.is_on_stage = False
            return True
        return deed == "again" or (deed == "change" and self.state == "draft")

    @property
    def sums(self):
        counted = Counter()
        for chosen in self.answers.values():
            for place, one in enumerate(chosen):
                counted[one] += 3 - place if self.kind == "ranking" else 1
        return {one: count for one, count in counted.items() if count}


def take(step, model, convention, poll):
    """Do it here and there; return what became of it in both."""
    verb, *rest = step
    if verb == "answer":
        who, choices, words = rest
        wish = AnswerPoll(poll.floor.session_code, poll.number, choices, words)
        should = model.answer(who, choices, words)
        return _done(lambda: do(answer_polls, convention, who, wish, at(10, 5))), should
    facts = {"poll": poll, "at": at(10, 5), "by": None}
    if verb == "change":
        facts |= {"values": {"question": text("Wann?")}, "options": options_as_typed(poll)}
        return _done(lambda: change_poll(**facts)), model.do(verb)
    if verb == "again":
        return _done(lambda: ask_again(**facts, key=uuid4())), model.do(verb)
    return _done(lambda: ACTIONS[verb](**facts)), model.do(verb)


def _done(deed):
    try:
        with transaction.atomic():
            deed()
    except RefusedError:
        return False
    return True


def sums_of(poll):
    """What the poll says of itself."""
    if poll.is_written:
        return dict(poll.words.filter(count__gt=0).values_list("key", "count"))
    return dict(poll.options.filter(count__gt=0).values_list("place", "count"))


def recount(poll):
    """The same, counted from the answers."""
    counted = Counter()
    for answer in poll.given.all():
        counted.update(points_of(poll, answer.choices))
    return dict(counted)


@example(kind="single", results="live", steps=OPENED_TOO_EARLY)
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(kind=st.sampled_from(KINDS), results=st.sampled_from(["live", "closed"]), steps=STEPS)
def test_polls_follow_their_rules_whatever_is_done_in_any_order(told, kind, results, steps):
    with transaction.atomic():
        convention = make_world()
        publish(convention)
        code = convention.sessions.get(title__en="Opening").code
        poll = make_poll(convention, code, kind, results=results, most=2, is_open=False)
        model = Model(kind)
        known = polls_of_session(convention.slug, code)
        for step in [("open",), *steps] if len(steps) % 4 else steps:
            with told() as topics:
                done, should = take(step, model, convention, poll)

            assert done == should, step
            poll = Poll.objects.select_related("floor__convention").get(pk=poll.pk)
            assert (poll.state, poll.is_on_stage) == (model.state, model.is_on_stage)
            assert (poll.answers, sums_of(poll)) == (len(model.answers), model.sums)
            assert recount(poll) == model.sums
            fresh = polls_of_session(convention.slug, code)
            if f"{convention.slug}/session/{code}/polls" in topics:
                known = apply(known, diff(known, fresh))
            assert known == fresh
        transaction.set_rollback(True)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(
    kind=st.sampled_from(KINDS),
    wishes=st.lists(ANSWERS, min_size=1, max_size=12),
    cuts=st.sets(st.integers(1, 11)),
)
def test_answers_in_any_batches_come_to_the_same_as_one_by_one(db, kind, wishes, cuts):
    with transaction.atomic():
        convention = make_world()
        publish(convention)
        code = convention.sessions.get(title__en="Opening").code
        one, many = (make_poll(convention, code, kind, most=2) for _ in range(2))
        said_one, said_many = [], []
        for _, who, choices, words in wishes:
            wish = AnswerPoll(code, one.number, choices, words)
            said_one += answer_polls(intents=intents(convention, [(who, wish)]), at=at(10, 2))
        edges = [0, *sorted(cut for cut in cuts if cut < len(wishes)), len(wishes)]
        for start, end in pairwise(edges):
            batch = [
                (who, AnswerPoll(code, many.number, choices, words))
                for _, who, choices, words in wishes[start:end]
            ]
            said_many += answer_polls(intents=intents(convention, batch), at=at(10, 2))

        assert [str(said) for said in said_many] == [str(said) for said in said_one]
        one.refresh_from_db()
        many.refresh_from_db()
        assert (many.answers, sums_of(many)) == (one.answers, sums_of(one))
        assert _given(many) == _given(one)
        transaction.set_rollback(True)


def _given(poll):
    return dict(poll.given.values_list("person", "choices"))
