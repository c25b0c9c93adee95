# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The rules of polls against a plain model, whatever people and moderators do, in any order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.audience.conftest import do
from tests.audience.polls import intents, make_poll
from tests.factories import at, make_world, publish, text
from tests.foundation.front.running import apply

from konvent.audience.actions.answering import answer_polls
from konvent.audience.actions.forgetting import REMEMBERED, forget_persons
from konvent.audience.actions.polling import (
    CannotPollError,
    add_poll,
    ask_again,
    change_poll,
    close_poll,
    hide_words,
    open_poll,
    put_poll_on_stage,
    remove_poll,
    show_words,
    take_poll_off_stage,
)
from konvent.audience.actions.words import change_word_list
from konvent.audience.answers import points_of
from konvent.audience.models import Option, Poll, PollAnswer, PollState, PollWord
from konvent.audience.polls import in_place, poll_on_stage, polls_at_desk, polls_of_session
from konvent.audience.wishes import AnswerPoll
from konvent.foundation.front.merge_patch import diff
from konvent.foundation.models import AuditEntry
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
        facts |= {"values": {"question": text("Wann?")}, "options": poll_options(poll)}
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


def poll_options(poll):
    return [option.text for option in in_place(poll)]


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
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
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


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
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


def answer(convention, poll, who, *choices, words=""):
    wish = AnswerPoll(poll.floor.session_code, poll.number, choices, words)
    return do(answer_polls, convention, who, wish, at(10, 2))


def test_the_database_takes_one_answer_of_one_person(convention, code):
    poll = make_poll(convention, code)
    answer(convention, poll, "ada", 1)
    there = PollAnswer.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        PollAnswer.objects.create(poll=poll, person=there.person, choices=[2])


