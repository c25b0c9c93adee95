# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Organisers say yes or no to many at once, and to nobody whom they have not seen."""

import re

import pytest
from django.utils import timezone
from tests.letters.post import have_letters_sent
from tests.registration.worlds import join, make_group

from konvent.registration.models import Registration

pytestmark = pytest.mark.django_db

LIST = "/manage/smart-2026/registrations/"
ADA, GRACE = "ada@example.org", "grace@example.org"


def page(response):
    assert response.status_code == 200
    return response.content.decode()


def decide(desk, deed, *chosen, **more):
    """Choose in the list, and say yes or no."""
    facts = {"deed": deed, "chosen": [one.pk for one in chosen], **more}
    return page(desk.post(f"{LIST}decide/", facts, follow=True))


def looked_at(desk):
    """Look at the list; return what ticking the box for all of it says."""
    return re.search(r'name="all" id="all" value="([^"]+)"', page(desk.get(LIST)))[1]


def states(convention):
    found = Registration.objects.filter(convention=convention).order_by("email")
    return {one.email.partition("@")[0]: one.state for one in found}


def test_many_are_approved_at_once_and_no_place_is_given_twice(desk, convention):
    convention.registration_rules.capacity = 2
    convention.registration_rules.save()
    press = make_group(convention, "press", needs_approval=True)
    people = [join(convention, f"{name}@example.org", group=press) for name in "abc"]

    said = decide(desk, "approve", *people)
    again = decide(desk, "approve", *people)

    assert "3 people are approved" in said
    assert "Nobody of them waits for approval any more." in again
    assert states(convention) == {"a": "admitted", "b": "admitted", "c": "waiting"}


def test_a_no_to_some_says_why_and_leaves_the_others(desk, convention):
    press = make_group(convention, "press", needs_approval=True)
    ada, _grace = (join(convention, email, group=press) for email in (ADA, GRACE))
    edith = join(convention, "edith@example.org")

    said = decide(desk, "decline", ada, edith, reason="This day is for municipalities only.")

    assert "1 person is declined" in said
    assert states(convention) == {"ada": "declined", "grace": "approval", "edith": "admitted"}
    letters = {letter.to[0]: letter.body for letter in have_letters_sent()}
    assert "This day is for municipalities only." in letters[ADA]
    assert "Nobody" not in decide(desk, "approve", all=looked_at(desk))
    assert states(convention)["grace"] == "admitted"


def test_nobody_is_decided_about_unseen(desk, convention):
    press = make_group(convention, "press", needs_approval=True)
    join(convention, ADA, group=press)
    seen_at = looked_at(desk)
    grace = join(convention, GRACE, group=press, at=timezone.now())

    said = decide(desk, "decline", all=seen_at)
    decide(desk, "decline", grace, all="yesterday")

    assert "1 person is declined" in said
    assert states(convention) == {"ada": "declined", "grace": "approval"}
    assert "Nobody of them" in decide(desk, "approve", chosen=["9" * 30])


def test_who_is_meant_has_to_be_chosen(desk, convention):
    press = make_group(convention, "press", needs_approval=True)
    join(convention, ADA, group=press)

    assert "Please choose first whom you mean." in decide(desk, "approve")
    assert "at most 500" in decide(desk, "decline", all=looked_at(desk), reason="x" * 501)
    assert states(convention) == {"ada": "approval"}
