# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Raised hands against a plain model, and what everybody, moderators and the log learn of them."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.audience.conftest import do
from tests.factories import at, make_world, publish
from tests.foundation.front.running import apply

from konvent.audience.actions.calling import (
    CannotCallError,
    call_hand,
    finish_hand,
    lower_hand,
    take_hands,
)
from konvent.audience.actions.floors import NoSuchSessionError
from konvent.audience.actions.forgetting import REMEMBERED, forget_persons
from konvent.audience.actions.raising import lower_hands, raise_hands
from konvent.audience.hands import hands_of, hands_state, own_hand, place_of
from konvent.audience.models import Hand
from konvent.audience.models.hands import MOST_HANDS
from konvent.audience.persons import person_of
from konvent.audience.queries import moderation_of_session
from konvent.audience.wishes import LowerHand, RaiseHand
from konvent.foundation.front.merge_patch import diff
from konvent.foundation.models import AuditEntry
from konvent.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db
DEEDS = {"call": call_hand, "finish": finish_hand, "take out": lower_hand}


def take(convention, code, *, is_on=True):
    take_hands(convention=convention, code=code, is_on=is_on, at=at(9), by=None)


def raise_hand(convention, code, who, name="Somebody"):
    return do(raise_hands, convention, who, RaiseHand(code, name), at(10))["number"]


def moderate(deed, convention, code, number, by=None):
    DEEDS[deed](convention=convention, code=code, number=number, at=at(10), by=by)


PEOPLE = st.sampled_from(["ada", "grace", "joan"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["raise", "lower"]), PEOPLE),
        st.tuples(st.sampled_from(list(DEEDS)), st.integers(1, 4)),
        st.tuples(st.sampled_from(["open", "close"])),
    ),
    max_size=14,
)


class Model:
    """What should be, beside the floor itself: who is up, under which number, and who is called."""

    def __init__(self, convention, code):
        self.convention, self.code = convention, code
        self.up, self.called, self.last, self.is_open = {}, None, 0, True

    def take(self, verb, *rest):
        if verb == "raise":
            self.raise_hand(*rest)
        elif verb == "lower":
            do(lower_hands, self.convention, rest[0], LowerHand(self.code), at(10))
            self.put_down(self.up.get(rest[0]))
        elif rest:
            self.moderate(verb, rest[0])
        else:
            self.is_open = verb == "open"
            take(self.convention, self.code, is_on=self.is_open)
            if not self.is_open:
                self.up, self.called = {}, None

    def raise_hand(self, who):
        if not self.is_open:
            with pytest.raises(RefusedError, match="not raised here"):
                raise_hand(self.convention, self.code, who)
            return
        if who not in self.up:
            self.last += 1
            self.up[who] = self.last
        assert raise_hand(self.convention, self.code, who) == self.up[who]

    def moderate(self, deed, number):
        is_taken = deed == "call" and self.called not in {None, number}
        if number not in self.up.values() or is_taken:
            with pytest.raises(CannotCallError):
                moderate(deed, self.convention, self.code, number)
            return
        moderate(deed, self.convention, self.code, number)
        if deed == "call":
            self.called = number
        else:
            self.put_down(number)

    def put_down(self, number):
        self.up = {who: other for who, other in self.up.items() if other != number}
        self.called = None if self.called == number else self.called

    @property
    def shown(self):
        words = dict.fromkeys(self.up.values(), "up")
        words |= {self.called: "called"} if self.called else {}
        return {f"{number:06}": word for number, word in words.items()}


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_hands_follow_their_rules_and_pages_hear_what_a_fresh_page_reads(told, steps):
    with transaction.atomic():
        world = make_world()
        publish(world)
        model = Model(world, world.sessions.get(title__en="Opening").code)
        take(world, model.code)
        known = hands_state(world.slug, model.code)
        for step in steps:
            with told() as topics:
                model.take(*step)

            fresh = hands_state(world.slug, model.code)
            if f"{world.slug}/session/{model.code}/hands" in topics:
                known = apply(known, diff(known, fresh))
            assert known == fresh == {"is_open": model.is_open, "hands": model.shown}
        transaction.set_rollback(True)


