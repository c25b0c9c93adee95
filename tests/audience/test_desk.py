# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Moderators lead what is asked, two of them at once, each on what they saw."""

import re
from datetime import timedelta

import pytest
from tests.factories import make_user
from tests.manage.conftest import enter
from tests.manage.forms import fill

from konvent.audience.actions.forgetting import forget_persons
from konvent.audience.actions.moderating import CannotModerateError, merge_question
from konvent.audience.models import QuestionDefaults
from konvent.audience.queries import (
    answered_on_stage,
    moderation_of_session,
    questions_of_session,
)
from konvent.foundation.access import Access
from konvent.foundation.models import AuditEntry
from konvent.foundation.topics import find_topic
from konvent.people.models import Duty


class Phone:
    """A moderator's browser at the desk of one session, and what it showed last."""

    def __init__(self, user, address):
        self.client, self.address = enter(user), address
        self.page = ""

    def look(self, pile=""):
        self.page = self.client.get(self.address, {"pile": pile}).text
        return self

    def do(self, deed, number, **typed):
        """Press a button of a card, with what its form carries."""
        form = next(
            form
            for form in re.findall(r"<form.*?</form>", self.page, re.DOTALL)
            if f"/desk/{number}/" in form and f'value="{deed}"' in form
        )
        hidden = dict(re.findall(r'name="(seen|on_stage|pile)" value="(\w*)"', form))
        answer = self.client.post(
            f"{self.address}{number}/", {**hidden, "deed": deed, **typed}, follow=True
        )
        self.page = answer.text
        return self.said

    def undo(self):
        act = re.search(r'name="act" value="(\d+)"', self.page)[1]
        self.page = self.client.post(f"{self.address}undo/", {"act": act}, follow=True).text
        return self.said

    @property
    def said(self):
        return " ".join(re.findall(r'<p class="said[^>]*>(.*?)</p>', self.page))


@pytest.fixture
def address(convention, code):
    return f"/manage/{convention.slug}/sessions/{code}/desk/"


@pytest.fixture
def phone(mira, address):
    return Phone(mira, address)


@pytest.fixture
def other(noor, address):
    return Phone(noor, address)


def states(floor):
    return dict(floor().questions.values_list("number", "state"))


def test_what_waits_is_shown_put_on_stage_and_answered(phone, ask, floor, convention, code):
    QuestionDefaults.objects.update(moderation="before")
    ask("Who pays?", name="Ada")
    watched = find_topic(convention.slug, f"session/{code}/questions")
    assert watched.read()["questions"] == {}

    phone.look().do("show", 1)
    assert watched.read()["questions"]["1"]["state"] == "visible"
    phone.look("list").do("stage", 1)
    assert watched.read()["questions"]["1"]["state"] == "on-stage"
    phone.look().do("answered", 1)

    question = watched.read()["questions"]["1"]
    assert question["state"] == "answered-live"
    assert question["on_stage"] < question["answered"]
    assert watched.read()["figures"] == {"asked": 1, "answered": 1, "declined": 0, "waiting": 0}


def test_every_act_is_in_the_log_with_its_moderator_and_without_the_words(
    phone, ask, floor, convention
):
    ask("Who pays for the fibre?", name="Ada Lovelace")
    phone.look("list").do("stage", 1)
    phone.look().do("answered", 1)
    phone.undo()

    entries = AuditEntry.objects.filter(thing="question").order_by("pk")
    assert [(entry.actor_name, entry.verb) for entry in entries] == [
        ("Mira", "put question on stage"),
        ("Mira", "answer question"),
        ("Mira", "take back"),
    ]
    written = "".join(f"{entry.thing_name}{entry.changes}" for entry in entries)
    assert "fibre" not in written
    assert "Lovelace" not in written
    assert floor().questions.get().author not in written


def test_an_answer_in_writing_is_read_below_the_question(phone, ask, convention, code):
    ask("Who pays?")

    phone.look("list").do("write", 1, answer="The state.")

    shown = questions_of_session(convention.slug, code)["questions"]["1"]
    assert (shown["state"], shown["answer"]) == ("answered-in-writing", "The state.")


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [("write", "Please write it in a few words."), ("decline", "Please write it in a few words.")],
)
def test_an_answer_and_a_reason_have_words(phone, ask, floor, deed, sentence):
    ask()

    said = phone.look("list").do(deed, 1, answer=" ", words=" ", reason="")

    assert sentence in said
    assert states(floor) == {1: "visible"}


