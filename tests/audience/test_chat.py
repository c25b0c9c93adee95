# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A chat against a plain model, its rules, and what becomes of it."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import at, make_world, publish
from tests.foundation.front.running import apply

from konvent.audience.actions.chat_moderating import (
    NoSuchPlaceError,
    change_chat,
    hide_message,
    lift_mute,
    mute_author,
    show_message,
)
from konvent.audience.actions.chatting import report_messages, say_messages
from konvent.audience.actions.forgetting import REMEMBERED, forget_persons
from konvent.audience.actions.words import change_word_list
from konvent.audience.chats import TAIL, chat_at_desk, chat_state
from konvent.audience.models import Chat, ChatMessage, Mute
from konvent.audience.wishes import ReportMessage, Say
from konvent.foundation.front.merge_patch import diff
from konvent.foundation.intents import Intent, Participant, apply_one
from konvent.foundation.models import AuditEntry
from konvent.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db
PLAZA = ("stage", "smart-plaza")


def open_chat(convention, *, is_open=True, pause=0, place=PLAZA):
    values = {"is_open": is_open, "pause": pause}
    facts = {"convention": convention, "kind": place[0], "name": place[1]}
    return change_chat(**facts, values=values, at=at(9), by=None)


def say(convention, who="ada", text="Hello", minute=0, *, rights=(), **facts):
    facts = {"key": uuid4(), "name": who.title(), **facts}
    wish = Say(*PLAZA, text=text, **facts)
    by = Participant(who, frozenset(rights))
    said = apply_one(say_messages, Intent(convention.slug, by, wish), at=at(10, minute))
    return ChatMessage.objects.get(chat__convention=convention, number=said["number"])


def report(convention, number, who="joan"):
    intent = Intent(convention.slug, Participant(who), ReportMessage(*PLAZA, number))
    return apply_one(report_messages, intent, at=at(10, 1))


PEOPLE = st.sampled_from(["ada", "grace"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("say"), PEOPLE, st.integers(0, 4)),
        st.tuples(st.sampled_from(["hide", "show", "report", "ban"]), st.integers(1, 4)),
        st.tuples(st.sampled_from(["open", "close", "lift"])),
    ),
    max_size=12,
)


class Model:
    """What should be, beside the chat itself."""

    def __init__(self, convention):
        self.convention = convention
        self.said, self.hidden, self.banned, self.is_open = {}, set(), set(), True

    def take(self, verb, *rest):
        if verb == "say":
            self.say(*rest)
        elif rest:
            self.moderate(verb, rest[0])
        elif verb == "lift":
            self.banned.clear()
            for mute in Mute.objects.all():
                lift_mute(mute=mute, at=at(10), by=None)
        else:
            self.is_open = verb == "open"
            open_chat(self.convention, is_open=self.is_open)

    def say(self, who, key):
        is_known = (who, key) in self.said.values()
        try:
            say(self.convention, who, key=UUID(int=key + 10 * (who == "ada")))
        except RefusedError:
            assert not is_known
            assert not self.is_open or who in self.banned
            return
        assert is_known or (self.is_open and who not in self.banned)
        if not is_known:
            self.said[len(self.said) + 1] = (who, key)

    def moderate(self, verb, number):
        message = ChatMessage.objects.filter(number=number).first()
        if message is None:
            return
        facts = {"message": message, "at": at(10), "by": None}
        if verb == "ban":
            mute_author(**facts, until=None)
            self.banned.add(self.said[number][0])
        elif verb == "report":
            report(self.convention, number)
        elif verb == "hide":
            hide_message(**facts)
            self.hidden.add(number)
        else:
            show_message(**facts)
            self.hidden.discard(number)

    @property
    def shown(self):
        shown = self.said.keys() - self.hidden
        return {f"{number:06}": self.said[number][0].title() for number in shown}


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_a_chat_follows_its_rules_and_pages_hear_what_a_fresh_page_reads(told, steps):
    with transaction.atomic():
        model = Model(make_world())
        slug = model.convention.slug
        open_chat(model.convention)
        known = chat_state(slug, *PLAZA)
        for step in steps:
            with told() as topics:
                model.take(*step)

            fresh = chat_state(slug, *PLAZA)
            if f"{slug}/stage/smart-plaza/chat" in topics:
                known = apply(known, diff(known, fresh))
            assert known == fresh
            assert {n: one["name"] for n, one in fresh["messages"].items()} == model.shown
            assert fresh["is_open"] == model.is_open
        transaction.set_rollback(True)


def test_a_chat_is_closed_until_somebody_opens_it(convention):
    assert chat_state(convention.slug, *PLAZA) == {"is_open": False, "pause": 0, "messages": {}}
    with pytest.raises(RefusedError, match="There is no chat here"):
        say(convention)
    open_chat(convention, is_open=False)
    with pytest.raises(RefusedError, match="This chat is closed"):
        say(convention)


