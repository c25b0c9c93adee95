# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""No place is given that is not there, and no place stays empty while somebody waits for it."""

import ast
import os
import subprocess
import sys
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.factories import NOW
from tests.registration.rush import EXPECTED, outcomes
from tests.registration.worlds import join, make_group, make_registration

from konvent.foundation.refusals import RefusedError
from konvent.letters.models import Letter
from konvent.registration.actions.deciding import (
    admit_waiting,
    approve_registration,
    cancel_registration,
    decline_registration,
    move_registration,
)
from konvent.registration.actions.leaving import forget_person
from konvent.registration.actions.places import has_room, move_up
from konvent.registration.models import Group, Registration, RegistrationRules, Ticket
from konvent.registration.queries import place_in_line

ADA, GRACE, EDITH = "ada@example.org", "grace@example.org", "edith@example.org"


def states(convention):
    found = Registration.objects.filter(convention=convention).order_by("pk")
    return [registration.state for registration in found]


@pytest.mark.django_db
class TestOneAfterTheOther:
    @pytest.fixture
    def convention(self):
        return make_registration(capacity=1)

    def test_beyond_the_last_place_people_wait_in_order(self, convention):
        people = [join(convention, email) for email in (ADA, GRACE, EDITH)]

        assert states(convention) == ["admitted", "waiting", "waiting"]
        assert [place_in_line(person) for person in people[1:]] == [1, 2]

    def test_whoever_came_before_for_the_last_places_is_before_one_in_any_group(self, convention):
        press, public = make_group(convention, "press"), make_group(convention)
        ada = join(convention, ADA, group=public)
        grace = join(convention, GRACE, group=press)
        edith = join(convention, EDITH, NOW + timedelta(minutes=1), group=public)
        assert [place_in_line(person) for person in (grace, edith)] == [1, 2]

        cancel_registration(registration=ada, at=NOW, by=None)

        assert states(convention) == ["cancelled", "admitted", "waiting"]
        assert place_in_line(edith) == 1

    def test_a_full_group_waits_for_its_own_places_while_there_are_others(self, convention):
        RegistrationRules.objects.update(capacity=9)
        press, public = (make_group(convention, name, quota=0) for name in ("press", "public"))
        join(convention, ADA, group=public)
        grace = join(convention, GRACE, NOW + timedelta(minutes=1), group=press)

        assert place_in_line(grace) == 1

    def test_who_gives_a_place_back_gives_it_to_who_waited_longest(self, convention):
        first, *_others = [join(convention, email) for email in (ADA, GRACE, EDITH)]

        cancel_registration(registration=first, at=NOW, by=None)

        assert states(convention) == ["cancelled", "admitted", "waiting"]
        assert Ticket.objects.revoked().get().email == ADA
        last = Letter.objects.filter(recipient=GRACE).latest("pk")
        assert last.kind == "welcome"

    def test_nobody_is_let_in_early_without_a_place(self, convention):
        join(convention, ADA)
        grace = join(convention, GRACE)

        with pytest.raises(RefusedError, match="no place left"):
            admit_waiting(registration=grace, at=NOW, by=None)

        RegistrationRules.objects.update(capacity=2)
        admit_waiting(registration=grace, at=NOW, by=None)
        assert states(convention) == ["admitted", "admitted"]

    def test_a_full_group_takes_nobody_over(self, convention):
        RegistrationRules.objects.update(capacity=None)
        press, public = make_group(convention, "press", quota=1), make_group(convention)
        join(convention, ADA, group=press)
        grace = join(convention, GRACE, group=public)

        with pytest.raises(RefusedError):
            move_registration(registration=grace, group=press, at=NOW, by=None)

        grace.refresh_from_db()
        assert grace.group == public

    def test_what_needs_approval_waits_for_somebody_to_look(self, convention):
        press = make_group(convention, "press", needs_approval=True)
        ada, grace = join(convention, ADA, group=press), join(convention, GRACE, group=press)
        assert states(convention) == ["approval", "approval"]

        for _time in range(2):
            approve_registration(registration=ada, at=NOW, by=None)
            decline_registration(registration=grace, at=NOW, by=None)

        assert states(convention) == ["admitted", "declined"]
        kinds = Letter.objects.exclude(kind="confirm").order_by("pk")
        assert [letter.kind for letter in kinds] == ["received", "received", "welcome", "declined"]

    def test_who_is_deleted_leaves_a_free_place(self, convention):
        ada = join(convention, ADA)
        join(convention, GRACE)

        forget_person(convention=convention, ticket=ada.ticket, registration=ada, at=NOW)

        assert states(convention) == ["admitted"]

    def test_a_long_list_costs_no_more_than_the_places_that_are_free(
        self, convention, django_assert_max_num_queries
    ):
        press = make_group(convention, "press", quota=0)
        Registration.objects.bulk_create(
            Registration(
                convention=convention,
                group=press if number == 0 else None,
                email=f"{number}@example.org",
                state="waiting",
                asked_at=NOW,
                waiting_since=NOW + timedelta(seconds=number),
            )
            for number in range(60)
        )

        with django_assert_max_num_queries(20):
            move_up(convention=convention, at=NOW)
        with django_assert_max_num_queries(4):
            move_up(convention=convention, at=NOW)

        assert states(convention) == ["waiting", "admitted", *["waiting"] * 58]