def test_nobody_can_raise_a_hand_until_a_moderator_allows_it(convention, code):
    assert hands_state(convention.slug, code) == {"is_open": False, "hands": {}}
    with pytest.raises(RefusedError, match="Hands are not raised here"):
        raise_hand(convention, code, "ada")
    with pytest.raises(NoSuchSessionError):
        take(convention, "S99999")
    assert hands_state(convention.slug, "S99999") is None


@pytest.mark.parametrize(
    ("name", "sentence"),
    [(" ", "by what name you are called"), ("x" * 61, "A name has at most 60 characters")],
)
def test_a_hand_is_raised_with_a_name_that_can_be_called(convention, code, name, sentence):
    take(convention, code)
    with pytest.raises(RefusedError, match=sentence):
        raise_hand(convention, code, "ada", name)


def test_the_database_knows_one_hand_of_each_person_and_calls_one_at_a_time(convention, code):
    take(convention, code)
    raise_hand(convention, code, "ada")
    raise_hand(convention, code, "grace")
    ada, grace = Hand.objects.order_by("number")

    with pytest.raises(IntegrityError, match=r"person"), transaction.atomic():
        Hand.objects.filter(pk=grace.pk).update(person=ada.person)
    Hand.objects.filter(pk=ada.pk).update(is_called=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hand.objects.filter(pk=grace.pk).update(is_called=True)


def test_who_is_called_makes_way_in_the_line_and_the_next_waits_for_done(convention, code, mira):
    take(convention, code)
    for who in ("ada", "grace", "joan"):
        raise_hand(convention, code, who, who.title())
    joan = person_of(convention.slug, "joan")
    assert place_of(own_hand(convention.slug, code, joan)) == 3

    moderate("call", convention, code, 2, mira)
    assert place_of(own_hand(convention.slug, code, joan)) == 2
    assert [hand.name for hand in hands_of(convention.slug, code)] == ["Grace", "Ada", "Joan"]
    with pytest.raises(CannotCallError, match="Grace is called already"):
        moderate("call", convention, code, 1, mira)
    moderate("finish", convention, code, 2, mira)
    with pytest.raises(CannotCallError, match="no longer up"):
        moderate("finish", convention, code, 2, mira)
    moderate("call", convention, code, 1, mira)


def test_names_are_in_no_topic_and_the_log_knows_who_called_but_not_whom(convention, code, mira):
    take(convention, code)
    raise_hand(convention, code, "ada", "Ada Secret")
    moderate("call", convention, code, 1, mira)
    states = (hands_state(convention.slug, code), moderation_of_session(convention.slug, code))
    moderate("finish", convention, code, 1, mira)

    entries = AuditEntry.objects.filter(thing="hand").order_by("pk")
    assert [(entry.verb, entry.actor_name) for entry in entries] == [
        ("call hand", "Mira"),
        ("finish hand", "Mira"),
    ]
    assert "Secret" not in f"{states}{list(AuditEntry.objects.values())}"
    assert states[1]["hands"] == 1


def test_a_line_that_nobody_reaches_the_end_of_takes_no_more(convention, code):
    take(convention, code)
    raise_hand(convention, code, "ada")
    floor = convention.floors.get(session_code=code)
    Hand.objects.bulk_create(
        Hand(floor=floor, number=n, person=str(n), name="A", raised_at=at(10))
        for n in range(2, MOST_HANDS + 1)
    )

    with pytest.raises(RefusedError, match="So many hands are up"):
        raise_hand(convention, code, "grace")
    assert raise_hand(convention, code, "ada") == 1


def test_some_time_after_the_convention_no_hand_is_up(convention, code):
    take(convention, code)
    raise_hand(convention, code, "ada")
    ended = convention.days.get().ends_at

    forget_persons(at=ended + REMEMBERED)
    assert Hand.objects.exists()
    forget_persons(at=ended + REMEMBERED * 2)

    assert not Hand.objects.exists()
    assert not hands_state(convention.slug, code)["is_open"]
