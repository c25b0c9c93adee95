# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A chat in batches: as if it came one by one, in a number of statements that does not grow."""

from dataclasses import replace
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.factories import at

from konvent.audience.actions.chat_moderating import mute_author
from konvent.audience.actions.chatting import report_messages, say_messages
from konvent.audience.actions.words import change_word_list
from konvent.audience.models import Chat, ChatMessage
from konvent.audience.wishes import ReportMessage, Say
from konvent.foundation.intents import Intent, Participant
from konvent.foundation.refusals import RefusedError

PLACES = ("plaza", "slow", "closed", "nowhere")
PEOPLE = ("ada", "grace", "mira", "banned")
TEXTS = ("Hello", "What a Foo!", " ")
SAYINGS = st.tuples(
    st.sampled_from(PLACES),
    st.sampled_from(PEOPLE),
    st.integers(0, 3),
    st.sampled_from(TEXTS),
    st.integers(0, 4),
)
REPORTS = st.tuples(st.sampled_from(PLACES), st.sampled_from(PEOPLE), st.integers(1, 3))


def saying(convention, place, who, key=0, text="Hello", reply_to=0):
    rights = frozenset({"moderate"} if who == "mira" else ())
    own = UUID(int=10 * PEOPLE.index(who) + key) if who in PEOPLE else UUID(int=1000 + key)
    wish = Say("session", place, own, text, who.title(), reply_to)
    return Intent(convention.slug, Participant(who, rights), wish)


def reporting(convention, place, who, number):
    return Intent(convention.slug, Participant(who), ReportMessage("session", place, number))


def apply(batch_action, intents):
    with transaction.atomic():
        outcomes = batch_action(intents=intents, at=at(10, 10)) if intents else []
    return [(said.code, str(said)) if isinstance(said, RefusedError) else said for said in outcomes]


def written():
    facts = ("chat__name", "number", "text", "name", "is_staff", "reports", "reply_to__number")
    return list(ChatMessage.objects.order_by("chat", "number").values_list(*facts))


@pytest.fixture
def chats(convention):
    """One that is open, one that is slow, where grace has just spoken, and one that is closed."""
    for name, pause in (("plaza", 0), ("slow", 60), ("closed", 0)):
        Chat.objects.create(
            convention=convention, kind="session", name=name, is_open=True, pause=pause
        )
        apply(say_messages, [saying(convention, name, "banned")])
    apply(say_messages, [saying(convention, "slow", "grace", 1)])
    Chat.objects.filter(name="closed").update(is_open=False)
    change_word_list(convention=convention, words="foo", at=at(9), by=None)
    mute_author(message=ChatMessage.objects.all()[0], until=None, at=at(9), by=None)


def check_batches(batch_action, intents, cut):
    with transaction.atomic():
        together = apply(batch_action, intents[:cut]) + apply(batch_action, intents[cut:])
        there = written()
        transaction.set_rollback(True)
    with transaction.atomic():
        alone = [outcome for intent in intents for outcome in apply(batch_action, [intent])]

        assert (together, there) == (alone, written())
        transaction.set_rollback(True)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(wishes=st.lists(SAYINGS, max_size=8), cut=st.integers(0, 8))
@example([("plaza", "ada", 0, "Hello", 0), ("plaza", "ada", 1, "Hello", 2)], 0)
@example([("slow", "ada", 0, "Hello", 0), ("slow", "ada", 1, "Hello", 1)], 2)
def test_whatever_the_batches_what_is_said_is_that_of_one_by_one(convention, chats, wishes, cut):
    intents = [saying(convention, place, *rest) for place, *rest in wishes]

    check_batches(say_messages, intents, cut)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(wishes=st.lists(REPORTS, max_size=8), cut=st.integers(0, 8))
def test_whatever_the_batches_what_is_reported_is_that_of_one_by_one(
    convention, chats, wishes, cut
):
    intents = [reporting(convention, place, *rest) for place, *rest in wishes]

    check_batches(report_messages, intents, cut)


def test_a_larger_batch_takes_no_more_statements(convention, chats):
    taken = []
    for size, who in ((5, "few"), (90, "many")):
        said = [
            saying(convention, "slow", f"{who}{n}", 1000 * size + n, reply_to=1)
            for n in range(size)
        ]
        reports = [reporting(convention, "slow", f"{who}{n}", 1 + n % 2) for n in range(size)]
        with CaptureQueriesContext(connection) as statements:
            apply(say_messages, said)
            apply(report_messages, reports)
        taken.append(len(statements))

    assert taken[0] == taken[1] <= 22
    assert [row[5] for row in written() if row[0] == "slow"][:2] == [48, 47]


def test_two_people_with_one_key_are_told_apart_in_one_batch_and_in_the_next(convention, chats):
    first, other = (saying(convention, "plaza", who) for who in ("ada", "grace"))
    other = replace(other, wish=replace(other.wish, key=first.wish.key))

    for batch in ([first, other, first], [other, first]):
        outcomes = dict(zip(batch, apply(say_messages, batch), strict=True))
        assert outcomes[first] == {"number": 2}
        assert outcomes[other][0] == "not-yours"


def test_what_is_answered_in_the_same_moment_is_answered(convention, chats):
    first, second = (
        saying(convention, "plaza", "ada"),
        saying(convention, "plaza", "grace", reply_to=2),
    )

    assert apply(say_messages, [first, second]) == [{"number": 2}, {"number": 3}]
    assert ChatMessage.objects.get(chat__name="plaza", number=3).reply_to.number == 2
