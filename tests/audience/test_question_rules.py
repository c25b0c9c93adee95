# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The rules of questions against a plain model: whatever people and moderators do, in any order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.audience.conftest import do
from tests.factories import at, make_user, make_world, publish
from tests.foundation.front.running import apply

from konvent.audience.actions.asking import ask_questions, withdraw_questions
from konvent.audience.actions.backing import back_questions
from konvent.audience.actions.moderating import (
    answer_in_writing,
    answer_live,
    decline_question,
    merge_question,
    pin_question,
    put_on_stage,
    show_question,
    unpin_question,
)
from konvent.audience.actions.undoing import last_act_of, undo_last_act
from konvent.audience.models import QuestionDefaults
from konvent.audience.queries import (
    moderation_of_session,
    on_stage_of_session,
    questions_of_session,
)
from konvent.audience.wishes import Ask, Back, Withdraw
from konvent.foundation.front.merge_patch import diff
from konvent.foundation.models import AuditEntry
from konvent.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db

PEOPLE, NUMBERS, MODERATORS = ("ada", "grace", "joan"), (1, 2, 3), ("mira", "noor")
OPEN = {"visible", "on-stage"}
PUBLIC = OPEN | {"answered-live", "answered-in-writing"}
MAY = {
    "show": {"waiting", "declined", "merged", "on-stage", "answered-live", "answered-in-writing"},
    "stage": {"waiting", "visible"},
    "answer": {"waiting", *OPEN},
    "write": {"waiting", *PUBLIC},
    "decline": {"waiting", *OPEN},
    "merge": {"waiting", "visible"},
    "pin": {"visible"},
    "unpin": OPEN,
}
BECOMES = {
    "show": "visible",
    "stage": "on-stage",
    "answer": "answered-live",
    "write": "answered-in-writing",
    "decline": "declined",
    "merge": "merged",
}
BEFORE = [
    *(("ask", who) for who in PEOPLE),
    *(("support", "joan", number) for number in (1, 2)),
]
"""Three questions, two of which share a supporter."""
person, number = st.sampled_from(PEOPLE), st.sampled_from(NUMBERS)
moderator = st.sampled_from(MODERATORS)
is_stale = st.sampled_from([False] * 7 + [True])
VERBS = st.sampled_from([*sorted(MAY), "merge", "show", "stage"])
STEPS = st.one_of(
    st.tuples(st.just("ask"), person),
    st.tuples(st.sampled_from(["support", "take back", "withdraw"]), person, number),
    st.tuples(VERBS, moderator, number, number, is_stale),
    st.tuples(VERBS, moderator, number, number, is_stale),
    st.tuples(st.just("undo"), moderator),
)
MERGED_AND_TAKEN_BACK = [("merge", "mira", 1, 2, False), ("undo", "mira")]
ONE_AFTER_THE_OTHER = [
    ("stage", "mira", 1, 1, False),
    ("stage", "noor", 2, 2, False),
    ("undo", "mira"),
    ("undo", "noor"),
    ("undo", "mira"),
]
A_CHAIN = [
    ("merge", "mira", 1, 2, False),
    ("merge", "noor", 2, 3, False),
    ("undo", "mira"),
    ("show", "mira", 1, 1, False),
    ("undo", "noor"),
    ("withdraw", "joan", 3),
]
SUPPORT_OF_A_MERGED_ONE = [
    ("merge", "mira", 1, 2, False),
    ("support", "ada", 2),
    ("support", "joan", 1),
    ("take back", "joan", 2),
    ("take back", "ada", 2),
    ("take back", "grace", 2),
]


@dataclass
class Asked:
    """A question as the model knows it."""

    author: str
    state: str
    given: set[str]
    into: int | None = None
    is_pinned: bool = False
    version: int = 0

    @property
    def facts(self):
        return (self.state, self.into, self.is_pinned)


