# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Whoever watches a session asks, supports and takes back, without a script."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.audience.conftest import do
from tests.factories import publish

from konvent.audience.actions.asking import ask_questions
from konvent.audience.actions.moderating import decline_question, merge_question
from konvent.audience.models import Question, QuestionDefaults
from konvent.audience.persons import person_of
from konvent.audience.wishes import Ask
from konvent.foundation.refusals import RefusedError
from konvent.registration.actions import issue_ticket
from konvent.registration.tickets import COOKIE, Pass, sign


@pytest.fixture
def convention(convention):
    """The opening is on right now, on the clock that the pages read."""
    convention.sessions.filter(title__en="Opening").update(starts_at=timezone.now())
    publish(convention, timezone.now())
    return convention


@pytest.fixture
def come_in(convention):
    """Somebody's browser, with a ticket."""

    def come_in(name="Ada"):
        ticket = issue_ticket(
            convention=convention, email=f"{name}@example.org", name=name, at=timezone.now()
        )
        client = Client(headers={"accept-language": "en"})
        expires = int(ticket.expires_at.timestamp())
        client.cookies[COOKIE] = sign("pass", Pass(convention.slug, "t", ticket.pk, expires))
        return client

    return come_in


@pytest.fixture
def address(convention, code):
    return f"/{convention.slug}/my/questions/{code}/"


def typed(text="Why?", **facts):
    return {"text": text, "name": "", "key": str(uuid4()), **facts}


def test_what_somebody_asks_is_seen_by_others_who_support_it_once(come_in, address):
    ada, grace = come_in("Ada"), come_in("Grace")

    said = ada.post(address, typed("Who pays for it?", name="Ada L."), follow=True).text
    for _ in range(2):
        seen = grace.post(f"{address}1/", {"deed": "support"}, follow=True).text

    assert "Your question is in the list." in said
    assert "Ada L." in seen
    assert Question.objects.get().supports == 2
    grace.post(f"{address}1/", {"deed": "let-go"})
    assert Question.objects.get().supports == 1


def test_a_form_sent_twice_asks_once(come_in, address):
    ada, form = come_in(), typed()

    for _ in range(2):
        assert ada.post(address, form).status_code == 302

    assert Question.objects.count() == 1


def test_a_question_that_waits_is_seen_by_its_author_only(come_in, address):
    QuestionDefaults.objects.update(moderation="before")
    ada, grace = come_in("Ada"), come_in("Grace")

    said = ada.post(address, typed("Who pays for it?"), follow=True).text

    assert "A moderator reads it before it is shown." in said
    assert "Who pays for it?" in said
    assert "Who pays for it?" not in grace.get(address).text
    refused = grace.post(f"{address}1/", {"deed": "support"}, follow=True).text
    assert "This question is not, or no longer, in the list." in refused


def test_similar_questions_are_offered_before_it_is_sent(come_in, address):
    come_in("Grace").post(address, typed("Who pays for the fibre network?"))
    ada = come_in("Ada")

    offered = ada.post(address, typed("Who will pay for fibre networks?"))
    ada.post(address, typed("Who will pay for fibre networks?", is_sure="on"))

    assert "This seems to be asked already." in offered.text
    assert "Who will pay for fibre networks?" in offered.text
    assert Question.objects.count() == 2


def test_the_author_reads_why_it_was_declined_and_nobody_else(come_in, address, mira):
    ada, grace = come_in("Ada"), come_in("Grace")
    ada.post(address, typed("Whose dog is it?"))
    act = {"question": Question.objects.get(), "seen": 1, "at": timezone.now(), "by": mira}

    decline_question(**act, reason="It is about the venue.")

    assert "It is about the venue." in ada.get(address).text
    assert "venue" not in grace.get(address).text
    assert ada.get(f"{address}own/").json() == {
        "own": {
            "1": {
                "text": "Whose dog is it?",
                "state": "declined",
                "reason": "It is about the venue.",
            }
        },
        "supported": [1],
        "name": "Ada",
    }


