# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A moderator prepares, opens, closes and shows polls at the desk."""

import pytest
from tests.audience.polls import make_poll
from tests.factories import at, make_user, publish
from tests.manage.conftest import enter

from konvent.audience.actions.answering import answer_polls
from konvent.audience.models import Poll, WordList
from konvent.audience.wishes import AnswerPoll
from konvent.foundation.intents import Intent, Participant
from konvent.foundation.models import AuditEntry
from konvent.people.models import Duty

CHOOSING = {"lines_de": "Köln\nBonn", "lines_en": "Cologne\nBonn"}
TYPED = {
    "single": CHOOSING,
    "multiple": {**CHOOSING, "most": "2"},
    "scale": {"steps": "4", "low_en": "never", "high_en": "always"},
    "ranking": CHOOSING,
    "words": {"most": "3"},
    "open": {},
}


@pytest.fixture
def code(convention):
    publish(convention)
    return convention.sessions.get(title__en="Opening").code


@pytest.fixture
def mira(convention):
    return enter(make_user("Mira", Duty.MODERATOR, convention, language="en"))


@pytest.fixture
def polls(base, code):
    return f"{base}sessions/{code}/polls/"


def typed(kind, **facts):
    facts = {"question_de": "Wohin?", "question_en": "Where to?", "results": "live", **facts}
    return {"state": "5c0b8c34-3d9c-4a6e-9a15-3f4c5a9f7b10", **facts, **TYPED[kind]}


@pytest.mark.parametrize("kind", TYPED)
def test_each_kind_is_prepared_once_however_often_it_is_sent(mira, polls, kind):
    for _ in range(2):
        assert mira.post(f"{polls}add/{kind}/", typed(kind)).status_code == 302

    poll = Poll.objects.get()
    assert (poll.kind, poll.state, poll.question["de"]) == (kind, "draft", "Wohin?")
    assert poll.options.count() == {"scale": 4, "words": 0, "open": 0}.get(kind, 2)
    assert "Where to?" in mira.get(polls).text


def test_a_poll_made_on_the_spot_is_open_with_one_button(mira, polls):
    mira.post(f"{polls}add/open/", typed("open", opens="on"))

    assert Poll.objects.get().is_open


def test_as_many_lines_in_one_language_as_in_another(mira, polls):
    form = typed("single") | {"lines_en": "Cologne"}

    answer = mira.post(f"{polls}add/single/", form)

    assert answer.status_code == 422
    assert "Please write as many lines in one language as in another." in answer.text
    assert "Köln\nBonn" in answer.text


def test_a_draft_is_changed_and_what_was_opened_is_not(mira, polls):
    mira.post(f"{polls}add/single/", typed("single"))
    shown = mira.get(f"{polls}1/")
    state = shown.context["state"]

    mira.post(f"{polls}1/", typed("single", state=state, question_en="When?"))
    assert Poll.objects.get().question.within("en") == "When?"
    late = mira.post(f"{polls}1/", typed("single", state=state, question_en="Why?"))
    assert "changed by somebody else" in late.text
    mira.post(f"{polls}1/act/", {"deed": "open"})
    refused = mira.post(f"{polls}1/", typed("single", question_en="Why?"))
    assert "This cannot be done with a poll that is “open”." in refused.text


def test_two_moderators_press_the_same_buttons(mira, polls, convention):
    noor = enter(make_user("Noor", Duty.MODERATOR, convention, language="en"))
    mira.post(f"{polls}add/open/", typed("open"))

    for deed in ("open", "stage", "close", "off-stage"):
        for client in (mira, noor):
            client.post(f"{polls}1/act/", {"deed": deed})

    poll = Poll.objects.get()
    assert (poll.state, poll.is_on_stage) == ("closed", False)
    verbs = AuditEntry.objects.filter(thing="poll").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [
        *("add", "open poll", "put poll on stage", "close poll", "take poll off stage")
    ]


def test_words_are_hidden_and_shown_again(mira, polls, convention, code):
    poll = make_poll(convention, code, "words")
    wish = AnswerPoll(code, 1, text="Bonn")
    answer_polls(intents=[Intent(convention.slug, Participant("ada"), wish)], at=at(10, 2))
    word = poll.words.get()

    mira.post(f"{polls}1/words/", {"hide": word.pk})
    assert poll.words.get().is_hidden
    assert "Bonn (hidden)" in mira.get(polls).text
    mira.post(f"{polls}1/words/", {"show": word.pk})
    assert not poll.words.get().is_hidden


def test_a_draft_is_thrown_away_after_asking(mira, polls):
    mira.post(f"{polls}add/open/", typed("open"))

    assert "Throw “Where to?” away?" in mira.get(f"{polls}1/remove/").text
    mira.post(f"{polls}1/remove/")
    assert not Poll.objects.exists()


def test_the_list_of_unwanted_words_is_kept_without_doubles(mira, base):
    mira.post(f"{base}questions/words/", {"state": "", "words": " foo \n\nbar*\nfoo"})

    assert WordList.objects.get().words == "foo\nbar*"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_polls_asks_the_database_as_often_for_one_as_for_three(
    mira, polls, convention, code, count, django_assert_num_queries
):
    for _ in range(count):
        make_poll(convention, code)
    mira.get(polls)

    with django_assert_num_queries(8):
        mira.get(polls)