@dataclass
class Model:
    """What should be, without a database: dictionaries and sets."""

    shown_at_once: bool
    asked: dict[int, Asked] = field(default_factory=dict)
    acts: dict[str, list] = field(default_factory=lambda: defaultdict(list))

    def family(self, number):
        return [n for n, q in self.asked.items() if number in {n, q.into}]

    def supports(self, number):
        return len(set().union(*(self.asked[n].given for n in self.family(number))))

    def ask(self, who):
        state = "visible" if self.shown_at_once else "waiting"
        self.asked[len(self.asked) + 1] = Asked(who, state, {who})

    def counts_for(self, number):
        question = self.asked.get(number)
        main = (question.into or number) if question else None
        return main if main and self.asked[main].state in OPEN else None

    def support(self, who, number):
        main = self.counts_for(number)
        if main is None:
            return False
        if not any(who in self.asked[n].given for n in self.family(main)):
            self.asked[main].given.add(who)
        return True

    def take_back(self, who, number):
        main = self.counts_for(number)
        if main is None:
            return False
        for n in self.family(main):
            if self.asked[n].author != who:
                self.asked[n].given.discard(who)
        return True

    def withdraw(self, who, number):
        question = self.asked.get(number)
        if question is None or question.author != who:
            return False
        if question.state == "withdrawn":
            return True
        if question.state in PUBLIC - {"visible"}:
            return False
        for n in self.family(number):
            if n != number:
                self.change(n, "visible", None, is_pinned=False)
        question.given = set()
        self.change(number, "withdrawn", None, is_pinned=False)
        return True

    def change(self, number, state, into, *, is_pinned):
        question = self.asked[number]
        question.state, question.into, question.is_pinned = state, into, is_pinned
        question.version += 1

    def moderate(self, verb, who, number, other):
        question = self.asked.get(number)
        if question is None or question.state not in MAY[verb]:
            return False
        touched = {number}
        if verb == "merge":
            into = self.asked.get(other)
            if into is None or other == number or into.state not in PUBLIC | {"waiting"}:
                return False
            touched |= set(self.family(number))
        if verb == "stage":
            touched |= {n for n, q in self.asked.items() if q.state == "on-stage"}
        before = {n: self.asked[n].facts for n in touched}
        self.do(verb, number, other, touched)
        after = {n: self.asked[n].version for n in touched}
        self.acts[who].append((before, after))
        return True

    def do(self, verb, number, other, touched):
        for n in touched - {number}:
            q = self.asked[n]
            self.change(
                n,
                "visible" if verb == "stage" else q.state,
                other if verb == "merge" else q.into,
                is_pinned=q.is_pinned,
            )
        q = self.asked[number]
        pinned = {"pin": True, "unpin": False, "show": q.is_pinned, "stage": q.is_pinned}
        self.change(
            number,
            BECOMES.get(verb, q.state),
            other if verb == "merge" else None,
            is_pinned=pinned.get(verb, False),
        )

    def undo(self, who):
        if not self.acts[who]:
            return False
        before, after = self.acts[who][-1]
        if any(self.asked[n].version != version for n, version in after.items()):
            return False
        stage = {n for n, q in self.asked.items() if q.state == "on-stage"} - before.keys()
        if stage and any(state == "on-stage" for state, _, _ in before.values()):
            return False
        for n, (state, into, is_pinned) in before.items():
            self.change(n, state, into, is_pinned=is_pinned)
        self.acts[who].pop()
        return True


