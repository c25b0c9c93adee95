# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What holds in polls: who answers once, what is hidden, shown, refused, forgotten, its cost."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from tests.audience.conftest import do
from tests.audience.polls import intents, make_poll
from tests.factories import at, text

from konvent.audience.actions.answering import answer_polls
from konvent.audience.actions.forgetting import REMEMBERED, forget_persons
from konvent.audience.actions.polling import (
    CannotPollError,
    add_poll,
    ask_again,
    close_poll,
    hide_words,
    open_poll,
    options_as_typed,
    put_poll_on_stage,
    remove_poll,
    show_words,
)
from konvent.audience.actions.words import change_word_list
from konvent.audience.models import Option, Poll, PollAnswer, PollState, PollWord
from konvent.audience.polls import poll_on_stage, polls_at_desk, polls_of_session
from konvent.audience.wishes import AnswerPoll
from konvent.foundation.models import AuditEntry
from konvent.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db


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
    assert options_as_typed(again) == options_as_typed(poll)


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