_numbers = count(1)


class Registering(RuleBasedStateMachine):
    """People come, go, are approved, declined and moved in any order, with any limits."""

    @initialize(
        capacity=st.integers(0, 3) | st.none(),
        quotas=st.lists(st.integers(0, 2) | st.none(), min_size=2, max_size=2),
    )
    def open(self, capacity, quotas):
        Registration.objects.all().delete()
        self.convention = make_registration(f"any-{next(_numbers)}", capacity=capacity)
        self.groups = [
            make_group(self.convention, f"g{number}", quota=quota, needs_approval=number == 1)
            for number, quota in enumerate(quotas)
        ]
        self.people = 0
        self.now = NOW

    def someone(self, number):
        found = list(Registration.objects.filter(convention=self.convention).order_by("pk"))
        return found[number % len(found)] if found else None

    @rule(group=st.integers(0, 1))
    def come(self, group):
        self.people += 1
        self.now += timedelta(minutes=1)
        join(self.convention, f"{self.people}@example.org", self.now, group=self.groups[group])

    @rule(
        number=st.integers(0, 4),
        deed=st.sampled_from([approve_registration, decline_registration, cancel_registration]),
    )
    def decide(self, number, deed):
        if person := self.someone(number):
            deed(registration=person, at=self.now, by=None)

    @rule(number=st.integers(0, 4), group=st.integers(0, 1))
    def move(self, number, group):
        if person := self.someone(number):
            try:
                move_registration(
                    registration=person, group=self.groups[group], at=self.now, by=None
                )
            except RefusedError:
                assert not has_room(convention=self.convention, group=self.groups[group])

    @invariant()
    def no_place_is_given_twice_and_none_is_kept_from_who_waits(self):
        if not hasattr(self, "convention"):
            return
        admitted = Registration.objects.filter(convention=self.convention).admitted()
        rules = RegistrationRules.objects.get(convention=self.convention)
        assert rules.capacity is None or admitted.count() <= rules.capacity
        for group in Group.objects.filter(convention=self.convention):
            assert group.quota is None or admitted.filter(group=group).count() <= group.quota
        for person in Registration.objects.filter(convention=self.convention).waiting():
            assert not has_room(convention=self.convention, group=person.group)
        assert all(person.ticket and not person.ticket.revoked_at for person in admitted)
        valid = Ticket.objects.filter(convention=self.convention, revoked_at=None)
        assert valid.count() == admitted.count()


@pytest.mark.django_db
def test_places_are_never_oversold_and_never_left_empty():
    from hypothesis.stateful import run_state_machine_as_test  # noqa: PLC0415 -- slow import

    calm = settings(
        max_examples=15,
        stateful_step_count=15,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Registering, settings=calm)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="in memory; see the next test")
def test_many_who_want_places_in_the_same_instant_share_those_there_are():
    assert outcomes() == EXPECTED


def test_they_share_them_on_a_file_of_sqlite_as_well():
    here = Path(__file__).parents[2]
    environment = {name: value for name, value in os.environ.items() if "KONVENT" not in name}

    done = subprocess.run(
        [sys.executable, "-m", "tests.registration.rush_on_sqlite"],
        check=False,
        cwd=here,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert ast.literal_eval(done.stdout) == EXPECTED
