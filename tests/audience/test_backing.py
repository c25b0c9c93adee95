# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Support in batches: as if it came one by one, in a number of statements that does not grow."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import at

from konvent.audience.actions.backing import back_questions
from konvent.audience.actions.moderating import answer_live, merge_question
from konvent.audience.models import Question
from konvent.audience.wishes import Back
from konvent.foundation.intents import Intent, Participant
from konvent.foundation.refusals import RefusedError

WISHES = st.tuples(st.sampled_from("abcd"), st.integers(1, 5), st.booleans())


@pytest.fixture
def asked(ask, mira):
    """Four questions: the first was merged into the second, the fourth is answered."""
    one, two = ask("Who pays?", who="a"), ask("What does it cost?", who="b")
    ask("When?", who="c")
    four = ask("Why?", who="d")
    merge_question(question=one, seen=1, into=two, at=at(10), by=mira)
    answer_live(question=four, seen=1, at=at(10), by=mira)


def back(convention, code, wishes):
    intents = [
        Intent(convention.slug, Participant(who), Back(code, number, is_on=is_on))
        for who, number, is_on in wishes
    ]
    with transaction.atomic():
        outcomes = back_questions(intents=intents, at=at(10, 10))
    return [said.code if isinstance(said, RefusedError) else said for said in outcomes]


def counts():
    return dict(Question.objects.values_list("number", "supports"))


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(wishes=st.lists(WISHES, max_size=12), cut=st.integers(0, 12))
def test_whatever_the_batches_the_outcome_is_that_of_one_by_one(
    asked, convention, code, wishes, cut
):
    with transaction.atomic():
        together = back(convention, code, wishes[:cut]) + back(convention, code, wishes[cut:])
        counted = counts()
        transaction.set_rollback(True)
    with transaction.atomic():
        alone = [outcome for wish in wishes for outcome in back(convention, code, [wish])]

        assert (together, counted) == (alone, counts())
        transaction.set_rollback(True)


def test_a_larger_batch_takes_no_more_statements(asked, convention, code):
    taken = []
    for size, who in ((5, "few"), (200, "many")):
        wishes = [(f"{who}{number}", 2 + number % 2, True) for number in range(size)]
        with CaptureQueriesContext(connection) as statements:
            back(convention, code, wishes)
        taken.append(len(statements))

    assert taken[0] == taken[1] <= 12
    assert sum(counts()[number] for number in (2, 3)) == 3 + 5 + 200


def test_a_session_that_is_not_there_is_refused_alone(asked, convention, code):
    intents = [
        Intent(convention.slug, Participant("x"), Back(session, 3)) for session in ("NONE", code)
    ]

    with transaction.atomic():
        refused, done = back_questions(intents=intents, at=at(10, 10))

    assert isinstance(refused, RefusedError)
    assert done == {"supports": 2, "on": True}
