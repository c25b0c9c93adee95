# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the crowd does is added up: its reactions, and its number."""

import logging
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import NOW, make_convention, make_room

from konvent.audience import topics
from konvent.audience.actions.crowd import add_reactions, note_attendance
from konvent.audience.intents import react
from konvent.audience.models import Attendance, Reaction
from konvent.audience.wishes import React
from konvent.foundation import bus
from konvent.foundation.front.writer import NotWrittenError, Wanted, write_all
from konvent.foundation.intents import KINDS, Intent, IntentKind, Participant, apply_one
from konvent.foundation.refusals import RefusedError
from konvent.foundation.wishes import Body, NotUnderstoodError

ADA = Participant("t1")


@pytest.fixture
def plaza(db):
    return make_room(make_convention())


def reacting(room="smart-plaza", kind="applause", times=1):
    return Intent("smart-2026", ADA, React(room, kind, times))


def reactions():
    return topics.reactions(convention="smart-2026", room="smart-plaza")


def watching():
    return topics.watching(convention="smart-2026", room="smart-plaza")


def test_reactions_are_summed_by_kind_and_minute(plaza):
    add_reactions(intents=[reacting(times=3), reacting(), reacting(kind="heart")], at=NOW)
    add_reactions(intents=[reacting(times=2)], at=NOW + timedelta(seconds=30))
    add_reactions(intents=[reacting()], at=NOW + timedelta(minutes=1))

    assert reactions() == {"applause": 7, "heart": 1}
    counts = Reaction.objects.order_by("minute", "kind").values_list("kind", "count")
    assert list(counts) == [("applause", 6), ("heart", 1), ("applause", 1)]


def test_where_there_is_no_stage_nobody_reacts(plaza):
    make_room(plaza.convention, "workshop", has_picture=False)

    outcomes = add_reactions(
        intents=[reacting("workshop"), reacting(), reacting("nowhere")], at=NOW
    )

    assert [getattr(outcome, "code", outcome) for outcome in outcomes] == [
        "no-such-stage",
        {},
        "no-such-stage",
    ]
    assert reactions() == {"applause": 1}
    assert topics.reactions(convention="smart-2026", room="workshop") is None
    with pytest.raises(RefusedError, match="no such stage"):
        apply_one(add_reactions, reacting("nowhere"), at=NOW)


def test_a_stage_is_announced_once_however_many_react(
    plaza, monkeypatch, django_capture_on_commit_callbacks
):
    heard = []
    monkeypatch.setattr(bus, "publish", heard.append)

    with django_capture_on_commit_callbacks(execute=True):
        add_reactions(intents=[reacting(), reacting(kind="heart"), reacting()], at=NOW)

    assert heard == [("smart-2026/stage/smart-plaza/reactions",)]


@pytest.mark.parametrize(
    "sent",
    [
        b'{"kind": "applause", "times": 1}',
        b'{"room": "smart-plaza", "kind": "boo", "times": 1}',
        b'{"room": "smart-plaza", "kind": "applause", "times": 0}',
        b'{"room": "smart-plaza", "kind": "applause", "times": 11}',
    ],
)
def test_only_what_is_agreed_is_a_reaction(sent):
    with pytest.raises(NotUnderstoodError):
        react(Body.parse(sent))


def test_the_number_of_those_who_watch_is_the_sum_of_all_hubs(plaza):
    stage = ("smart-2026", "smart-plaza")
    note_attendance(hub="a:8000", watching={stage: 7, ("smart-2026", "nowhere"): 3}, at=NOW)
    note_attendance(hub="b:8000", watching={stage: 5}, at=NOW)
    note_attendance(hub="a:8000", watching={stage: 6}, at=NOW + timedelta(seconds=5))

    assert watching() == {"count": 11}
    assert topics.attendance(convention="smart-2026", room="smart-plaza") == {"count": 11}


def test_a_hub_that_falls_silent_is_forgotten(plaza):
    stage = ("smart-2026", "smart-plaza")
    note_attendance(hub="gone:8000", watching={stage: 7}, at=NOW)

    note_attendance(hub="b:8000", watching={}, at=NOW + timedelta(seconds=61))

    assert watching() == {"count": 0}
    assert not Attendance.objects.exists()


def add_or_break(*, intents, at):
    """Seven at a time break the machine itself, when it has written already."""
    outcomes = add_reactions(intents=intents, at=at)
    if any(intent.wish.times == 7 for intent in intents):
        raise ZeroDivisionError
    return outcomes


wishes = st.builds(
    reacting,
    st.sampled_from(["smart-plaza", "smart-plaza", "nowhere"]),
    st.sampled_from(["applause", "heart"]),
    st.sampled_from([1, 2, 7]),
)


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(batches=st.lists(st.lists(st.tuples(st.booleans(), wishes), max_size=6), max_size=4))
def test_whatever_the_batches_the_outcome_is_that_of_one_by_one(plaza, caplog, batches):
    caplog.set_level(logging.CRITICAL, "konvent.foundation.front.writer")
    other = IntentKind("other", KINDS["react"].access, KINDS["react"].pace, react, add_or_break)
    kinds = {True: other, False: KINDS["react"]}

    def play(groups):
        with transaction.atomic():
            answers = [
                answer
                for group in groups
                for answer in write_all([Wanted(kinds[k], i) for k, i in group], NOW)
            ]
            found = [as_facts(answer) for answer in answers], reactions()
            transaction.set_rollback(True)
        return found

    one_by_one = play([[wanted] for batch in batches for wanted in batch])

    assert play(batches) == one_by_one


def test_what_all_kinds_of_a_batch_ask_is_asked_once(plaza, django_assert_max_num_queries):
    other = IntentKind("other", KINDS["react"].access, KINDS["react"].pace, react, add_reactions)
    wanted = [Wanted(KINDS["react"], reacting()), Wanted(other, reacting(kind="heart"))]

    with django_assert_max_num_queries(20) as asked:
        assert write_all(wanted, NOW) == [{}, {}]

    assert sum("audience_silence" in query["sql"] for query in asked.captured_queries) == 1


def as_facts(answer):
    if isinstance(answer, NotWrittenError):
        return "not written"
    return getattr(answer, "code", answer)
