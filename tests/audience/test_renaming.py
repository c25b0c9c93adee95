# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""After a change of the key everybody stands everywhere once, under the newest name."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from tests.audience.conftest import do
from tests.audience.polls import make_poll
from tests.factories import at

from konvent.audience.actions.answering import answer_polls
from konvent.audience.actions.backing import back_questions
from konvent.audience.actions.forgetting import forget_person
from konvent.audience.actions.moderating import merge_question
from konvent.audience.actions.polling import close_poll
from konvent.audience.actions.renaming import SLICE, name_persons_anew
from konvent.audience.holdings import supports
from konvent.audience.models import Chat, ChatReport, Hand, Mute, PollAnswer, PollWord, Support
from konvent.audience.persons import persons_of
from konvent.audience.wishes import AnswerPoll, Back
from konvent.people.models import User
from konvent.registration.actions import issue_ticket


@pytest.fixture
def with_key(settings):
    """Let the house know one key, or several, the newest first."""

    def know(*keys):
        settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS = (key * 60 for key in keys)

    know("o")
    return know


@pytest.fixture
def ada(convention):
    ticket = issue_ticket(convention=convention, email="ada@example.org", at=timezone.now())
    return f"t{ticket.pk}"


def both_names(convention, participant):
    new, old = persons_of(convention.slug, participant)
    return new, old


def test_who_supported_one_question_under_both_names_keeps_all_nine(
    with_key, convention, code, ask, ada
):
    for number in range(9):
        ask(f"Question {number}?", who=f"author {number}")

    def support(*numbers):
        for number in numbers:
            do(back_questions, convention, ada, Back(code, number), at(10, 10))

    support(*range(1, 10))
    with_key("n")
    support(1)
    assert convention.floors.get().questions.get(number=1).supports == 3
    with_key("n", "o")

    assert name_persons_anew() == 8

    with_key("n")
    assert [one["question"] for one in supports(convention.slug, ada)] == [*range(2, 10), 1]
    questions = convention.floors.get().questions
    assert set(questions.values_list("supports", flat=True)) == {2}
    forget_person(convention=convention.slug, participant=ada)
    assert set(questions.values_list("supports", flat=True)) == {1}
    assert Support.objects.count() == 9


def test_who_supported_two_that_were_merged_under_two_names_counts_once(
    with_key, convention, code, ask, ada, mira, told
):
    one, two = ask("Who pays?", who="a"), ask("What does it cost?", who="b")
    do(back_questions, convention, ada, Back(code, one.number), at(10, 10))
    with_key("n")
    do(back_questions, convention, ada, Back(code, two.number), at(10, 10))
    merge_question(question=one, seen=1, into=two, at=at(10, 11), by=mira)
    with_key("n", "o")

    with told() as topics:
        name_persons_anew()

    two.refresh_from_db()
    one.refresh_from_db()
    assert (one.supports, two.supports) == (2, 3)
    assert f"{convention.slug}/session/{code}/questions" in topics
    assert name_persons_anew() == 0


def test_an_answer_under_both_names_counts_once_while_a_poll_is_open(
    with_key, convention, code, ada
):
    chosen, written, closed = (
        make_poll(convention, code, kind) for kind in ("single", "words", "single")
    )

    def answer(poll, *choices, text=""):
        wish = AnswerPoll(code, poll.number, choices, text=text)
        do(answer_polls, convention, ada, wish, at(10, 5))

    for key, choice, text in (("o", 1, "Mut"), ("n", 2, "Ruhe")):
        with_key(key)
        answer(chosen, choice)
        answer(written, text=text)
        answer(closed, choice)
    close_poll(poll=closed, at=at(10, 6), by=None)
    with_key("n", "o")

    name_persons_anew()

    new, _old = both_names(convention, ada)
    for poll in (chosen, written, closed):
        poll.refresh_from_db()
        assert poll.given.get().person == new
    assert (chosen.answers, written.answers, closed.answers) == (1, 1, 2)
    assert list(chosen.options.order_by("place").values_list("count", flat=True)) == [0, 1, 0]
    assert list(PollWord.objects.values_list("text", "count")) == [("Ruhe", 1)]
    assert chosen.given.get().choices == [2]


def test_a_mute_is_not_shortened_and_a_hand_keeps_its_place(
    with_key, convention, code, ask, floor, ada, told
):
    ask()
    with_key("n", "o")
    new, old = both_names(convention, ada)
    tomorrow = timezone.now() + timedelta(days=1)
    Mute.objects.create(convention=convention, person=old, name="Ada", until=None)
    Mute.objects.create(convention=convention, person=new, name="Ada", until=tomorrow)
    facts = {"floor": floor(), "name": "Ada", "raised_at": timezone.now()}
    Hand.objects.create(number=1, person=old, **facts)
    Hand.objects.create(number=2, person=new, **facts)
    chat = Chat.objects.create(convention=convention, kind="session", name=code)
    message = chat.messages.create(
        number=1, key=uuid4(), text="Hm.", name="Ben", author="ben", at=timezone.now(), reports=2
    )
    ChatReport.objects.bulk_create(ChatReport(message=message, person=who) for who in (old, new))

    with told() as topics:
        name_persons_anew()

    assert Mute.objects.values_list("person", "until").get() == (new, None)
    assert Hand.objects.values_list("person", "number").get() == (new, 1)
    assert ChatReport.objects.get().person == new
    assert f"{convention.slug}/session/{code}/hands" in topics


def test_two_earlier_keys_and_the_newest_become_one(with_key, convention, code, ada):
    poll = make_poll(convention, code)
    with_key("n", "o", "p")
    PollAnswer.objects.bulk_create(
        PollAnswer(poll=poll, person=person, choices=[place])
        for place, person in enumerate(persons_of(convention.slug, ada), start=1)
    )
    poll.options.update(count=1)
    type(poll).objects.update(answers=3)

    name_persons_anew()

    left = poll.given.get()
    assert (left.person, left.choices) == (persons_of(convention.slug, ada)[0], [1])
    assert list(poll.options.order_by("place").values_list("count", flat=True)) == [1, 0, 0]


class TheLineBreaks:
    """Lets one UPDATE through, and no other."""

    updates = 0

    def __call__(self, execute, sql, *rest):
        is_update = sql.startswith("UPDATE")
        self.updates += is_update
        if is_update and self.updates > 1:
            raise OperationalError("the line breaks")
        return execute(sql, *rest)


def test_what_was_interrupted_is_done_by_beginning_again(with_key, convention, code):
    User.objects.bulk_create(User(email=f"{number}@example.org") for number in range(SLICE + 3))
    everybody = [f"s{pk}" for pk in User.objects.values_list("pk", flat=True)]
    poll = make_poll(convention, code)
    with_key("n", "o")
    new, old = zip(*(both_names(convention, who) for who in everybody), strict=True)
    poll.given.bulk_create(PollAnswer(poll=poll, person=name, choices=[1]) for name in old)

    with connection.execute_wrapper(TheLineBreaks()), pytest.raises(OperationalError):
        name_persons_anew()

    assert poll.given.filter(person__in=new).count() == SLICE
    assert name_persons_anew() == 3
    assert set(poll.given.values_list("person", flat=True)) == set(new)