def test_merged_questions_count_everybody_once(phone, ask, floor, convention, code):
    ask("Who pays?", who="ada")
    ask("What does it cost, and whom?", who="grace")

    phone.look("list").do("merge", 1, into="2")

    shown = questions_of_session(convention.slug, code)["questions"]
    assert {number: question["supports"] for number, question in shown.items()} == {"2": 2}


def test_the_second_moderator_is_told_who_was_faster_and_nothing_is_undone(
    phone, other, ask, floor
):
    ask()
    phone.look("list")
    other.look("list")

    phone.do("stage", 1)
    said = other.do("decline", 1, reason="off-topic")

    assert said == "Mira was faster: question 1 is now “on stage”. Look at it again."
    assert states(floor) == {1: "on-stage"}


def test_nobody_takes_another_question_off_the_stage_without_having_seen_it(
    phone, other, ask, floor
):
    ask("Who pays?")
    ask("What does it cost?", who="grace")
    phone.look("list")
    other.look("list")

    phone.do("stage", 1)
    said = other.do("stage", 2)
    assert said == "Meanwhile question 1 was put on stage. Look at it again."
    other.look("list").do("stage", 2)

    assert states(floor) == {1: "visible", 2: "on-stage"}


def test_each_takes_back_only_their_own_last_act(phone, other, ask, floor):
    ask("Who pays?")
    ask("What does it cost?", who="grace")
    phone.look("list").do("stage", 1)
    other.look("list").do("pin", 2)

    said = phone.undo()

    assert said == "It is as it was before."
    assert states(floor) == {1: "visible", 2: "visible"}
    assert floor().questions.get(number=2).is_pinned


def test_what_somebody_else_has_built_on_is_not_taken_back(phone, other, ask, floor):
    ask()
    phone.look("list").do("stage", 1)
    other.look().do("answered", 1)

    said = phone.undo()

    assert said == "Noor was faster: question 1 is now “answered on stage”. Look at it again."
    assert states(floor) == {1: "answered-live"}


def test_taking_back_does_not_put_two_questions_on_stage(phone, other, ask, floor):
    ask("Who pays?")
    ask("What does it cost?", who="grace")
    phone.look("list").do("stage", 1)
    phone.look().do("answered", 1)
    other.look("list").do("stage", 2)

    said = phone.undo()

    assert said == "Meanwhile question 2 is on stage. Look at it again."
    assert states(floor) == {1: "answered-live", 2: "on-stage"}


def test_what_one_moderator_does_is_announced_to_the_others(phone, ask, told, convention, code):
    ask()
    before = moderation_of_session(convention.slug, code)
    phone.look("list")

    with told() as topics:
        phone.do("pin", 1)

    assert f"{convention.slug}/moderation/{code}" in topics
    assert moderation_of_session(convention.slug, code) != before


def test_the_moderators_topic_is_theirs_and_carries_no_words(ask, convention, code):
    ask("Who pays?")
    topic = find_topic(convention.slug, f"moderation/{code}")

    assert topic.access is Access.MODERATE
    assert find_topic(convention.slug, f"line/{code}").access is Access.STAFF
    assert "pays" not in str(topic.read())


def test_the_line_is_heard_by_producers_and_phrases_by_everybody_in_their_language(
    phone, convention, code
):
    line = f"/manage/{convention.slug}/sessions/{code}/line/"
    paula = enter(make_user("Paula", Duty.PRODUCER, convention, language="de"))

    phone.client.post(line, {"phrase": "two-minutes", "for_speakers": "on", "desk": "1"})
    paula.post(line, {"text": "Camera 2 is on you"})

    state = find_topic(convention.slug, f"line/{code}").read()["messages"]
    said = [
        (one.get("phrase") or one["text"], one["by"], one.get("for_speakers"))
        for _, one in sorted(state.items())
    ]
    assert said == [("two-minutes", "Mira", True), ("Camera 2 is on you", "Paula", None)]
    assert "Noch zwei Minuten." in paula.get(line).text
    assert "Two minutes left." in phone.client.get(line).text
    assert "Bitte schreiben Sie etwas." in paula.post(line, {"text": " "}, follow=True).text