def test_the_author_of_a_merged_question_sees_what_it_is_asked_with(come_in, address, mira):
    ada, grace = come_in("Ada"), come_in("Grace")
    ada.post(address, typed("Who pays?"))
    grace.post(address, typed("What does the street cost?"))
    one, other = Question.objects.order_by("number")

    merge_question(question=one, seen=1, into=other, at=timezone.now(), by=mira)

    assert "It is asked together with:" in ada.get(address).text
    assert ada.get(f"{address}own/").json()["supported"] == [2]


def test_taking_it_back_takes_its_words_away(come_in, address):
    ada = come_in()
    ada.post(address, typed("Oops?", name="Ada"))

    ada.post(f"{address}1/", {"deed": "withdraw"})

    question = Question.objects.get()
    assert (question.state, question.text, question.name) == ("withdrawn", "", "")
    assert "Oops?" not in ada.get(address).text


def test_nobody_asks_with_the_key_of_somebody_elses_question(ask):
    first = ask(who="ada", key=UUID(int=1))

    with pytest.raises(RefusedError, match="sent before by somebody else"):
        ask("Where?", who="grace", key=UUID(int=1))
    assert ask(who="ada", key=UUID(int=1)) == first


def test_nobody_takes_back_what_is_not_theirs(come_in, address):
    come_in("Ada").post(address, typed())

    said = come_in("Grace").post(f"{address}1/", {"deed": "withdraw"}, follow=True).text

    assert "This is not your question." in said
    assert Question.objects.get().state == "visible"


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        (typed(""), "Please write your question."),
        (typed("x" * 301), "A question has at most 300 characters; yours has 301."),
        (typed(name="n" * 61), "A name has at most 60 characters."),
    ],
)
def test_what_cannot_be_taken_is_kept_and_said_in_words(come_in, address, form, sentence):
    answer = come_in().post(address, form)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert form["text"] in answer.text
    assert not Question.objects.exists()


def test_where_names_are_asked_for_a_question_has_one(come_in, address):
    QuestionDefaults.objects.update(naming="named")

    assert "Questions are asked with a name here." in come_in().post(address, typed()).text


def test_who_asks_without_end_is_told_when_to_go_on(come_in, address):
    ada = come_in()
    for word in ("Fibre", "Money", "Schools"):
        ada.post(address, typed(f"{word}?"))

    said = ada.post(address, typed("Data?")).text

    assert "You can ask again in 5 min." in said
    assert Question.objects.count() == 3


def test_an_hour_after_its_end_a_session_takes_no_more(come_in, address, convention, code, ask):
    over = timezone.now() - timedelta(minutes=91)
    convention.sessions.filter(code=code).update(starts_at=over)
    publish(convention, timezone.now())
    ada = come_in()

    assert "Questions are closed" in ada.get(address).text
    assert "No more questions are taken here." in ada.post(address, typed()).text


def test_who_may_not_watch_is_sent_to_the_door(address):
    for answer in (Client().get(address), Client().post(address, typed())):
        assert answer.status_code == 302
        assert "/door/" in answer["Location"]


def test_where_everybody_may_watch_somebody_without_a_pass_can_get_one(convention, address):
    convention.stage_access = "open"
    convention.save()

    page = Client(headers={"accept-language": "en"}).get(address).text

    assert f'action="/{convention.slug}/my/pass"' in page
    assert "<textarea name=" not in page


def test_nothing_that_is_kept_names_the_ticket(come_in, address, convention):
    come_in().post(address, typed())

    ticket = convention.tickets.get()
    author = Question.objects.get().author
    assert author == person_of(convention.slug, f"t{ticket.pk}")
    assert author != person_of("other-2026", f"t{ticket.pk}")
    assert str(ticket.pk) != author


@pytest.mark.parametrize("count", [1, 3])
def test_more_questions_cost_no_more_queries(
    come_in, address, convention, code, count, django_assert_num_queries
):
    for number in range(count):
        wish = Ask(code, key=uuid4(), text=f"{'abc'[number] * 9}?", is_sure=True)
        do(ask_questions, convention, f"t{number}", wish, timezone.now())
    ada = come_in()
    ada.post(address, typed("And this?"))
    ada.get(address)

    with django_assert_num_queries(17):
        ada.get(address)