def test_there_is_a_chat_for_stages_and_sessions_only(convention, code):
    open_chat(convention, place=("session", code))
    assert chat_state(convention.slug, "session", code)["is_open"]
    for place in (("stage", "nowhere"), ("session", "S99999"), ("street", "smart-plaza")):
        assert chat_state(convention.slug, *place) is None
        with pytest.raises(NoSuchPlaceError):
            open_chat(convention, place=place)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"text": " "}, "Please write something"),
        ({"name": ""}, "One writes with a name here"),
        ({"text": "x" * 301}, "At most 300 characters"),
        ({"text": "What a Foo!"}, "“foo” is not written here"),
        ({"name": "Mr Foo"}, "“foo” is not written here"),
        ({"text": "f\N{RIGHT-TO-LEFT OVERRIDE}oo"}, "“foo” is not written here"),
    ],
)
def test_what_cannot_be_said_is_refused_with_a_sentence(convention, mira, facts, sentence):
    open_chat(convention)
    change_word_list(convention=convention, words="foo", at=at(9), by=mira)

    with pytest.raises(RefusedError, match=sentence):
        say(convention, **facts)


def test_a_slow_chat_asks_for_patience_but_not_its_moderators(convention):
    open_chat(convention, pause=90)
    say(convention)
    with pytest.raises(RefusedError, match=r"you can write again in 30 s"):
        say(convention, minute=1)
    say(convention, minute=2)

    for _ in range(2):
        staff = say(convention, "mira", rights={"moderate"})
    assert staff.is_staff
    assert not say(convention, "grace").is_staff


def test_silence_ends_by_itself_and_a_ban_when_it_is_lifted(convention, mira):
    open_chat(convention)
    message = say(convention)
    until = at(10) + timedelta(minutes=10)
    mute_author(message=message, until=until, at=at(10), by=mira)

    with pytest.raises(RefusedError, match="for 9 more min"):
        say(convention, minute=1)
    say(convention, "grace", minute=1)
    say(convention, minute=10)
    mute_author(message=message, until=None, at=at(10), by=mira)
    with pytest.raises(RefusedError, match="no longer"):
        say(convention, minute=30)
    lift_mute(mute=Mute.objects.get(), at=at(11), by=mira)
    say(convention, minute=40)


def test_an_answer_names_what_it_answers_unless_that_is_hidden(convention, mira):
    open_chat(convention)
    first = say(convention)
    second = say(convention, "grace", reply_to=1)

    messages = chat_state(convention.slug, *PLAZA)["messages"]
    assert messages["000002"]["reply"] == {"number": 1, "name": "Ada"}
    hide_message(message=first, at=at(10), by=mira)
    messages = chat_state(convention.slug, *PLAZA)["messages"]
    assert "reply" not in messages[f"{second.number:06}"]


def test_who_reports_twice_reports_once_and_moderators_say_that_it_is_fine(convention, mira):
    open_chat(convention)
    message = say(convention, text="Secret words")
    for who in ("joan", "joan", "grace"):
        report(convention, 1, who)

    message.refresh_from_db()
    assert message.reports == 2
    assert chat_at_desk(convention.slug, *PLAZA) == {"last": 1, "hidden": 0, "reports": 1}
    show_message(message=message, at=at(10), by=mira)
    assert chat_at_desk(convention.slug, *PLAZA)["reports"] == 0
    assert "Secret" not in "".join(f"{e.thing_name}{e.changes}" for e in AuditEntry.objects.all())
    with pytest.raises(IntegrityError), transaction.atomic():
        message.reported.create(person=message.reported.first().person)


def test_everybody_reads_the_latest_hundred_at_the_same_cost(convention, django_assert_num_queries):
    chat = open_chat(convention)
    ChatMessage.objects.bulk_create(
        ChatMessage(chat=chat, number=n, key=uuid4(), text="x", name="A", author="a", at=at(10))
        for n in range(1, TAIL + 31)
    )

    with django_assert_num_queries(3):
        messages = chat_state(convention.slug, *PLAZA)["messages"]

    assert list(messages) == [f"{n:06}" for n in range(31, TAIL + 31)]


def test_some_time_after_the_convention_nothing_that_was_said_is_left(convention, mira):
    open_chat(convention)
    mute_author(message=say(convention), until=None, at=at(10), by=mira)
    ended = convention.days.get().ends_at

    forget_persons(at=ended + REMEMBERED)
    assert ChatMessage.objects.exists()
    forget_persons(at=ended + REMEMBERED * 2)

    assert not ChatMessage.objects.exists()
    assert not Mute.objects.exists()
    assert not Chat.objects.get().is_open


def test_another_convention_knows_nothing_of_it(convention):
    open_chat(convention)
    say(convention)
    other = make_world("other-2026")
    publish(other)

    assert chat_state(other.slug, *PLAZA)["messages"] == {}