def test_the_view_for_the_stage_shows_only_what_is_on_stage(phone, ask, convention, code):
    ask("Who pays?", name="Ada")
    ask("What does it cost?", who="grace")
    phone.look("list").do("stage", 2)

    page = phone.client.get(f"/manage/{convention.slug}/sessions/{code}/presenter/").text

    assert "What does it cost?" in page
    assert "Who pays?" not in page


def test_a_session_has_rules_of_its_own(phone, ask, convention, code):
    ask()
    rules = f"{phone.address}rules/"

    fill(phone.client, rules, taking="closed", naming="named")

    state = questions_of_session(convention.slug, code)
    assert (state["taking"], state["naming"], state["moderation"]) == ("closed", "named", "after")


def test_organisers_say_what_holds_where_a_session_says_nothing(convention, code, ask):
    ask()
    grace = enter(make_user("Grace", Duty.ORGANISER, convention, language="en"))

    fill(grace, f"/manage/{convention.slug}/questions/rules/", moderation="before", naming="named")

    state = questions_of_session(convention.slug, code)
    assert (state["naming"], state["moderation"]) == ("named", "before")


def test_the_list_of_desks_says_where_somebody_waits(phone, ask, convention):
    QuestionDefaults.objects.update(moderation="before")
    ask()

    page = phone.client.get(f"/manage/{convention.slug}/questions/").text

    assert "1 waits" in page
    assert "Compilers for cities" in page


@pytest.mark.parametrize("count", [1, 3])
def test_more_questions_cost_the_desk_no_more_queries(phone, ask, count, django_assert_num_queries):
    for number in range(count):
        ask(f"{'abc'[number] * 9}?", who=f"t{number}")
    phone.look("list").do("pin", 1)
    phone.look("list")

    with django_assert_num_queries(17):
        phone.look("list")


def test_after_a_month_the_record_stays_and_nobody_is_linked_to_it(
    phone, ask, floor, convention, code
):
    ask("Who pays?", name="Ada")
    ask("Whose dog is it?", who="grace")
    ask("What does it cost?", who="joan")
    phone.look("list").do("write", 1, answer="The state.")
    phone.look("list").do("decline", 2, reason="off-topic")
    last = convention.days.get().ends_at

    forget_persons(at=last + timedelta(days=29))
    assert floor().questions.get(number=1).name == "Ada"
    forget_persons(at=last + timedelta(days=31))

    kept = floor().questions.order_by("number")
    assert list(kept.values_list("text", "name", "author", "answer")) == [
        ("Who pays?", "", "", "The state."),
        ("", "", "", ""),
        ("What does it cost?", "", "", ""),
    ]
    state = questions_of_session(convention.slug, code)
    assert state["figures"] == {"asked": 3, "answered": 1, "declined": 1, "waiting": 0}
    assert state["questions"]["1"]["supports"] == 1
    one, three = kept.get(number=1), kept.get(number=3)
    with pytest.raises(CannotModerateError, match="forgotten"):
        merge_question(question=three, seen=three.version, into=one, at=last, by=None)


def test_the_picture_shows_the_question_on_stage_and_no_other(phone, ask, convention, code):
    ask("Who pays?", name="Ada")
    ask("What does it cost?", who="grace")
    topic = find_topic(convention.slug, f"session/{code}/on-stage")
    assert topic.access is Access.PUBLIC
    assert topic.read() == {}

    phone.look("list").do("stage", 1)

    assert topic.read() == {"question": {"text": "Who pays?", "name": "Ada"}}


def test_what_was_answered_on_stage_is_known_with_its_moment(phone, ask, convention, code):
    ask("Who pays?")
    ask("What does it cost?", who="grace")
    phone.look("list").do("stage", 1)
    phone.look().do("answered", 1)
    phone.look("list").do("write", 2, answer="A lot.")

    found = answered_on_stage(convention.slug, code)

    assert [question.number for question in found] == [1]
