# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Everybody is told something, and in an emergency the audience can only read."""

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.audience.conftest import do
from tests.audience.polls import intents, make_poll
from tests.factories import at, make_room, make_world, publish, text
from tests.foundation.front.running import apply

from konvent.audience.actions.announcing import (
    CannotAnnounceError,
    ReadOnlyError,
    let_audience_only_read,
    let_audience_write,
    make_announcement,
    take_announcement_back,
)
from konvent.audience.actions.answering import answer_polls
from konvent.audience.actions.calling import take_hands
from konvent.audience.actions.chat_moderating import change_chat
from konvent.audience.announcements import ANNOUNCEMENTS_SHOWN, announced
from konvent.audience.models import Announcement, Question
from konvent.audience.wishes import (
    AnswerPoll,
    Ask,
    Back,
    LowerHand,
    RaiseHand,
    React,
    ReportMessage,
    Say,
    Withdraw,
)
from konvent.foundation.front.merge_patch import diff
from konvent.foundation.intents import KINDS
from konvent.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db


def say(convention, by=None, minute=0, **values):
    values = {"text": text("Bitte warten.", "Please wait."), "level": "info", **values}
    return make_announcement(
        convention=convention, key=uuid4(), values=values, at=at(10, minute), by=by
    )


def test_what_is_said_is_read_until_it_is_taken_back(convention, mira, told):
    with told() as topics:
        said = say(convention, mira, level="important", room=convention.rooms.get())

    assert topics == {f"{convention.slug}/announcements"}
    (facts,) = announced(convention.slug)["announcements"].values()
    assert facts == {
        "level": "important",
        "text": {"de": "Bitte warten.", "en": "Please wait."},
        "at": "2026-10-27T09:00:00+00:00",
        "room": "smart-plaza",
    }
    for _ in range(2):
        take_announcement_back(announcement=said, at=at(10, 5), by=mira)
    assert announced(convention.slug) == {"announcements": {}}
    entries = AuditEntry.objects.filter(thing="announcement").order_by("pk")
    assert [entry.verb for entry in entries] == ["add", "take announcement back"]


def test_what_is_sent_twice_is_said_once_and_not_too_long(convention):
    facts = {"convention": convention, "key": uuid4(), "at": at(10), "by": None}
    values = {"text": text("Feuer"), "level": "emergency"}

    for _ in range(2):
        make_announcement(**facts, values=values)
    assert Announcement.objects.count() == 1
    facts["key"] = uuid4()
    with pytest.raises(CannotAnnounceError, match="At most 300 characters each"):
        make_announcement(**facts, values=values | {"text": text("x" * 301)})


def test_no_convention_has_no_announcements_and_one_hears_nothing_of_another(convention):
    say(make_world("other-2026"))

    assert announced("nowhere") is None
    assert announced(convention.slug) == {"announcements": {}}


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.booleans()),
        st.tuples(st.just("take back"), st.integers(0, 8)),
        st.tuples(st.sampled_from(["only read", "write"])),
    ),
    max_size=12,
)


@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_what_pages_hear_is_what_a_fresh_page_reads(told, steps):
    convention = make_world(f"world-{uuid4().hex[:8]}")
    stage, said, is_silent = make_room(convention, "forum"), [], False
    known = announced(convention.slug)
    for minute, (verb, *rest) in enumerate(steps):
        with told() as topics:
            if verb == "say":
                said.append(say(convention, minute=minute, room=stage if rest[0] else None))
            elif verb == "take back" and rest[0] < len(said):
                gone = said.pop(rest[0])
                take_announcement_back(announcement=gone, at=at(11), by=None)
            elif verb == "only read":
                let_audience_only_read(convention=convention, at=at(11), by=None)
            elif verb == "write":
                let_audience_write(convention=convention, at=at(11), by=None)
        is_silent = {"only read": True, "write": False}.get(verb, is_silent)

        fresh = announced(convention.slug)
        if f"{convention.slug}/announcements" in topics:
            known = apply(known, diff(known, fresh))
        assert known == fresh
        latest = {f"{one.pk:012}" for one in said[-ANNOUNCEMENTS_SHOWN:]}
        assert set(fresh["announcements"]) == latest
        assert ("read_only" in fresh) == is_silent


def test_in_an_emergency_everything_the_audience_wants_is_refused_with_a_sentence(
    convention, code, ask, mira
):
    ask()
    make_poll(convention, code)
    place = {"convention": convention, "kind": "stage", "name": "smart-plaza"}
    change_chat(**place, values={"is_open": True}, at=at(10), by=mira)
    take_hands(convention=convention, code=code, is_on=True, at=at(10), by=mira)
    wishes = {
        "ask-question": Ask(code, uuid4(), "Why?"),
        "back-question": Back(code, 1),
        "withdraw-question": Withdraw(code, 1),
        "answer-poll": AnswerPoll(code, 1, (1,)),
        "react": React("smart-plaza", "applause"),
        "raise-hand": RaiseHand(code, "Joan"),
        "lower-hand": LowerHand(code),
        "say": Say("stage", "smart-plaza", uuid4(), "Hello", "Joan"),
        "report-message": ReportMessage("stage", "smart-plaza", 1),
    }
    let_audience_only_read(convention=convention, at=at(10, 2), by=mira)

    assert set(wishes) == {
        name for name, kind in KINDS.items() if "audience" in kind.read.__module__
    }
    for name, wish in wishes.items():
        with pytest.raises(ReadOnlyError, match="everything here can only be read"):
            do(KINDS[name].apply, convention, "joan", wish, at(10, 3))
    assert Question.objects.get().supports == 1
    let_audience_write(convention=convention, at=at(10, 4), by=mira)
    for name, wish in wishes.items():
        if name != "withdraw-question":
            do(KINDS[name].apply, convention, "joan", wish, at(10, 5))
    assert Question.objects.get(number=1).supports == 2


def test_another_convention_in_the_same_batch_goes_on(convention, code):
    other = make_world("other-2026")
    publish(other)
    elsewhere = other.sessions.get(title__en="Opening").code
    batch = []
    for place, session in ((convention, code), (other, elsewhere), (convention, code)):
        poll = make_poll(place, session, number := "single")
        batch += intents(place, [(number, AnswerPoll(session, poll.number, (1,)))])
    let_audience_only_read(convention=convention, at=at(10, 2), by=None)

    first, second, third = answer_polls(intents=batch, at=at(10, 3))

    assert isinstance(first, ReadOnlyError)
    assert second == {"choices": [1]}
    assert isinstance(third, ReadOnlyError)