class World:
    """The same in Konvent."""

    def __init__(self, *, shown_at_once):
        self.convention = make_world()
        publish(self.convention)
        moderation = "after" if shown_at_once else "before"
        QuestionDefaults.objects.create(convention=self.convention, moderation=moderation)
        self.code = self.convention.sessions.get(title__en="Opening").code
        self.users = {name: make_user(name) for name in MODERATORS}
        self.minutes = 0

    @property
    def questions(self):
        floor = self.convention.floors.filter(session_code=self.code).first()
        return (
            list(floor.questions.select_related("floor", "merged_into").order_by("pk"))
            if floor
            else []
        )

    def read(self):
        """Return the state of everything that is watched at a session."""
        slug, code = self.convention.slug, self.code
        return {
            f"{slug}/session/{code}/questions": questions_of_session(slug, code),
            f"{slug}/session/{code}/on-stage": on_stage_of_session(slug, code),
            f"{slug}/moderation/{code}": moderation_of_session(slug, code),
        }

    def at(self):
        self.minutes += 6
        return at(9 + self.minutes // 60, self.minutes % 60)

    def ask(self, who):
        wish = Ask(self.code, key=uuid4(), text=f"What {self.minutes}?", is_sure=True)
        do(ask_questions, self.convention, who, wish, self.at())

    def moderate(self, verb, who, number, other, *, is_stale):
        asked = {question.number: question for question in self.questions}
        question = asked.get(number)
        if question is None:
            raise RefusedError("")
        act = {
            "question": question,
            "seen": question.version - is_stale,
            "at": self.at(),
            "by": self.users[who],
        }
        there = next((q.number for q in asked.values() if q.state == "on-stage"), None)
        if verb == "merge":
            merge_question(**act, into=asked.get(other) or question)
        elif verb == "stage":
            put_on_stage(**act, seen_on_stage=there)
        elif verb == "write":
            answer_in_writing(**act, answer="Tomorrow.")
        elif verb == "decline":
            decline_question(**act, reason="Asked already.")
        else:
            plain = {
                "show": show_question,
                "answer": answer_live,
                "pin": pin_question,
                "unpin": unpin_question,
            }
            plain[verb](**act)

    def undo(self, who):
        floor = self.convention.floors.filter(session_code=self.code).first()
        act = last_act_of(floor, self.users[who]) if floor else None
        if act is None:
            raise RefusedError("")
        undo_last_act(act=act, at=self.at(), by=self.users[who])


def take(step, model, world):
    """Do a step in both; return whether each did it."""
    verb, who, *rest = step
    try:
        with transaction.atomic():
            if verb == "ask":
                world.ask(who)
            elif verb == "support":
                do(back_questions, world.convention, who, Back(world.code, rest[0]), at(10))
            elif verb == "take back":
                wish = Back(world.code, rest[0], is_on=False)
                do(back_questions, world.convention, who, wish, at(10))
            elif verb == "withdraw":
                do(withdraw_questions, world.convention, who, Withdraw(world.code, rest[0]), at(10))
            elif verb == "undo":
                world.undo(who)
            else:
                world.moderate(verb, who, rest[0], rest[1], is_stale=rest[2])
    except RefusedError:
        done = False
    else:
        done = True
    return done, expected(step, model)


def expected(step, model):
    verb, who, *rest = step
    if verb == "ask":
        model.ask(who)
        return True
    if verb in MAY:
        number, other, is_stale = rest
        return not is_stale and model.moderate(verb, who, number, other)
    return getattr(model, verb.replace(" ", "_"))(who, *rest)


@example(shown_at_once=True, steps=MERGED_AND_TAKEN_BACK)
@example(shown_at_once=True, steps=ONE_AFTER_THE_OTHER)
@example(shown_at_once=True, steps=A_CHAIN)
@example(shown_at_once=True, steps=SUPPORT_OF_A_MERGED_ONE)
@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(shown_at_once=st.booleans(), steps=st.lists(STEPS, max_size=12))
def test_questions_follow_their_rules_whatever_is_done_in_any_order(told, shown_at_once, steps):
    with transaction.atomic():
        world, model = World(shown_at_once=shown_at_once), Model(shown_at_once)
        known = world.read()
        for step in [*BEFORE, *steps]:
            with told() as topics:
                done, should = take(step, model, world)

            assert done == should, step
            questions = world.questions
            assert {
                q.number: (q.state, q.merged_into and q.merged_into.number, q.is_pinned)
                for q in questions
            } == {n: asked.facts for n, asked in model.asked.items()}
            assert {q.number: q.supports for q in questions} == {
                n: model.supports(n) for n in model.asked
            }
            fresh = world.read()
            for topic in fresh.keys() & topics:
                known[topic] = apply(known[topic], diff(known[topic], fresh[topic]))
            assert known == fresh
        entries = AuditEntry.objects.filter(thing="question")
        assert "What" not in "".join(f"{e.thing_name}{e.changes}" for e in entries)
        transaction.set_rollback(True)
