# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Whoever watches a session answers its polls, without a script."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.audience.polls import make_poll

from konvent.audience.actions.polling import close_poll
from konvent.audience.intents import answer_poll
from konvent.audience.wishes import AnswerPoll
from konvent.foundation.wishes import Body, NotUnderstoodError
from konvent.registration.actions import issue_ticket
from konvent.registration.tickets import COOKIE, Pass, sign


@pytest.fixture
def come_in(convention):
    """Somebody's browser, with a ticket."""

    def come_in(name="Ada"):
        ticket = issue_ticket(
            convention=convention, email=f"{name}@example.org", name=name, at=timezone.now()
        )
        client = Client(headers={"accept-language": "en"})
        expires = int((timezone.now() + timedelta(days=1)).timestamp())
        client.cookies[COOKIE] = sign("pass", Pass(convention.slug, "t", ticket.pk, expires))
        return client

    return come_in


@pytest.fixture
def address(convention, code):
    return f"/{convention.slug}/my/polls/{code}/"


FORMS = {
    "single": ({"choices": "2"}, [2], {2: 1}),
    "multiple": ({"choices": ["3", "1"]}, [1, 3], {1: 1, 3: 1}),
    "scale": ({"choices": "3"}, [3], {3: 1}),
    "ranking": ({"place-3": "1", "place-1": "2"}, [3, 1], {3: 3, 1: 2}),
}


def typed(**facts):
    return {"poll": "1"} | {f"poll-1-{name}": value for name, value in facts.items()}


@pytest.mark.parametrize("kind", FORMS)
def test_each_kind_of_choice_can_be_answered_and_changed_with_a_form(
    come_in, convention, code, address, kind
):
    poll = make_poll(convention, code, kind, most=2)
    form, chosen, sums = FORMS[kind]
    ada = come_in()

    said = ada.post(address, typed(**form), follow=True).text
    ada.post(address, typed(**form))

    assert "Your answer has arrived." in said
    assert "Change my answer" in said
    assert ada.get(f"{address}own/").json() == {"answers": {"1": {"choices": chosen}}}
    counted = poll.options.filter(count__gt=0).values_list("place", "count")
    assert dict(counted) == sums


def test_words_are_said_to_their_author_as_they_count(come_in, convention, code, address):
    make_poll(convention, code, "words", most=3)
    come_in("Grace").post(address, typed(text="Glasfaser"))
    ada = come_in()

    ada.post(address, typed(text="glasfaser, More trees"))

    own = ada.get(f"{address}own/").json()["answers"]
    assert own == {"1": {"words": ["Glasfaser", "More trees"]}}


@pytest.mark.parametrize(
    ("kind", "form", "sentence"),
    [
        ("single", {}, "Please choose an answer."),
        ("multiple", {"choices": ["1", "2", "3"]}, "At most 2 answers, please."),
        ("ranking", {"place-1": "1", "place-2": "1"}, "Please give each place only once."),
        ("words", {"text": "a,b,c"}, "At most 2 answers, please."),
        ("open", {"text": "x" * 301}, "An answer has at most 300 characters here."),
    ],
)
def test_what_cannot_be_taken_is_said_in_words(
    come_in, convention, code, address, kind, form, sentence
):
    poll = make_poll(convention, code, kind, most=2)

    answer = come_in().post(address, typed(**form))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert not poll.given.exists()


def test_a_poll_that_was_closed_meanwhile_says_so_and_shows_its_results(
    come_in, convention, code, address
):
    poll = make_poll(convention, code)
    come_in("Grace").post(address, typed(choices="2"))
    close_poll(poll=poll, at=timezone.now(), by=None)

    answer = come_in().post(address, typed(choices="1"))

    assert answer.status_code == 422
    assert "This poll is closed." in answer.text
    assert "100 %" in answer.text


@pytest.mark.parametrize("number", ["7", "", "9" * 5_000], ids=["other", "none", "long"])
def test_a_number_that_no_poll_has_leads_nowhere(come_in, address, number):
    assert come_in().post(address, {"poll": number}).status_code == 404


def test_without_a_pass_the_page_offers_one_and_without_a_ticket_it_leads_to_the_door(
    convention, code, address
):
    make_poll(convention, code)

    assert Client().get(address).status_code == 302
    convention.stage_access = "open"
    convention.save()
    page = Client(headers={"accept-language": "en"}).get(address)
    assert "To answer, your browser needs a pass." in page.text
    assert 'name="poll-1-choices"' not in page.text


def test_what_the_live_lane_is_sent_is_read_strictly():
    sent = b'{"session": "S1", "poll": 2, "choices": ["3", "1"]}'
    assert answer_poll(Body.parse(sent)) == AnswerPoll("S1", 2, (3, 1))
    for wrong in (b'["x"]', b'["99"]', b'["1", "1"]', b"3"):
        with pytest.raises(NotUnderstoodError):
            answer_poll(Body.parse(sent.replace(b'["3", "1"]', wrong)))
