# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""People arrive: the first scan counts, whenever it is heard of, and is forgotten in time."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import DATE, NOW, at, make_day, make_user, make_world
from tests.registration.worlds import join, make_group, make_registration

from konvent.foundation.models import AuditEntry
from konvent.foundation.topics import find_topic
from konvent.people.models import Duty
from konvent.registration.actions import issue_ticket, revoke_ticket
from konvent.registration.actions.checking_in import (
    KEPT_AFTER,
    Outcome,
    Told,
    first_arrival,
    forget_scans,
    take_scans,
)
from konvent.registration.actions.leaving import forget_person
from konvent.registration.arrivals import (
    changes_for_doors,
    figures_of_day,
    find_people,
    list_for_doors,
)
from konvent.registration.models import Scan, Ticket
from konvent.registration.own_data import everything_about

A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def convention(db):
    """The press comes to the place; everybody else is at home."""
    convention = make_registration()
    make_group(convention, "press", is_on_site=True)
    make_group(convention, "public")
    return convention


@pytest.fixture
def day(convention):
    return convention.days.select_related("convention").get()


@pytest.fixture
def helper(convention):
    return make_user("Hedy", Duty.DOOR, convention)


@pytest.fixture
def ada(convention):
    group = convention.registration_groups.get(slug="press")
    return join(convention, "ada@example.org", group=group).ticket


def told(ticket, minute=0, door="A", **facts):
    return Told(
        **{
            "key": uuid4(),
            "ticket": ticket.pk,
            "at": NOW + minute * A_MINUTE,
            "door": door,
            **facts,
        }
    )


def tell(day, helper, *scans, after=30):
    return take_scans(day=day, told=scans, by=helper, at=NOW + after * A_MINUTE)


def outcomes(answers):
    return [answer.outcome for answer in answers]


def arrival(ticket):
    return Scan.objects.arrivals().filter(ticket=ticket).first()


def test_somebody_arrives_once_and_the_second_door_is_told_when_and_where(day, helper, ada):
    first = tell(day, helper, told(ada, minute=2, door="B"))
    second = tell(day, helper, told(ada, minute=5, door="A"))

    assert outcomes(first + second) == [Outcome.IN, Outcome.ALREADY]
    assert (second[0].arrival.door, second[0].arrival.at) == ("B", NOW + 2 * A_MINUTE)


def test_telling_it_again_changes_nothing_not_even_after_it_was_taken_back(day, helper, ada):
    scan = told(ada)
    assert outcomes(tell(day, helper, scan, scan)) == [Outcome.IN, Outcome.IN]
    assert outcomes(tell(day, helper, told(ada, minute=1, is_undo=True))) == [Outcome.OUT]

    assert outcomes(tell(day, helper, scan)) == [Outcome.OUT]
    assert Scan.objects.count() == 2


def test_of_two_doors_without_a_line_the_earlier_one_counts_and_the_later_one_is_told(
    day, helper, ada
):
    late = told(ada, minute=9, door="A")
    assert outcomes(tell(day, helper, late)) == [Outcome.IN]

    assert outcomes(tell(day, helper, told(ada, minute=2, door="B"))) == [Outcome.IN]

    assert outcomes(tell(day, helper, late)) == [Outcome.ALREADY]
    assert arrival(ada).door == "B"


def test_a_clock_that_is_fast_neither_wins_nor_outlives_being_taken_back(day, helper, ada):
    tell(day, helper, told(ada, minute=45, door="fast"), after=10)
    tell(day, helper, told(ada, minute=9, door="right"), after=11)
    assert arrival(ada).door == "right"

    tell(day, helper, told(ada, minute=12, is_undo=True), after=12)

    assert arrival(ada) is None


def test_who_cannot_come_in_is_told_why(convention, day, helper, ada):
    revoked = issue_ticket(convention=convention, email="eve@example.org", at=NOW)
    revoke_ticket(ticket=revoked, actor=None, at=NOW)
    elsewhere = issue_ticket(convention=make_world("other-2026"), email="a@b.example", at=NOW)

    answers = tell(
        day, helper, told(revoked), told(elsewhere), told(ada, minute=-24 * 60), told(ada)
    )

    said = [Outcome.REVOKED, Outcome.UNKNOWN, Outcome.OTHER_DAY, Outcome.IN]
    assert outcomes(answers) == said
    assert Scan.objects.count() == 1


def test_a_day_that_ends_after_midnight_is_still_that_day(convention, helper, ada):
    night = make_day(
        convention, DATE + timedelta(days=1), ends_at=at(2, on=DATE + timedelta(days=2))
    )
    moment = at(1, on=DATE + timedelta(days=2))

    scan = Told(key=uuid4(), ticket=ada.pk, at=moment)
    answer = take_scans(day=night, told=[scan], by=helper, at=moment)

    assert outcomes(answer) == [Outcome.IN]