def test_the_database_lets_no_poll_with_answers_become_a_draft_that_could_be_changed(
    convention, code
):
    poll = make_poll(convention, code)
    answer(convention, poll, "ada", 1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Poll.objects.update(state=PollState.DRAFT, opened_at=None)


def test_a_closed_poll_with_answers_is_asked_again_as_a_new_one(convention, code):
    poll = make_poll(convention, code)
    answer(convention, poll, "ada", 1)
    close_poll(poll=poll, at=at(10, 3), by=None)

    with pytest.raises(CannotPollError, match="Ask it again as a new one"):
        open_poll(poll=poll, at=at(10, 4), by=None)
    again = ask_again(poll=poll, key=uuid4(), at=at(10, 4), by=None)

    assert (again.number, again.state, again.answers) == (2, "draft", 0)
    assert poll_options(again) == poll_options(poll)


def test_what_is_sent_twice_is_prepared_once_and_a_draft_can_be_thrown_away(convention, code):
    facts = {
        "convention": convention,
        "code": code,
        "key": uuid4(),
        "values": {"kind": "open", "question": text("Was fehlt?")},
        "options": [],
        "at": at(10),
        "by": None,
    }

    polls = [add_poll(**facts) for _ in range(2)]
    assert polls[0] == polls[1]
    remove_poll(poll=polls[0], at=at(10), by=None)
    assert not Poll.objects.exists()


@pytest.mark.parametrize(
    ("kind", "options", "said"),
    [
        ("single", ["Köln"], "There are 2 to 12 answers"),
        ("ranking", [str(n) for n in range(13)], "There are 2 to 12 answers"),
        ("multiple", ["Köln", "x" * 121], "At most 120 characters"),
    ],
)
def test_a_poll_that_cannot_be_answered_well_is_not_prepared(convention, code, kind, options, said):
    with pytest.raises(CannotPollError, match=said):
        make_poll(convention, code, kind, options=options)


def test_results_are_hidden_until_the_poll_is_closed_unless_they_are_live(convention, code):
    hidden, live = (make_poll(convention, code, results=r) for r in ("closed", "live"))
    for poll in (hidden, live):
        answer(convention, poll, "ada", 2)

    polls = polls_of_session(convention.slug, code)["polls"]
    assert "count" not in polls["1"]["options"]["2"]
    assert polls["1"]["answers"] == 1
    assert polls["2"]["options"]["2"]["count"] == 1
    close_poll(poll=hidden, at=at(10, 3), by=None)
    polls = polls_of_session(convention.slug, code)["polls"]
    assert polls["1"]["options"]["2"]["count"] == 1


def test_a_draft_is_seen_at_the_desk_only(convention, code):
    make_poll(convention, code, is_open=False)

    assert polls_of_session(convention.slug, code) == {"polls": {}}
    assert list(polls_at_desk(convention.slug, code)["polls"]) == ["1"]


def test_one_poll_is_on_stage_at_a_time(convention, code, mira):
    first, second = (make_poll(convention, code) for _ in range(2))

    for poll in (first, second):
        put_poll_on_stage(poll=poll, at=at(10, 2), by=mira)

    polls = polls_of_session(convention.slug, code)["polls"]
    assert [number for number, poll in polls.items() if poll.get("is_on_stage")] == ["2"]


def test_what_is_on_stage_shows_everybody_no_more_than_they_may_see(convention, code, mira, told):
    poll = make_poll(convention, code)
    answer(convention, poll, "ada", 1)
    assert poll_on_stage(convention.slug, code) == {}

    with told() as topics:
        put_poll_on_stage(poll=poll, at=at(10, 3), by=mira)

    assert f"{convention.slug}/session/{code}/poll-on-stage" in topics
    shown = poll_on_stage(convention.slug, code)
    assert (shown["number"], shown["poll"]["answers"]) == (1, 1)
    assert "count" not in shown["poll"]["options"]["1"]
    close_poll(poll=poll, at=at(10, 4), by=mira)
    assert poll_on_stage(convention.slug, code)["poll"]["options"]["1"]["count"] == 1
    assert poll_on_stage(convention.slug, "S99999") is None


def test_hidden_words_stay_hidden_however_often_they_are_written_again(convention, code, mira):
    poll = make_poll(convention, code, "words", results="live", most=2)
    answer(convention, poll, "ada", words="Bonn, Köln")
    hide_words(word=poll.words.get(key="köln"), at=at(10, 3), by=mira)

    answer(convention, poll, "ada", words="Bonn")
    answer(convention, poll, "ada", words="KÖLN")

    assert _words_shown(convention, code) == []
    assert [word["text"] for word in _at_desk(convention, code)] == ["Köln"]
    entries = AuditEntry.objects.filter(verb="hide words")
    assert [str(entry.changes) + entry.thing_name for entry in entries] == [f"{{}}{code} 1"]
    show_words(word=poll.words.get(key="köln"), at=at(10, 4), by=mira)
    assert _words_shown(convention, code) == ["Köln"]


def _words_shown(convention, code):
    polls = polls_of_session(convention.slug, code)["polls"]
    return [word["text"] for word in polls["1"]["words"].values()]


def _at_desk(convention, code):
    return polls_at_desk(convention.slug, code)["polls"]["1"]["words"].values()


def test_words_that_nobody_says_any_longer_are_gone(convention, code):
    poll = make_poll(convention, code, "open", results="live")

    answer(convention, poll, "ada", words="More trees")
    answer(convention, poll, "ada", words="Fewer forms")

    assert list(poll.words.values_list("text", flat=True)) == ["Fewer forms"]


@pytest.mark.parametrize("typed", ["Such ROT", "so\trotten a thing", "röt"])
def test_unwanted_words_are_refused_with_a_sentence(convention, code, mira, typed):
    poll = make_poll(convention, code, "open")
    change_word_list(convention=convention, words="Rot\nrott*", at=at(9), by=mira)

    with pytest.raises(RefusedError, match=r"“rot\w*” is not written here"):
        answer(convention, poll, "ada", words=typed)
    answer(convention, poll, "ada", words="a protest")


def test_some_time_after_the_convention_answers_lose_their_person_and_the_sums_stay(
    convention, code, mira
):
    polls = [make_poll(convention, code, "single"), make_poll(convention, code, "words")]
    answer(convention, polls[0], "ada", 1)
    answer(convention, polls[1], "ada", words="Bonn")
    answer(convention, polls[1], "joan", words="Unsinn")
    hide_words(word=PollWord.objects.get(key="unsinn"), at=at(10, 3), by=mira)
    ended = convention.days.get().ends_at

    forget_persons(at=ended + REMEMBERED)
    assert PollAnswer.objects.count() == 3
    forget_persons(at=ended + REMEMBERED * 2)

    assert not PollAnswer.objects.exists()
    assert [poll.answers for poll in Poll.objects.order_by("number")] == [1, 2]
    assert Option.objects.get(poll=polls[0], place=1).count == 1
    assert list(PollWord.objects.values_list("text", flat=True)) == ["Bonn"]
    assert {poll.state for poll in Poll.objects.all()} == {"closed"}
    draft = make_poll(convention, code, is_open=False)
    with pytest.raises(CannotPollError, match="This convention is over"):
        open_poll(poll=draft, at=ended + REMEMBERED * 2, by=mira)


@pytest.mark.parametrize("kind", ["multiple", "words"])
def test_a_batch_and_a_reading_cost_the_same_for_three_people_and_for_thirty(
    convention, code, django_assert_num_queries, kind
):
    poll = make_poll(convention, code, kind, results="live", most=2)

    def wishes(count):
        wish = AnswerPoll(code, poll.number, (1, 3), "Bonn, Essen")
        return intents(convention, [(f"p{number}", wish) for number in range(count)])

    answer_polls(intents=wishes(1), at=at(10, 2))
    polls_of_session(convention.slug, code)
    for count in (3, 30):
        with django_assert_num_queries(BATCH[kind]):
            answer_polls(intents=wishes(count), at=at(10, 2))
        with django_assert_num_queries(READING[kind]):
            polls_of_session(convention.slug, code)
    poll.refresh_from_db()
    assert poll.answers == 30


BATCH = {"multiple": 7, "words": 9}
READING = {"multiple": 3, "words": 4}