SCANS = st.lists(
    st.builds(
        Scan,
        key=st.integers(min_value=1, max_value=2**128 - 1).map(lambda number: UUID(int=number)),
        at=st.integers(min_value=0, max_value=6).map(lambda minute: NOW + minute * A_MINUTE),
        is_undo=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda scan: scan.key,
)


@given(scans=SCANS, order=st.randoms(use_true_random=False))
def test_the_order_in_which_doors_are_heard_of_does_not_matter(scans, order):
    shuffled = list(scans)
    order.shuffle(shuffled)

    first = first_arrival(scans)

    assert first is first_arrival(shuffled)
    taken_back = max((scan.at for scan in scans if scan.is_undo), default=None)
    later = [s.at for s in scans if not s.is_undo and (taken_back is None or s.at > taken_back)]
    assert (first and first.at) == min(later, default=None)


def test_every_scan_that_changes_who_is_in_is_in_the_log_and_a_second_one_is_not(day, helper, ada):
    tell(day, helper, told(ada, minute=1))
    tell(day, helper, told(ada, minute=2))
    tell(day, helper, told(ada, minute=3, is_undo=True))

    log = AuditEntry.objects.filter(thing="scan").order_by("pk")
    assert [(entry.verb, entry.actor_name, entry.thing_name) for entry in log] == [
        ("check_in", "Hedy", "Ada"),
        ("take_back", "Hedy", "Ada"),
    ]
    assert ada.door_code not in str(list(AuditEntry.objects.values()))


def test_a_door_gets_names_and_groups_of_those_who_come_and_nothing_that_opens_anything(
    convention, day, helper, ada
):
    public = convention.registration_groups.get(slug="public")
    join(convention, "at.home@example.org", group=public)
    gone = join(convention, "gone@example.org", group=ada.registration.group).ticket
    revoke_ticket(ticket=gone, actor=None, at=NOW)
    tell(day, helper, told(ada))

    known = list_for_doors(day, at=NOW)

    pk, name, group, seen = known["people"][0]
    assert len(known["people"]) == 1
    assert (pk, name, group, len(seen)) == (ada.pk, "Ada", "Press", 2)
    assert len(known["revoked"]) == 2
    assert list(known["in"]) == [str(ada.pk)]
    for secret in ("example.org", ada.door_code, "~t~"):
        assert secret not in str(known)


def test_a_door_learns_what_others_did_since_it_last_asked(day, helper, ada):
    tell(day, helper, told(ada), after=1)
    assert changes_for_doors(day, since=NOW + 2 * A_MINUTE) == {"in": {}}

    tell(day, helper, told(ada, minute=3, is_undo=True), after=4)

    assert changes_for_doors(day, since=NOW + 2 * A_MINUTE) == {"in": {str(ada.pk): None}}


def test_arrived_of_expected_is_counted_by_group_and_is_what_doors_watch(
    convention, day, helper, ada
):
    guest = issue_ticket(convention=convention, email="guest@example.org", at=NOW)
    tell(day, helper, told(ada), told(guest))
    Ticket.objects.update(
        expires_at=timezone.now() + A_MINUTE
    )  # doors watch by the machine's clock

    figures = [(str(f["group"]), f["arrived"], f["expected"]) for f in figures_of_day(day, at=NOW)]
    state = find_topic(convention.slug, f"check-in/{day.date}").read()

    assert figures == [("Press", 1, 1), ("None", 1, 0)]
    assert (state["arrived"], state["groups"]) == (2, {"press": [1, 1], "": [1, 0]})


def test_people_are_found_by_code_name_organisation_or_address(convention, ada):
    typed = f"{ada.door_code[:4].lower()} {ada.door_code[4:].lower()}".replace("0", "o")

    for words in (typed, "ada", "ADA@exam", "da ada@"):
        assert find_people(convention, words, at=NOW) == [ada]
    assert find_people(convention, "a", at=NOW) == []
    assert find_people(make_world("other-2026"), ada.door_code, at=NOW) == []


def test_people_are_found_in_either_case_of_every_letter(convention):
    group = convention.registration_groups.get(slug="press")
    ticket = join(convention, "oe@example.org", name="Özlem Ünal", group=group).ticket

    for words in ("özlem", "ÜNAL", "zlem ünal"):
        assert find_people(convention, words, at=NOW) == [ticket]
    assert find_people(convention, "ozlem", at=NOW) == []


def test_what_doors_keep_about_somebody_is_theirs_to_read_and_goes_with_them(
    convention, day, helper, ada
):
    tell(day, helper, told(ada, door="B"))
    kept = everything_about(convention, ada, ada.registration)
    assert [(one["door"], one["what"]) for one in kept["check_ins"]] == [("B", "arrived")]

    forget_person(convention=convention, ticket=ada, registration=ada.registration, at=NOW)

    ada.refresh_from_db()
    assert (Scan.objects.count(), ada.door_code) == (0, "")
    assert "Ada" not in str(list(AuditEntry.objects.filter(thing="scan").values()))


def test_a_month_after_the_last_day_nobody_knows_who_was_there(day, helper, ada):
    tell(day, helper, told(ada))

    forget_scans(at=day.ends_at + KEPT_AFTER)
    assert Scan.objects.count() == 1
    forget_scans(at=day.ends_at + KEPT_AFTER + A_MINUTE)

    assert Scan.objects.count() == 0
    assert [entry.thing_name for entry in AuditEntry.objects.filter(thing="scan")] == ["…"]
